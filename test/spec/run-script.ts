/** Runs one of the specification's scripts: what it asserts must hold of the modules with their meter. */
import { compileFunction } from 'node:vm';
import type { FunctionType } from '../../workers/sandbox/module-layout.ts';
import { functionTypeOf } from '../../workers/sandbox/module-layout.ts';
import type { AssembleText, Callee, ExactCall, Given } from './exact-call.ts';
import type { SpecInstance } from './instances.ts';
import {
  BadText,
  createInstance,
  createSpectest,
  NotForJobs,
  Refused,
  TooDeep,
} from './instances.ts';
import type { Pattern, Value } from './values.ts';
import { hex, matches, valueMakers, wordsOf } from './values.ts';

export interface Outcome {
  /** Assertions that held, by kind. */
  readonly held: { [kind: string]: number };
  /** Assertions about modules that are not for jobs, by the reason. */
  readonly passedOver: { [reason: string]: number };
  readonly failures: string[];
  /** All results in hexadecimal, in order, to compare machines and engines. */
  readonly results: string[];
}

type Instanceish = SpecInstance | NotForJobs | string;
type Thunk = () => unknown;

export function runScript(
  text: string,
  tools: { readonly assemble: AssembleText; readonly call: ExactCall },
): Outcome {
  const outcome: Outcome = { held: {}, passedOver: {}, failures: [], results: [] };
  const stage = { isAsserting: false };
  const scope: { readonly [name: string]: unknown } = {
    ...valueMakers,
    ...createActions(outcome, stage, tools),
    ...createAssertions(outcome, stage),
    wasmSimdEnabled: () => true,
    wasmMultiMemoryEnabled: () => false,
    partialOobWriteMayWritePartialData: () => false,
    externref: () => null,
    ExternRefResult: class {},
  };
  const run = compileFunction(text, Object.keys(scope)) as (...all: readonly unknown[]) => void;
  try {
    run(...Object.values(scope));
  } catch (error) {
    outcome.failures.push(`the script ended: ${String(error)}`);
  }
  return outcome;
}

/** Within an assertion, that something is refused or ends is the answer; elsewhere the script goes on without it. */
interface Stage {
  isAsserting: boolean;
}

function createActions(
  outcome: Outcome,
  stage: Stage,
  { assemble, call }: { readonly assemble: AssembleText; readonly call: ExactCall },
) {
  const linkage: { [module: string]: WebAssembly.ModuleImports } = { spectest: createSpectest() };
  const registered = new Map<string, Instanceish>();
  const instances: SpecInstance[] = [];
  const attempt = <Value>(make: () => Value): Value | NotForJobs => {
    if (stage.isAsserting) return make();
    try {
      return make();
    } catch (error) {
      if (error instanceof NotForJobs) return error;
      outcome.failures.push(`outside of an assertion: ${String(error)}`);
      return new NotForJobs('was not accepted');
    }
  };
  const instantiate = (text: string) => {
    for (const [name, one] of registered)
      if (one instanceof NotForJobs && text.includes(`"${name}"`)) throw one;
    const instance = createInstance(text, assemble, linkage);
    instances.push(instance);
    return instance;
  };
  const instanceOf = (instanceish: Instanceish): SpecInstance => {
    const one = typeof instanceish === 'string' ? registered.get(instanceish) : instanceish;
    if (one === undefined || typeof one === 'string') throw new Error('not registered');
    if (one instanceof NotForJobs) throw one;
    return one;
  };
  const invoke = (instanceish: Instanceish, field: string, parameters: readonly Given[]) => {
    const { layout, exports } = instanceOf(instanceish);
    for (const one of instances) one.refill();
    const index = layout?.exports.find(({ name }) => name === field)?.index ?? -1;
    const type: FunctionType | null = layout === null ? null : functionTypeOf(layout, index);
    if (type === null) throw new Error(`no function ${field}`);
    const results = call(exports[field] as Callee, type, parameters);
    outcome.results.push(...results.map(({ bits }) => hex(bits)));
    return results;
  };
  const get = (instanceish: Instanceish, field: string) => {
    const global = instanceOf(instanceish).exports[field] as WebAssembly.Global;
    const value: unknown = global.value;
    const type = typeof value === 'bigint' ? 'i64' : 'i32';
    const { layout } = instanceOf(instanceish);
    const index = layout?.exports.find(({ name }) => name === field)?.index ?? 0;
    const floats: { readonly [type: number]: string } = { 0x7d: 'f32', 0x7c: 'f64' };
    const named = floats[layout?.globals[index] ?? 0] ?? type;
    return [valueMakers.value(named, value as number)];
  };
  return {
    instantiate: (text: string) => attempt(() => instantiate(text)),
    invoke: (...asked: Parameters<typeof invoke>) => attempt(() => invoke(...asked)),
    get,
    register: (instanceish: Instanceish, name: string) => {
      const one = typeof instanceish === 'string' ? registered.get(instanceish) : instanceish;
      if (one === undefined) return;
      registered.set(name, one);
      if (typeof one === 'object' && 'exports' in one) linkage[name] = one.exports;
    },
  };
}

/** What V8 says where the specification's interpreter says something else. */
const trapWords: { readonly [expected: string]: RegExp } = {
  'out of bounds memory access': /memory access out of bounds/,
  'out of bounds table access':
    /table (index is|access) out of bounds|element segment out of bounds/,
  'integer divide by zero': /(divide|remainder) by zero/,
  'integer overflow': /unrepresentable/,
  'invalid conversion to integer': /float unrepresentable/,
  'indirect call type mismatch': /signature mismatch/,
  'uninitialized element': /null function|signature mismatch/,
  'undefined element': /table index is out of bounds/,
  unreachable: /unreachable/,
};

function createAssertions(outcome: Outcome, stage: Stage) {
  const { held, passedOver, failures } = outcome;
  const assertion = (kind: string, check: () => string | null) => {
    try {
      stage.isAsserting = true;
      const problem = check();
      if (problem === null) held[kind] = (held[kind] ?? 0) + 1;
      else failures.push(`${kind}: ${problem}`);
    } catch (error) {
      const isOver = error instanceof NotForJobs;
      if (isOver) passedOver[error.message] = (passedOver[error.message] ?? 0) + 1;
      else failures.push(`${kind}: ${String(error)}`);
    } finally {
      stage.isAsserting = false;
    }
  };
  const refusal = (kind: string) => (thunk: Thunk) => {
    assertion(kind, () => {
      const problem = problemOf(thunk);
      if (problem instanceof NotForJobs) throw problem;
      const isRefused = problem instanceof Refused || problem instanceof BadText;
      const isUnlinkable = kind === 'unlinkable' && problem instanceof WebAssembly.LinkError;
      return isRefused || isUnlinkable ? null : `accepted, ${String(problem)}`;
    });
  };
  return {
    assert_invalid: refusal('invalid'),
    assert_malformed: refusal('malformed'),
    assert_unlinkable: refusal('unlinkable'),
    assert_return: (thunk: Thunk, expected: readonly Pattern[]) => {
      assertion('return', () => {
        const results = (thunk() ?? []) as readonly Value[];
        const isSame = results.length === expected.length;
        if (isSame && results.every((one, order) => matches(one, expected[order] ?? null)))
          return null;
        return `${results.map(wordsOf).join()} instead of ${expected.map(wordsOf).join()}`;
      });
    },
    assert_trap: (thunk: Thunk, expected: string) => {
      assertion('trap', () => {
        const problem = problemOf(thunk);
        if (problem instanceof NotForJobs) throw problem;
        const known = Object.keys(trapWords).find((one) => expected.startsWith(one)) ?? '';
        const words = trapWords[known] ?? /^$/;
        const isTrap = problem instanceof WebAssembly.RuntimeError && words.test(problem.message);
        return isTrap ? null : `${String(problem)} instead of ${expected}`;
      });
    },
    assert_exhaustion: (thunk: Thunk) => {
      assertion('exhaustion', () => {
        const problem = problemOf(thunk);
        if (problem instanceof NotForJobs) throw problem;
        return problem instanceof TooDeep ? null : `${String(problem)} instead of too deep`;
      });
    },
  };
}

function problemOf(thunk: Thunk): unknown {
  try {
    thunk();
    return null;
  } catch (error) {
    return error;
  }
}
