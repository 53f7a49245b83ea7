/**
 * The clearing of a round (rules R10): everybody's orders are arcs from the issuer whose stake is given to the one
 * whose stake is wanted, and what is filled is a circulation, so that every row and column of the shares keeps its
 * sum. Of all circulations it takes the one of the greatest welfare, which is concave in each order's fill: many are
 * filled in part. No order comes before another for the time at which it was made.
 */
import { assert } from '../base/assert.ts';
import { componentsOf } from '../flow/components.ts';
import { real, whole } from '../flow/elements.ts';
import { bestCirculation, columnsOf } from './best-circulation.ts';
import { isExact, welfareOf, worthOfNext } from './book.ts';
import type { Book, Order } from './book.ts';

export interface Clearing {
  /** Units, in the order of the book. */
  readonly fills: Float64Array;
  /** Σ of the marginal weights of all filled units, by the slices of the fair objective. */
  readonly welfare: bigint;
  /** Σ of the fills of orders; what a tag passes on is not counted again. */
  readonly volume: bigint;
  /**
   * By issuer, whole and never above 0: they prove that nothing better exists (`checkClearing`). Empty where the
   * work ran out.
   */
  readonly potentials: Float64Array;
  /** Whether the work ran out: the fills are a circulation, and not known to be the best. */
  readonly isExhausted: boolean;
}

/** `mostWork` bounds pushes and relabels. The book must be exact (`isExact`), and its orders between two issuers. */
export function clearBook(book: Book, mostWork = Infinity): Clearing {
  assert(isExact(book), 'the numbers of a book stay below 2^53');
  const sorted = inCanonicalOrder(book);
  const { nodes, tails, heads } = columnsOf(book, sorted);
  const component = componentsOf(nodes, tails, heads);
  const inRings = sorted.filter(
    ({ give, get }) => whole(component, give) === whole(component, get),
  );
  const best = bestCirculation(columnsOf(book, inRings), mostWork);
  const potentials =
    best.potentials === null
      ? new Float64Array(0)
      : acrossComponents(book, sorted, component, best.potentials);
  return { ...totalsOf(book, inRings, best.flows), potentials, isExhausted: best.isExhausted };
}

interface Numbered extends Order {
  /** Its place in the book. */
  readonly index: number;
}

/** Sorted by what they say, without those for nothing: the order of a book's lines decides nothing. */
function inCanonicalOrder({ orders }: Book): readonly Numbered[] {
  return orders
    .map((order, index) => ({ ...order, index }))
    .filter(({ quantity }) => quantity > 0)
    .sort(
      (a, b) =>
        a.give - b.give ||
        a.get - b.get ||
        a.weight - b.weight ||
        a.quantity - b.quantity ||
        a.index - b.index,
    );
}

/**
 * Orders from one component to another are never filled, but say that their giver's potential is so much lower. The
 * components are numbered so that an order leads to one with a lower number: each is lowered as a whole, in turn.
 */
function acrossComponents(
  book: Book,
  sorted: readonly Order[],
  component: Int32Array,
  inRings: Float64Array,
): Float64Array {
  const potentials = inRings.slice();
  const across = sorted
    .filter(({ give, get }) => whole(component, give) !== whole(component, get))
    .sort((a, b) => whole(component, a.give) - whole(component, b.give));
  const offsets = new Float64Array(book.nodes);
  for (const order of across) {
    const { give, get } = order;
    const most =
      real(potentials, get) + real(offsets, whole(component, get)) - worthOfNext(order, book, 0);
    const own = whole(component, give);
    offsets[own] = Math.min(real(offsets, own), most - real(potentials, give));
  }
  let highest = -Infinity;
  for (let node = 0; node < book.nodes; node += 1) {
    potentials[node] = real(potentials, node) + real(offsets, whole(component, node));
    highest = Math.max(highest, real(potentials, node));
  }
  return potentials.map((each) => each - highest);
}

function totalsOf({ slices, orders }: Book, inRings: readonly Numbered[], flows: Float64Array) {
  const fills = new Float64Array(orders.length);
  let [welfare, volume] = [0n, 0n];
  for (const [arc, order] of inRings.entries()) {
    const fill = real(flows, arc);
    fills[order.index] = fill;
    if (order.weight > 0) volume += BigInt(fill);
    welfare += welfareOf(order, slices, fill);
  }
  return { fills, welfare, volume };
}
