/**
 * Whole prices that prove a circulation to be the cheapest: a potential π for each node such that on every arc the
 * next unit costs at least π(tail) − π(head), and the last one at most that. There are such potentials exactly where
 * no ring of units could be moved at a gain. They are found by lowering what breaks a condition until none does
 * (Bellman and Ford), from a guess that is nearly right, so that little is left to do.
 */
import { real, whole } from './elements.ts';
import { incidenceOf } from './incidence.ts';
import type { Ends, Incidence } from './incidence.ts';
import { createQueue, dequeue, enqueue } from './search-order.ts';

/** By arc: what its next unit costs, Infinity where it is full; and its last unit, −Infinity where it is empty. */
export interface ResidualCosts {
  readonly next: Float64Array;
  readonly last: Float64Array;
}

/**
 * Null where there are none, as a ring could still be moved at a gain, or none were found in `mostVisits` visits of a
 * node (without such a ring, as many visits as the square of the nodes always do). The guess is not changed.
 */
export function exactPrices(
  ends: Ends,
  costs: ResidualCosts,
  guess: Float64Array,
  mostVisits: number,
): Float64Array | null {
  const prices = guess.slice();
  const incidence = incidenceOf(ends);
  const waiting = createQueue(ends.nodes);
  let visitsLeft = mostVisits;
  for (let node = 0; node < ends.nodes; node += 1) enqueue(waiting, node);
  for (let node = dequeue(waiting); node >= 0; node = dequeue(waiting)) {
    visitsLeft -= 1;
    if (visitsLeft < 0) return null;
    const [begin, end] = [whole(incidence.first, node), whole(incidence.first, node + 1)];
    for (let place = begin; place < end; place += 1) {
      const other = whole(incidence.others, place);
      const most = real(prices, node) + costAt(incidence, costs, place);
      if (most >= real(prices, other)) continue;
      prices[other] = most;
      enqueue(waiting, other);
    }
  }
  return prices;
}

/** How far the node at the other end of a place may be above the one that the place belongs to. */
function costAt({ arcs, ends }: Incidence, { next, last }: ResidualCosts, place: number): number {
  const arc = whole(arcs, place);
  return whole(ends, arc) === place ? real(next, arc) : -real(last, arc);
}
