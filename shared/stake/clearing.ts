/**
 * The clearing of a round (rules R10): everybody's orders are arcs from the issuer whose stake is given to the one
 * whose stake is wanted, and what is filled is a circulation, so that every row and column of the shares keeps its
 * sum. Of all circulations it takes the one of the greatest welfare, which is concave in each order's fill: many are
 * filled in part. No order comes before another for the time at which it was made.
 */
import { assert } from '../base/assert.ts';
import { cheapestCirculation } from '../flow/cheapest-circulation.ts';
import type { Circulation, Marginals } from '../flow/cheapest-circulation.ts';
import { componentsOf } from '../flow/components.ts';
import { exactPrices } from '../flow/exact-prices.ts';
import type { Ends } from '../flow/incidence.ts';
import { isExact, unitsIn, welfareOf, worthOfNext } from './book.ts';
import type { Book, Order } from './book.ts';

export interface Clearing {
  /** Units, in the order of the book. */
  readonly fills: Float64Array;
  /** Σ of the marginal weights of all filled units, by the slices of the fair objective. */
  readonly welfare: bigint;
  /** Σ of the fills. */
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
  const ends = endsOf(book, sorted);
  const component = componentsOf(ends.nodes, ends.tails, ends.heads);
  const inRings = [...sorted.keys()].filter(
    (arc) => component[at(ends.tails, arc)] === component[at(ends.heads, arc)],
  );
  const orders = inRings.map((arc) => orderAt(sorted, arc));
  const circulation = circulationOf(book, orders, mostWork);
  const fills = new Float64Array(sorted.length);
  for (const [index, arc] of inRings.entries()) fills[arc] = at(circulation.flows, index);
  const potentials = circulation.isExhausted
    ? new Float64Array(0)
    : potentialsOf({ book, orders, ends, component, sorted, circulation });
  return { ...totalsOf(book, sorted, fills), potentials, isExhausted: circulation.isExhausted };
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

function endsOf({ nodes }: Book, orders: readonly Order[]): Ends {
  return {
    nodes,
    tails: Int32Array.from(orders, ({ give }) => give),
    heads: Int32Array.from(orders, ({ get }) => get),
  };
}

/** What a unit costs is what it is worth, below zero, times more than there are nodes. */
function circulationOf(book: Book, orders: readonly Order[], mostWork: number): Circulation {
  const scale = scaleOf(book);
  const { slices, objective } = book;
  const network = {
    ...endsOf(book, orders),
    capacities: Float64Array.from(orders, ({ quantity }) => quantity),
  };
  const isFair = objective === 'fair';
  const below = (arc: number, price: number) => {
    const order = orderAt(orders, arc);
    if (!isFair) return -scale < price ? order.quantity : 0;
    const first = slices + Math.ceil(price / (order.weight * scale));
    return unitsIn(order, slices, Math.min(slices, Math.max(0, first)));
  };
  const next = (arc: number, flow: number) =>
    -scale * worthOfNext(orderAt(orders, arc), book, flow);
  const marginals: Marginals = {
    below,
    next,
    last: (arc, flow) => next(arc, flow - 1),
    most: scale * orders.reduce((most, order) => Math.max(most, worthOfNext(order, book, 0)), 1),
  };
  return cheapestCirculation(network, marginals, mostWork);
}

function scaleOf({ nodes }: Book): number {
  return nodes + 1;
}

interface Solved {
  readonly book: Book;
  /** Those in rings, to which the circulation belongs, and all, with what the components of the issuers are. */
  readonly orders: readonly Order[];
  readonly circulation: Circulation;
  readonly sorted: readonly Order[];
  readonly ends: Ends;
  readonly component: Int32Array;
}

/** Whole potentials from the prices of the search: made exact in the rings, then across them. */
function potentialsOf(solved: Solved): Float64Array {
  const { book, orders, circulation } = solved;
  const scale = scaleOf(book);
  const guess = circulation.prices.map((price) => Math.round(-price / scale));
  const next = new Float64Array(orders.length);
  const last = new Float64Array(orders.length);
  for (const [arc, order] of orders.entries()) {
    const fill = at(circulation.flows, arc);
    next[arc] = fill < order.quantity ? -worthOfNext(order, book, fill) : Infinity;
    last[arc] = fill > 0 ? -worthOfNext(order, book, fill - 1) : -Infinity;
  }
  const ends = endsOf(book, orders);
  const exact = exactPrices(ends, { next, last }, guess, (book.nodes + 1) ** 2);
  assert(exact !== null, 'a circulation of least cost has whole prices');
  lowerAcross(solved, exact);
  return exact;
}

/**
 * Orders from one component to another are never filled, but say that their giver's potential is so much lower. The
 * components are numbered so that an order leads to one with a lower number: each is lowered as a whole, in turn.
 */
function lowerAcross({ book, sorted, component }: Solved, potentials: Float64Array): void {
  const across = sorted
    .filter(({ give, get }) => at(component, give) !== at(component, get))
    .sort((a, b) => at(component, a.give) - at(component, b.give));
  const offsets = new Float64Array(book.nodes);
  for (const order of across) {
    const { give, get } = order;
    const most =
      at(potentials, get) + at(offsets, at(component, get)) - worthOfNext(order, book, 0);
    const own = at(component, give);
    offsets[own] = Math.min(at(offsets, own), most - at(potentials, give));
  }
  let highest = -Infinity;
  for (let node = 0; node < book.nodes; node += 1) {
    potentials[node] = at(potentials, node) + at(offsets, at(component, node));
    highest = Math.max(highest, at(potentials, node));
  }
  for (let node = 0; node < book.nodes; node += 1)
    potentials[node] = at(potentials, node) - highest;
}

function totalsOf(
  { slices, orders }: Book,
  sorted: readonly Numbered[],
  sortedFills: Float64Array,
) {
  const fills = new Float64Array(orders.length);
  let [welfare, volume] = [0n, 0n];
  for (const [arc, order] of sorted.entries()) {
    const fill = at(sortedFills, arc);
    fills[order.index] = fill;
    volume += BigInt(fill);
    welfare += welfareOf(order, slices, fill);
  }
  return { fills, welfare, volume };
}

function orderAt(orders: readonly Order[], index: number): Order {
  const order = orders[index];
  assert(order !== undefined, 'arcs are numbered as the orders are');
  return order;
}

function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] ?? 0;
}
