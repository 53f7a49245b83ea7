/**
 * A circulation as rings: everybody in one wanted the next, and the last the first. Any circulation is a sum of rings;
 * these are found shortest first, through people in the order of their keys, so that everybody is shown the same.
 */
import { sortedEntries } from '../base/sorted.ts';

/** So many units went round; the first member has the lowest key, or is the one who asks. */
export interface Ring {
  readonly members: readonly string[];
  readonly units: bigint;
}

export interface Rings {
  /** The largest first. */
  readonly rings: readonly Ring[];
  /** Whether they are all there is. */
  readonly isWhole: boolean;
}

/** Units from whom to whom. */
export type Flows = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

/** Larger rings say nothing to people, nor do more of them. */
export const ringMembersMax = 8;
export const ringsMax = 20;
/** Rings that are looked for before the largest are shown. */
const searchedMax = 100;

/** The rings through one member, or those of everybody where it has no part in the flows. */
export function ringsOf(flows: Flows, member: string): Rings {
  const left = new Map(
    sortedEntries(flows).map(([from, row]) => [from, new Map(sortedEntries(row))]),
  );
  const starts = left.has(member) ? [member] : [...left.keys()];
  const found: Ring[] = [];
  for (const start of starts) {
    while (found.length < searchedMax) {
      const ring = shortestRing(left, start);
      if (ring === null) break;
      found.push(ring);
    }
  }
  const shown = found
    .filter(({ members }) => members.length <= ringMembersMax)
    .sort(largestFirst)
    .slice(0, ringsMax);
  const isDone = starts.every((start) => (left.get(start)?.size ?? 0) === 0);
  return { rings: shown, isWhole: isDone && shown.length === found.length };
}

function largestFirst(one: Ring, other: Ring): number {
  if (one.units !== other.units) return one.units > other.units ? -1 : 1;
  return one.members.join() < other.members.join() ? -1 : 1;
}

/** Takes the shortest ring through a member out of the flows; null where none is left. */
function shortestRing(flows: Map<string, Map<string, bigint>>, start: string): Ring | null {
  const from = new Map<string, string>();
  const waiting = [start];
  for (const member of waiting) {
    for (const next of flows.get(member)?.keys() ?? []) {
      if (next === start) return takenOut(flows, pathTo(from, start, member));
      if (from.has(next)) continue;
      from.set(next, member);
      waiting.push(next);
    }
  }
  return null;
}

function pathTo(from: ReadonlyMap<string, string>, start: string, last: string): readonly string[] {
  const path: string[] = [];
  for (let at = last; at !== start; at = from.get(at) ?? start) path.push(at);
  return [start, ...path.reverse()];
}

function takenOut(flows: Map<string, Map<string, bigint>>, members: readonly string[]): Ring {
  const links = members.map((member, place) => {
    const next = members[(place + 1) % members.length] ?? member;
    const row = flows.get(member) ?? new Map<string, bigint>();
    return { row, next, units: row.get(next) ?? 0n };
  });
  const units = links.reduce((least, each) => (each.units < least ? each.units : least), 2n ** 64n);
  for (const { row, next, units: all } of links) {
    if (all === units) row.delete(next);
    else row.set(next, all - units);
  }
  return { members, units };
}
