/** Runs a generated module in the engine, as it is or metered, and notes what can be seen of it. */
import { meterExports, stackBytesMax } from '../../../workers/meter/contract.ts';
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import type { Module } from '../wasm-interpreter/read-module.ts';
import type { HostCall, Observation, Step } from './observation.ts';
import { answerOf, nothing, pagesMax } from './observation.ts';

export interface Grants {
  /** Units of a call in all. */
  readonly allowance: number;
  /** Units that are granted at once. */
  readonly portion: number;
  /** The only step that is bounded so, and the last; all are when it is not given. */
  readonly step?: number;
}

export const plenty: Grants = { allowance: 1e9, portion: 1e9 };

/** Thrown out of the module by what it imports. */
class Ended extends Error {}

const traps: readonly (readonly [RegExp, string])[] = [
  [/unreachable/, 'unreachable'],
  [/memory access|data segment/, 'memory'],
  [/table index|table access|element segment/, 'table'],
  [/by zero/, 'divide_by_zero'],
  [/result unrepresentable/, 'overflow'],
  [/unrepresentable in integer/, 'conversion'],
  [/null function|signature mismatch/, 'call'],
  [/call stack/, 'the stack of the engine'],
];

function endOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof Ended) return error.message;
  return traps.find(([pattern]) => pattern.test(error.message))?.[1] ?? String(error);
}

type Called = (...values: readonly (number | bigint)[]) => unknown;

interface Run {
  exports: Record<string, unknown>;
  readonly layout: Module;
  grants: Grants;
  granted: number;
}

/** `layout` is that of the module as it was generated: it says what to look at. */
export function runInEngine(
  compiled: WebAssembly.Module,
  layout: Module,
  { calls }: Pick<GeneratedModule, 'calls'>,
  grants: Grants = plenty,
): Observation {
  const hostCalls: HostCall[] = [];
  const run: Run = { exports: {}, layout, grants, granted: 0 };
  const host = (name: string) => [
    name,
    (...values: (number | bigint)[]) => {
      hostCalls.push({ call: `env.${name}(${values.join()})`, count: countOf(run) });
      const answer = answerOf(name, values);
      return answer.length > 1 ? answer : answer[0];
    },
  ];
  const imports = {
    env: Object.fromEntries(['tick', 'ask', 'pair'].map(host)) as WebAssembly.ModuleImports,
    meter: {
      slice: () => grantMore(run),
      too_deep: () => end('too_deep'),
      no_memory: () => end('no_memory'),
    },
  };
  try {
    run.exports = new WebAssembly.Instance(compiled, imports).exports;
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return nothing;
    throw error;
  }
  const { exports } = run;
  const pages = exports[meterExports.pagesMax] as WebAssembly.Global | undefined;
  if (pages !== undefined) pages.value = pagesMax;
  const steps: Step[] = [];
  for (const { name, values } of [{ name: meterExports.start, values: [] }, ...calls]) {
    const isBounded = grants.step === undefined || grants.step === steps.length;
    run.grants = isBounded ? grants : plenty;
    steps.push(invoke(run, name, values));
    if (grants.step === steps.length - 1) break;
  }
  const state = stateOf(run);
  const memory = exports.memory as WebAssembly.Memory | undefined;
  const bytes = new Uint8Array(memory?.buffer ?? new ArrayBuffer(0));
  const refused = exports[meterExports.growthRefused] as WebAssembly.Global | undefined;
  const growthRefused = refused === undefined ? null : refused.value !== 0;
  return { isInstance: true, steps, hostCalls, state, memory: bytes, growthRefused };
}

function end(kind: string): never {
  throw new Ended(kind);
}

const leftOf = ({ exports }: Run) => exports[meterExports.left] as WebAssembly.Global | undefined;

function countOf(run: Run): number {
  const left = leftOf(run);
  return left === undefined ? 0 : run.granted - Number(left.value as bigint);
}

/** Grants as much as it takes to go on, or ends the run. */
function grantMore(run: Run): void {
  const left = leftOf(run)!;
  const { allowance, portion } = run.grants;
  if ((left.value as bigint) >= 0n) end('called out with something left');
  while ((left.value as bigint) < 0n) {
    if (run.granted >= allowance) end('exhausted');
    const more = Math.min(portion, allowance - run.granted);
    run.granted += more;
    left.value = (left.value as bigint) + BigInt(more);
  }
}

/** Begins anew: what a call before has left is of no account, as after a trap it may not be settled. */
function begin(run: Run, grants: Grants): void {
  const left = leftOf(run);
  if (left === undefined) return;
  run.granted = Math.min(grants.portion, grants.allowance);
  left.value = BigInt(run.granted);
  (run.exports[meterExports.depth] as WebAssembly.Global).value = stackBytesMax;
}

function invoke(run: Run, name: string, values: readonly (number | bigint)[]): Step {
  const called = run.exports[name] as Called | undefined;
  if (called === undefined) return { outcome: '', hasEnded: true, count: 0 };
  begin(run, run.grants);
  try {
    const results = called(...values);
    const outcome = (Array.isArray(results) ? results : [results]).join();
    return { outcome, hasEnded: true, count: countOf(run) };
  } catch (error) {
    return { outcome: endOf(error), hasEnded: false, count: countOf(run) };
  }
}

function stateOf(run: Run): readonly string[] {
  const { layout, exports } = run;
  const shift = leftOf(run) === undefined ? 0 : 3;
  begin(run, plenty);
  const nameOf = (value: unknown) => {
    if (value === null) return 'null';
    const index = Number((value as { readonly name: string }).name);
    return String(index < layout.imports.length ? index : index - shift);
  };
  const globals = layout.globals.map(({ type }, index) => {
    const dump = exports[`dump${index}`] as Called | undefined;
    if (dump !== undefined) return String(dump());
    if (exports[`global${index}`] === undefined) return '';
    const value: unknown = (exports[`global${index}`] as WebAssembly.Global).value;
    return type === 0x70 ? nameOf(value) : String(value);
  });
  const tables = layout.tables.map((_, index) => {
    const table = exports[`table${index}`] as WebAssembly.Table | undefined;
    const length = table?.length ?? 0;
    const names = Array.from({ length }, (_, at) => nameOf(table?.get(at)));
    return names.map((name) => (name === 'null' ? '-' : name)).join(' ');
  });
  return [...globals, ...tables];
}
