/**
 * The proof of a round, checked in one pass over its orders: anybody can, without computing the round again. The
 * fills are a circulation within the orders, and the potentials say that no unit could be moved at a gain (the
 * conditions of a least cost, by linear programming's duality; the cost of a unit is its worth below zero).
 */
import type { Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { real } from '../flow/elements.ts';
import { worthOfNext } from './book.ts';
import type { Book } from './book.ts';

export interface Proof {
  /** Units, in the order of the book. */
  readonly fills: Float64Array;
  /** By issuer, whole. */
  readonly potentials: Float64Array;
}

/** Refuses with the first thing that is wrong, by its place in the book. */
export function checkClearing(
  book: Book,
  { fills, potentials }: Proof,
): Result<null, { readonly name: 'not_cleared'; readonly detail: string }> {
  const no = (detail: string) => refuse('not_cleared', detail);
  if (fills.length !== book.orders.length) return no('There is not one fill for each order.');
  if (potentials.length !== book.nodes) return no('There is not one potential for each issuer.');
  if (!potentials.every(Number.isSafeInteger)) return no('A potential is not a whole number.');
  const balance = new Float64Array(book.nodes);
  for (const [index, order] of book.orders.entries()) {
    const fill = real(fills, index);
    const { give, get, quantity } = order;
    if (!Number.isSafeInteger(fill) || fill < 0 || fill > quantity) {
      return no(`The fill of order ${index} is not a whole number from 0 to ${quantity}.`);
    }
    balance[give] = real(balance, give) - fill;
    balance[get] = real(balance, get) + fill;
    const difference = real(potentials, give) - real(potentials, get);
    if (fill < quantity && -worthOfNext(order, book, fill) < difference) {
      return no(`Order ${index} could be filled further at a gain.`);
    }
    if (fill > 0 && -worthOfNext(order, book, fill - 1) > difference) {
      return no(`Order ${index} is filled further than is worth it.`);
    }
  }
  const uneven = balance.findIndex((units) => units !== 0);
  return uneven < 0 ? ok(null) : no(`Issuer ${uneven} gives another number of units than it gets.`);
}
