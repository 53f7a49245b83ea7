/**
 * How much stack a function needs, by our own count, which is the same on every engine and more than any of their
 * tiers needs for a sixteenth.
 *
 * Depth is counted only where it must be: in the turning points of recursion, and where a chain of calls that are not
 * counted would become too long. Whoever counts, counts for those on the way to the next one who does, and makes
 * sure that the longest chain of those that do not has room too.
 */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import type { CallGraph } from './call-graph.ts';
import type { DecodedFunction } from './decode.ts';
import { op } from './decode.ts';
import type { FunctionFacts } from './facts.ts';
import { maxHeightBytes } from './operands.ts';

export interface StackNeeds {
  /** By function index: bytes that are counted when it is entered; zero where none are. */
  readonly counted: Float64Array;
  /** Bytes beyond them that the longest chain of functions that are not counted needs, called from this one. */
  readonly chains: Float64Array;
}

/** Together with its callees that are not counted. */
const chainBytesMax = 64 * 1024;
/** On the way to one that is counted: what those who count may count too much, when there is another way. */
const wayBytesMax = 1024;

interface Chain {
  /** The longest of functions that are not counted. */
  readonly all: number;
  /** The longest that ends where a function is called that is counted; -1 for none. */
  readonly way: number;
}

const noChain: Chain = { all: 0, way: -1 };

export function stackNeedsOf(
  graph: CallGraph,
  facts: readonly (FunctionFacts | null)[],
  frames: Float64Array,
): StackNeeds {
  const counted = new Float64Array(facts.length);
  const chains = new Float64Array(facts.length);
  const known = new Map<number, Chain>();
  const isCounted = Uint8Array.from(graph.isTurningPoint);
  const chainFrom = (callee: number): Chain =>
    isCounted[callee] === 1 ? { all: 0, way: 0 } : (known.get(callee) ?? noChain);
  const byType = new Map<number, Chain>();
  const chainThrough = (type: number) => {
    const chain = byType.get(type) ?? longestOf(graph.reachableBy(type).map(chainFrom));
    byType.set(type, chain);
    return chain;
  };
  for (const index of graph.order) {
    const { direct = [], indirect = [] } = facts[index] ?? {};
    const frame = frames[index] ?? 0;
    const below = longestOf([...direct.map(chainFrom), ...indirect.map(chainThrough)]);
    const way = below.way < 0 ? -1 : frame + below.way;
    if (frame + below.all > chainBytesMax || way > wayBytesMax) isCounted[index] = 1;
    known.set(index, { all: frame + below.all, way });
    if (isCounted[index] === 0) continue;
    const onTheWay = Math.max(0, below.way);
    counted[index] = frame + onTheWay;
    chains[index] = Math.max(0, below.all - onTheWay);
  }
  return { counted, chains };
}

function longestOf(chains: readonly Chain[]): Chain {
  return chains.reduce(
    (a, b) => ({ all: Math.max(a.all, b.all), way: Math.max(a.way, b.way) }),
    noChain,
  );
}

/** Return address, saved registers, the instance, what engines note about a frame, and the meter's own locals. */
const frameConstantBytes = 128;
const v128 = 0x7b;

/**
 * Locals and operands, 8 bytes each, 16 for a vector: what an engine that puts everything on the stack needs. One that
 * optimises keeps values that are calculated twice instead, across calls, and more of them than there are locals: half
 * a byte for each instruction that calculates, a byte for each on vectors. The measured worst case of that, with
 * nothing but such values, needs 4 times what is counted, and threads have 16 times `stackBytesMax`.
 */
export function frameBytesOf(fn: DecodedFunction, layout: ModuleLayout): number {
  const locals = fn.locals.reduce((bytes, type) => bytes + (type === v128 ? 16 : 8), 0);
  const kept = fn.code.reduce((halves, { code }) => halves + halvesOf(code), 0) >> 1;
  return frameConstantBytes + locals + maxHeightBytes(fn, layout) + kept;
}

function halvesOf(code: number): number {
  if (code >= op.v128Load) return 2;
  const isCalculated = code >= op.i32EqualsZero && code < op.refNull;
  return isCalculated || isAccess(code) || code >= op.i32SaturatedF32 ? 1 : 0;
}

function isAccess(code: number): boolean {
  return code === op.globalGet || (code >= op.i32Load && code <= op.memorySize);
}
