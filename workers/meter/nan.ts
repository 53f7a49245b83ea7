/**
 * Where the bits of a NaN that arithmetic made could be seen.
 *
 * The sign and payload of such a NaN differ between machines, and between the tiers of one engine. They do not matter
 * while it is only calculated with or compared; they matter when it is stored, reinterpreted, passed, returned,
 * or taken apart. So every arithmetic instruction whose result may get there is followed by code that replaces a
 * NaN by the canonical one, and no other. It is done where the NaN is made, never where it is seen: there the
 * value might be one that the program itself has put together, which is its own.
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
import { addEdge, addNode, createValueGraph, observers, seenBy } from './nan-graph.ts';
import type { FloatKind, Lanes, Role } from './nan-roles.ts';
import { roleOf } from './nan-roles.ts';
import { knowledge, knownOfSource, knownResult } from './never-nan.ts';
import type { ValueFlow } from './operand-walk.ts';
import { walkOperands } from './operand-walk.ts';

/** By the index of the instruction: what it answers, and what has to be made canonical right behind it. */
export type CanonicalSites = ReadonlyMap<number, FloatKind>;

interface Source {
  readonly node: number;
  readonly at: number;
  readonly kind: FloatKind;
}

interface Tracing {
  readonly bytes: Uint8Array;
  readonly graph: ValueGraph;
  readonly sources: Source[];
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
  if (makesNone) return new Map();
  const edgesMax = fn.code.length * edgesPerInstruction;
  const tracing = { bytes, graph: createValueGraph(), sources: [], edgesMax, steps: 0 };
  walkOperands(fn, layout, flowOf(tracing, fn));
  return sitesOf(tracing);
}

/** Beyond it, which only code made for the purpose reaches, all that is made is taken to be seen. */
const edgesPerInstruction = 32;

function sitesOf({ graph, sources, edgesMax, steps }: Tracing): CanonicalSites {
  const isCertain = Math.max(graph.from.length, steps) <= edgesMax;
  const seen = seenBy(isCertain ? graph : createValueGraph());
  const bits = seen(observers.bits);
  const [asF32, asF64] = [seen(observers.asF32), seen(observers.asF64)];
  const sites = new Map<number, FloatKind>();
  for (const { node, at, kind } of sources) {
    const otherLanes = kind === 'f32' || kind === 'f32x4' ? asF64 : asF32;
    if (!isCertain || bits[node] === 1 || otherLanes[node] === 1) sites.set(at, kind);
  }
  return sites;
}

function flowOf(tracing: Tracing, fn: DecodedFunction): ValueFlow {
  const { graph } = tracing;
  const move = (from: number, to: number) => {
    if (graph.from.length <= tracing.edgesMax) addEdge(graph, from, to);
  };
  const join = (type: number) => (isFloating(type) ? addNode(graph) : knowledge.nothing);
  const zero = (type: number) =>
    type === valueTypes.f32 || type === valueTypes.f64 ? knowledge.finite : knowledge.nothing;
  const isWithin = (steps: number) => {
    tracing.steps += steps;
    return tracing.steps <= tracing.edgesMax;
  };
  return {
    ...createLocalValues(fn, { join, move, zero, isWithin }),
    join,
    either: (type, first, second) => oneOf(move, join, type, first, second),
    move,
    observe: (value) => move(value, observers.bits),
    apply: (at, instruction, values, base) => apply(tracing, move, at, instruction, values, base),
  };
}

type Move = ValueFlow['move'];

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
      return first <= knowledge.number && code > 0xff ? knowledge.nothing : first;
    case 'mixes':
      return mix(tracing, move, first, second);
    case 'ignores':
      return knowledge.nothing;
    case 'signs':
      move(second, observers.bits);
      return first;
    case 'shuffles':
      return shuffle(tracing, move, end, first, second);
    case 'shows':
      for (let one = base; one < values.length; one += 1)
        move(values[one] ?? knowledge.nothing, observers.bits);
      return knownOfSource(code, tracing.bytes, end);
  }
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

/** Of a vector nothing is known: it may be taken for other lanes than those that were put in. */
function mix({ graph }: Tracing, move: Move, first: number, second: number): number {
  const one = oneOf(move, () => addNode(graph), valueTypes.v128, first, second);
  return one <= knowledge.number ? knowledge.nothing : one;
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
  return mix(tracing, move, first, second);
}
