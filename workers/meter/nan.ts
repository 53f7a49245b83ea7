/**
 * Where the bits of a NaN that arithmetic made could be seen.
 *
 * The sign and payload of such a NaN differ between machines, and between the tiers of one engine. They do not matter
 * while it is only calculated with or compared; they matter when it is stored, reinterpreted, passed, returned,
 * or taken apart. So every arithmetic instruction whose result may get there is followed by code that replaces a
 * NaN by the canonical one, and no other. Or it is done where the NaN is seen (`nan-sites.ts`), but only if the value
 * there cannot be one that the program itself has put together, which is its own.
 *
 * Which results may get there is a question of data flow. Values on the stack and in local variables are followed
 * exactly, and blocks join what reaches their ends (`local-values.ts`). Memory is not followed. Vectors have
 * no type of lane: two f32 that are taken for one f64 show their bits, so that who takes a vector for which lanes is
 * followed as well.
 */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import { valueTypes } from './effects.ts';
import { createLocalValues, isFloating } from './local-values.ts';
import type { ValueGraph } from './nan-graph.ts';
import { addEdge, addNode, createValueGraph, firstNode, foreign, observers } from './nan-graph.ts';
import type { Lanes, Role } from './nan-roles.ts';
import { roleOf } from './nan-roles.ts';
import type { CanonicalSites, Sight, Source } from './nan-sites.ts';
import { frequenciesOf, sitesOf } from './nan-sites.ts';
import { knowledge, knownOfSource, knownResult } from './never-nan.ts';
import { walkOperands } from './operand-walk.ts';
import type { ValueFlow } from './value-flow.ts';

interface Tracing {
  readonly bytes: Uint8Array;
  readonly graph: ValueGraph;
  readonly sources: Source[];
  readonly sights: Sight[];
  /** More edges, or steps to find them, than this are not followed. */
  readonly edgesMax: number;
  steps: number;
}

/** `bytes` are those of the module. Takes time in proportion to the length of the function. */
export function canonicalSites(
  fn: DecodedFunction,
  layout: ModuleLayout,
  bytes: Uint8Array,
): CanonicalSites {
  const makesNone = fn.code.every(({ code }) => roleOf(code).does !== 'makes');
  if (makesNone) return noSites;
  const edgesMax = fn.code.length * edgesPerInstruction;
  const graph = createValueGraph();
  const tracing: Tracing = { bytes, graph, sources: [], sights: [], edgesMax, steps: 0 };
  walkOperands(fn, layout, flowOf(tracing, fn));
  const isCertain = Math.max(graph.from.length, tracing.steps) <= edgesMax;
  return sitesOf({ ...tracing, isCertain, frequency: frequenciesOf(fn.code) });
}

const noSites: CanonicalSites = { before: new Map(), after: new Map() };

/** Beyond it, which only code made for the purpose reaches, all that is made is taken to be seen. */
const edgesPerInstruction = 32;

function flowOf(tracing: Tracing, fn: DecodedFunction): ValueFlow {
  const { graph } = tracing;
  const move = (from: number, to: number) => {
    if (graph.from.length <= tracing.edgesMax) addEdge(graph, from, to);
  };
  const join = (type: number) => (isFloating(type) ? addNode(graph) : knowledge.nothing);
  const zero = (type: number) => (type === valueTypes.v128 ? knowledge.nothing : knowledge.finite);
  const isWithin = (steps: number) => {
    tracing.steps += steps;
    return tracing.steps <= tracing.edgesMax;
  };
  return {
    ...createLocalValues(fn, { join, move, zero, passed: foreign, isWithin }),
    foreign,
    join,
    either: (type, first, second) => oneOf(move, join, type, first, second),
    move,
    observe: (value, at) => show(tracing, move, value, at),
    apply: (at, instruction, values, base) => apply(tracing, move, at, instruction, values, base),
  };
}

type Move = ValueFlow['move'];

/** `at`: the instruction before which the value is on top of the stack, or null when it is further down. */
function show({ sights }: Tracing, move: Move, value: number, at: number | null): void {
  move(value, at === null ? observers.bits : observers.atSight);
  if (at !== null && value >= firstNode) sights.push({ node: value, at });
}

function oneOf(
  ...[move, join, type, first, second]: [Move, ValueFlow['join'], number, number, number]
): number {
  if (first === second) return first;
  const most = Math.max(first, second);
  const least = Math.min(first, second);
  if (most <= knowledge.number) return least === knowledge.nothing ? least : most;
  if (least <= knowledge.number) return most;
  const joined = join(type);
  move(first, joined);
  move(second, joined);
  return joined;
}

function apply(
  ...[tracing, move, at, instruction, values, base]: [
    ...[Tracing, Move, number, Instruction, readonly number[], number],
  ]
): number {
  const { code, end } = instruction;
  const role = roleOf(code);
  const first = values[base] ?? knowledge.nothing;
  const second = values[base + 1] ?? knowledge.nothing;
  if ('lanes' in role) readLanes(move, role.lanes, values, base);
  switch (role.does) {
    case 'makes':
      return make(tracing, role, at, code, first, second);
    case 'passes':
      return changed(tracing, move, first, code);
    case 'mixes':
      return changed(tracing, move, mixed(tracing, move, first, second), code);
    case 'ignores':
      return foreign;
    case 'signs':
      show(tracing, move, second, at);
      return changed(tracing, move, first, code);
    case 'shuffles':
      return changed(tracing, move, shuffle(tracing, move, end, first, second), code);
    case 'shows':
      values.slice(base).forEach((one, order, shown) => {
        show(tracing, move, one, order === shown.length - 1 ? at : null);
      });
      return knownOfSource(code, tracing.bytes, end);
  }
}

/**
 * A value with other bits than the one it was made of, such as another sign: what shows it must not make it canonical,
 * or a NaN and its negation would be shown alike. Of a vector nothing is known: it may be taken for other lanes.
 */
function changed({ graph }: Tracing, move: Move, value: number, code: number): number {
  if (value <= knowledge.number) return code > 0xff ? knowledge.nothing : value;
  if (value === foreign) return foreign;
  const node = addNode(graph);
  move(value, node);
  move(foreign, node);
  return node;
}

function readLanes(move: Move, lanes: Lanes, values: readonly number[], base: number): void {
  if (lanes === null) return;
  const observer = lanes === 'f32' ? observers.asF32 : observers.asF64;
  for (let one = base; one < values.length; one += 1) move(values[one] ?? 0, observer);
}

function make(
  { graph, sources }: Tracing,
  { kind }: Role & { readonly does: 'makes' },
  ...[at, code, first, second]: [number, number, number, number]
): number {
  const isScalar = kind === 'f32' || kind === 'f64';
  const known = isScalar ? knownResult(code, first, second) : knowledge.nothing;
  if (known !== knowledge.nothing) return known;
  const node = addNode(graph);
  sources.push({ node, at, kind });
  return node;
}

function mixed({ graph }: Tracing, move: Move, first: number, second: number): number {
  return oneOf(move, () => addNode(graph), valueTypes.v128, first, second);
}

/** A shuffle moves lanes if it keeps their bytes together; otherwise it takes them apart. */
function shuffle(
  ...[tracing, move, end, first, second]: [Tracing, Move, number, number, number]
): number {
  const { bytes } = tracing;
  const lanes = bytes.subarray(end - 16, end);
  const movesWhole = (size: number) =>
    lanes.every((lane, place) => {
      const leader = lanes[place - (place % size)] ?? 0;
      return leader % size === 0 && lane === leader + (place % size);
    });
  const observer = movesWhole(8) ? null : movesWhole(4) ? observers.asF32 : observers.bits;
  if (observer !== null) for (const value of [first, second]) move(value, observer);
  return mixed(tracing, move, first, second);
}
