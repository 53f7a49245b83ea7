/** Random books of orders, for property tests and figures of the clearing. */
import fc from 'fast-check';
import { sliceOf, unitsIn } from '../../shared/stake/book.ts';
import type { Book, Order } from '../../shared/stake/book.ts';
import type { SolverArc } from './economy-solver.ts';

/** Orders among so many issuers, equal ones and rings among them; some ask for nothing. */
export function someBook(most: {
  readonly nodes: number;
  readonly orders: number;
  readonly quantity: number;
  readonly slices: number;
}): fc.Arbitrary<Book> {
  const quantity = fc.oneof(fc.constantFrom(0, 1, 2, 10), fc.nat(most.quantity));
  return fc
    .tuple(fc.integer({ min: 2, max: most.nodes }), fc.integer({ min: 1, max: most.slices }))
    .chain(([nodes, slices]) => {
      const order = fc
        .tuple(fc.nat(nodes - 1), fc.nat(nodes - 2), quantity, fc.integer({ min: 1, max: 4 }))
        .map(([give, offset, units, weight]) => ({
          ...{ give, get: (give + 1 + offset) % nodes, quantity: units, weight },
        }));
      return fc
        .array(order, { maxLength: most.orders, size: 'max' })
        .map((orders) => ({ slices, nodes, orders, objective: 'fair' as const }));
    });
}

/** A book as many people would write it: some are wanted more than others. Always the same for the same seed. */
export function largeBook(nodes: number, count: number, seed: number): Book {
  let state = seed;
  const below = (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
  const orders = Array.from({ length: count }, (): Order => {
    const give = below(nodes);
    const wanted = Math.floor((below(nodes) * below(nodes)) / nodes);
    const get = wanted === give ? (give + 1) % nodes : wanted;
    return { give, get, quantity: 1 + below(200_000), weight: 1 + below(4) };
  });
  return { slices: 2 ** 16, nodes, orders, objective: 'fair' };
}

/** The same as a linear program: in the fair objective each slice is worth something else, in the other one all 1. */
export function arcsOf({ slices, orders, objective }: Book): readonly SolverArc[] {
  if (objective === 'volume') {
    return orders.map(({ give, get, quantity }) => ({
      ...{ from: give, to: get, most: quantity, worth: 1 },
    }));
  }
  return orders.flatMap((order) => {
    if (order.quantity === 0) return [];
    const last = sliceOf(order.quantity, slices, order.quantity - 1);
    return Array.from({ length: last + 1 }, (_, slice) => ({
      from: order.give,
      to: order.get,
      most: unitsIn(order.quantity, slices, slice + 1) - unitsIn(order.quantity, slices, slice),
      worth: order.weight * (slices - slice),
    })).filter(({ most }) => most > 0);
  });
}
