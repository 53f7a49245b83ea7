/** What can be seen of a run of a generated module, in words that are compared as they are. */
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import type { Instance, RunOutcome } from '../wasm-interpreter/instance.ts';
import { instantiate } from '../wasm-interpreter/instance.ts';
import type { Module } from '../wasm-interpreter/read-module.ts';
import { readModule } from '../wasm-interpreter/read-module.ts';
import type { Value } from '../wasm-interpreter/value.ts';
import { nans } from '../wasm-interpreter/value.ts';

export interface Step {
  /** Results, or how it ended. */
  readonly outcome: string;
  readonly hasEnded: boolean;
  readonly count: number;
}

export interface HostCall {
  readonly call: string;
  readonly count: number;
}

export interface Observation {
  /** False when an active segment does not fit: then there is nothing else. */
  readonly isInstance: boolean;
  /** The start function and the calls. */
  readonly steps: readonly Step[];
  readonly hostCalls: readonly HostCall[];
  /** Globals and tables, and how many pages there are. */
  readonly state: readonly string[];
  readonly memory: Uint8Array;
  /** Whether growth of the memory was refused by our limit; null where nobody notes it. */
  readonly growthRefused: boolean | null;
}

export const nothing: Observation = {
  isInstance: false,
  steps: [],
  hostCalls: [],
  state: [],
  memory: new Uint8Array(0),
  growthRefused: null,
};

/** No module may have more in these tests, so that ten thousand fit into a minute. */
export const countMax = 60_000;
export const pagesMax = 5;
const depthMax = 3_000;
const tableElementsMax = 100_000;

/** What imported functions answer: they only have to be the same for all. */
export function answerOf(name: string, values: readonly (number | bigint)[]): (number | bigint)[] {
  if (name.endsWith('ask')) return [(Number(values[0]) * 31 + 7) | 0];
  if (!name.endsWith('pair')) return [];
  const [long, whole] = values as [bigint, number];
  return [whole ^ 1, BigInt.asIntN(64, long + 1n)];
}

export interface Interpreted extends Observation {
  /** Whether an instruction made a NaN, so that an engine may differ in its bits. */
  readonly madeNan: boolean;
  /** Whether our own limits refused growth, which the module alone would have had. */
  readonly wasCapped: boolean;
  readonly isTooLong: boolean;
  /** Whether it stopped in a bulk operation of several pieces, of which the engine may have done some. */
  readonly bulkInParts: boolean;
}

/** Where a run is to stop: in a step, the start function being the first, when it has used so many units. */
export interface Stop {
  readonly step: number;
  readonly count: number;
  readonly stopsAtBulk: boolean;
}

const layouts = new WeakMap<Uint8Array, Module>();

/** What a module consists of; it is read once, however often it is run. */
export function layoutOf(bytes: Uint8Array): Module {
  const known = layouts.get(bytes) ?? readModule(bytes);
  layouts.set(bytes, known);
  return known;
}

/** What the interpreter makes of a module, until it stops. */
export function interpret(
  { bytes, calls }: Pick<GeneratedModule, 'bytes' | 'calls'>,
  stop?: Stop,
  most = countMax,
): Interpreted {
  const module = layoutOf(bytes);
  const hostCalls: HostCall[] = [];
  nans.made = false;
  const surroundings = {
    callHost: (name: string, values: readonly Value[], count: number) => {
      hostCalls.push({ call: `${name}(${values.join()})`, count });
      return answerOf(name, values as (number | bigint)[]);
    },
    countMax: most,
    depthMax,
    pagesMax,
    tableElementsMax,
    stopsAtBulk: stop?.stopsAtBulk ?? false,
  };
  const instance = instantiate(module, surroundings);
  const nowhere = { madeNan: false, wasCapped: false, isTooLong: false, bulkInParts: false };
  if (instance === null) return { ...nothing, ...nowhere };
  const outcomes: RunOutcome[] = [];
  for (const { name, values } of [{ name: null, values: [] }, ...calls]) {
    if (outcomes.length === stop?.step) surroundings.countMax = stop.count;
    outcomes.push(name === null ? instance.start() : instance.invoke(name, values));
    if (outcomes.length - 1 === stop?.step) break;
  }
  return {
    isInstance: true,
    steps: outcomes.map(stepOf),
    hostCalls,
    state: stateOf(module, instance),
    memory: instance.state.bytes,
    madeNan: nans.made,
    growthRefused: instance.state.growthRefused,
    wasCapped: instance.state.growthRefused || instance.state.tableGrowthRefused,
    bulkInParts: stop !== undefined && instance.state.count > stop.count + 1,
    isTooLong: outcomes.some(({ trap }) => trap === 'too_long' || trap === 'too_deep'),
  };
}

function stepOf({ results, trap, count }: RunOutcome): Step {
  return { outcome: trap ?? results.join(), hasEnded: trap === null, count };
}

function stateOf(module: Module, { state }: Instance): readonly string[] {
  const globals = module.globals.map(({ type }, index) => wordOf(type, state.globals[index]!));
  const tables = state.tables.map(({ elements }) => elements.map((each) => each ?? '-').join(' '));
  return [...globals, ...tables];
}

function wordOf(type: number, value: Value): string {
  if (type !== 0x7b) return String(value);
  const lanes = new BigInt64Array((value as Uint8Array).buffer);
  return `${lanes[0]},${lanes[1]}`;
}
