/** What a module has while it runs. */
import type { Instruction, Module } from './read-module.ts';
import type { Value } from './value.ts';

/** What the world gives to a run, and how far it may go. */
export interface Surroundings {
  /** Answers the results of an imported function; `count` is the units used when it was called. */
  readonly callHost: (name: string, values: readonly Value[], count: number) => readonly Value[];
  /** Beyond so many units a run ends with `too_long`. */
  readonly countMax: number;
  /** Whether a bulk operation that makes the count just `countMax` is not done any more. */
  readonly stopsAtBulk?: boolean;
  /** Beyond so many calls inside each other a run ends with `too_deep`. */
  readonly depthMax: number;
  /** Growth beyond this is refused, whatever a module declares. */
  readonly pagesMax: number;
  readonly tableElementsMax: number;
}

export interface TableState {
  elements: (number | null)[];
  readonly maximum: number;
}

export interface State {
  readonly module: Module;
  readonly surroundings: Surroundings;
  /** Units used, by the specification of the count. */
  count: number;
  depth: number;
  bytes: Uint8Array;
  view: DataView;
  /** Infinity where the module declares none: then our limit is the only one. */
  readonly pagesDeclared: number;
  /** Whether growth was refused by our limits, so that an engine without them would go on differently. */
  growthRefused: boolean;
  /** The same of tables. */
  tableGrowthRefused: boolean;
  readonly tables: readonly TableState[];
  readonly globals: Value[];
  /** Contents of segments; empty once they were dropped. */
  readonly datas: Uint8Array[];
  readonly elements: (readonly (number | null)[])[];
}

export const pageBytes = 65_536;

const noBytes = new Uint8Array(0);

/** A module before its active segments are written. */
export function createState(module: Module, surroundings: Surroundings): State {
  const bytes = new Uint8Array((module.memories[0]?.initial ?? 0) * pageBytes);
  const globals: Value[] = [];
  for (const { init } of module.globals) globals.push(constant(init, globals));
  return {
    module,
    surroundings,
    count: 0,
    depth: 0,
    bytes,
    view: new DataView(bytes.buffer),
    pagesDeclared: module.memories[0]?.maximum ?? Infinity,
    growthRefused: false,
    tableGrowthRefused: false,
    tables: module.tables.map(({ initial, maximum }) => ({
      elements: new Array<null>(initial).fill(null),
      maximum: Math.min(maximum ?? 2 ** 32 - 1, surroundings.tableElementsMax),
    })),
    globals,
    datas: module.datas.map(({ mode, content }) => (mode === 'passive' ? content : noBytes)),
    elements: module.elements.map(({ mode, content }) =>
      mode === 'passive' ? content.map((each) => constant(each, globals) as number | null) : [],
    ),
  };
}

/** The value of a constant expression. */
export function constant(body: readonly Instruction[], globals: readonly Value[]): Value {
  const { code, x, value } = body[0]!;
  if (code === 0x23) return globals[x]!;
  if (code === 0xd2) return x;
  return value;
}
