/**
 * How much stack a function needs, by our own count, which is the same on every engine and more than any of their
 * tiers needs for a fourth: what it has of locals and operands, and a constant for the frame itself.
 *
 * Depth is counted only where it must be: in the turning points of recursion, and where a chain of calls that are not
 * counted would need more than `chainBytesMax`. Whoever counts makes sure that the longest chain of those that
 * do not, called from it, has room too.
 */
import type { ModuleLayout } from '../sandbox/module-layout.ts';
import type { CallGraph } from './call-graph.ts';
import type { DecodedFunction } from './decode.ts';
import type { FunctionFacts } from './facts.ts';
import { maxHeightBytes } from './operands.ts';

export interface StackNeeds {
  /** By function index; bytes. */
  readonly frames: Float64Array;
  readonly isCounted: Uint8Array;
  /** Bytes that the longest chain of functions that are not counted needs, called from this one. */
  readonly chains: Float64Array;
}

export const chainBytesMax = 64 * 1024;

export function stackNeedsOf(
  graph: CallGraph,
  facts: readonly (FunctionFacts | null)[],
  frames: Float64Array,
): StackNeeds {
  const isCounted = Uint8Array.from(graph.isTurningPoint);
  const chains = new Float64Array(facts.length);
  const needs = new Float64Array(facts.length);
  const longest = (callees: readonly number[]) =>
    callees.reduce(
      (most, callee) => (isCounted[callee] === 1 ? most : Math.max(most, needs[callee] ?? 0)),
      0,
    );
  const byType = new Map<number, number>();
  const longestThrough = (type: number) => {
    const known = byType.get(type) ?? longest(graph.reachableBy(type));
    byType.set(type, known);
    return known;
  };
  for (const index of graph.order) {
    const { direct = [], indirect = [] } = facts[index] ?? {};
    const chain = Math.max(longest(direct), 0, ...indirect.map(longestThrough));
    chains[index] = chain;
    needs[index] = (frames[index] ?? 0) + chain;
    if ((needs[index] ?? 0) > chainBytesMax) isCounted[index] = 1;
  }
  return { frames, isCounted, chains };
}

/** Return address, saved registers, the instance, what engines note about a frame, and the meter's own locals. */
const frameConstantBytes = 128;
const v128 = 0x7b;

/** Locals and operands, 8 bytes each, 16 for a vector: what an engine that puts everything on the stack needs. */
export function frameBytesOf(fn: DecodedFunction, layout: ModuleLayout): number {
  const locals = fn.locals.reduce((bytes, type) => bytes + (type === v128 ? 16 : 8), 0);
  return frameConstantBytes + locals + maxHeightBytes(fn, layout);
}
