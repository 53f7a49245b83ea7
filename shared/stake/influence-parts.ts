/**
 * How much of all influence leads to whom (rules R11), in floating point: the same fixed point as influence.ts, quick
 * enough to be seen round by round. Nothing of it reaches the record.
 */
import type { Parts } from './parts.ts';

/** What is passed on in each step of the walk. */
const passedOn = 7 / 8;
const restsAt = 1e-9;
/** Enough for an eighth that is lost at each step to leave less than that. */
const turnsMax = 200;

/** By agent, parts that add up to 1; nothing where nobody has worked. */
export function influenceParts(
  parts: Parts,
  work: ReadonlyMap<string, bigint>,
): ReadonlyMap<string, number> {
  const agents = [...parts.keys()].sort();
  const places = new Map(agents.map((agent, index) => [agent, index]));
  const [from, to, share] = linksOf(parts, places);
  const seed = Float64Array.from(agents, (agent) => Number(work.get(agent) ?? 0n));
  const all = seed.reduce((sum, each) => sum + each, 0);
  if (all === 0) return new Map();
  let present = seed;
  for (let turn = 0; turn < turnsMax; turn += 1) {
    const next = Float64Array.from(seed);
    for (let link = 0; link < share.length; link += 1) {
      const holder = present[from[link] ?? 0] ?? 0;
      const issuer = to[link] ?? 0;
      next[issuer] = (next[issuer] ?? 0) + passedOn * (share[link] ?? 0) * holder;
    }
    const moved = next.reduce(
      (sum, each, place) => sum + Math.abs(each - (present[place] ?? 0)),
      0,
    );
    present = next;
    if (moved < all * restsAt) break;
  }
  const whole = present.reduce((sum, each) => sum + each, 0);
  return new Map(agents.map((agent, place) => [agent, (present[place] ?? 0) / whole]));
}

/** Who holds whom and how much, without what each holds of itself. */
function linksOf(parts: Parts, places: ReadonlyMap<string, number>) {
  const [from, to, share]: [number[], number[], number[]] = [[], [], []];
  for (const [holder, row] of parts) {
    for (const { issuer, part } of row) {
      if (issuer === holder) continue;
      from.push(places.get(holder) ?? 0);
      to.push(places.get(issuer) ?? 0);
      share.push(part);
    }
  }
  return [Int32Array.from(from), Int32Array.from(to), Float64Array.from(share)] as const;
}
