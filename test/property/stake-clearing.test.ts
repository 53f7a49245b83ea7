/** Whatever the book: the clearing is the best there is, is proved by its potentials, and knows no order of lines. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Book } from '../../shared/stake/book.ts';
import { checkClearing } from '../../shared/stake/check-clearing.ts';
import { clearBook } from '../../shared/stake/clearing.ts';
import { economySeed, runsOf } from '../support/economy-histories.ts';
import { createSolver } from '../support/economy-solver.ts';
import { arcsOf, largeBook, someBook } from '../support/stake-books.ts';

const solver = await createSolver();
const seeded = `COMMON_HOURS_SEED=${economySeed}:`;
const small = someBook({ nodes: 8, orders: 20, quantity: 1_000, slices: 12 });

function worth(book: Book): bigint {
  const { welfare, volume } = clearBook(book);
  return book.objective === 'fair' ? welfare : volume;
}

test(`${seeded} welfare and volume are all that an independent solver can reach`, () => {
  const reaches = (book: Book) => {
    for (const objective of ['fair', 'volume'] as const) {
      const each = { ...book, objective };
      expect(worth(each)).toBe(solver.bestCirculation(arcsOf(each)));
    }
  };
  fc.assert(fc.property(small, reaches), runsOf(300));
});

test(`${seeded} the potentials prove each clearing, and its fills keep every sum`, () => {
  const large = someBook({ nodes: 40, orders: 200, quantity: 10 ** 9, slices: 2 ** 16 });
  const proves = (book: Book) => {
    for (const objective of ['fair', 'volume'] as const) {
      const each = { ...book, objective };
      expect(checkClearing(each, clearBook(each))).toEqual({ ok: true, value: null });
    }
  };
  fc.assert(fc.property(fc.oneof(small, large), proves), runsOf(300));
});

test(`${seeded} the lines of a book in any order get the same fills`, () => {
  const shuffled = small.chain((book) =>
    fc
      .shuffledSubarray([...book.orders.keys()], { minLength: book.orders.length })
      .map((order) => ({ book, order })),
  );
  const isTheSame = ({
    book,
    order,
  }: {
    readonly book: Book;
    readonly order: readonly number[];
  }) => {
    const orders = order.flatMap((index) => book.orders[index] ?? []);
    const other = clearBook({ ...book, orders });
    const lines = (from: Book['orders'], fills: Float64Array) =>
      from.map((each, index) => `${JSON.stringify(each)} ${fills[index] ?? 0}`).sort();
    const one = clearBook(book);
    expect(lines(orders, other.fills)).toEqual(lines(book.orders, one.fills));
    expect(other.potentials).toEqual(one.potentials);
  };
  fc.assert(fc.property(shuffled, isTheSame), runsOf(500));
});

test(`${seeded} orders that give and ask the same are filled in the same proportion, to a slice`, () => {
  const isFair = (book: Book) => {
    const { fills } = clearBook(book);
    const shares = new Map<string, number[]>();
    for (const [index, { give, get, weight, quantity }] of book.orders.entries()) {
      if (quantity < 1_000) continue;
      const key = `${give} ${get} ${weight}`;
      shares.set(key, [...(shares.get(key) ?? []), (fills[index] ?? 0) / quantity]);
    }
    for (const each of shares.values()) {
      // A slice, and the unit that a quantity does not cut evenly.
      expect(Math.max(...each) - Math.min(...each)).toBeLessThanOrEqual(1 / book.slices + 0.002);
    }
  };
  const even = someBook({ nodes: 5, orders: 40, quantity: 100_000, slices: 2 ** 10 });
  fc.assert(fc.property(even, isFair), runsOf(200));
});

test('a thousand issuers clear as much as an independent solver clears', () => {
  const book = { ...largeBook(1_000, 5_000, 7), objective: 'volume' } as const;
  expect(clearBook(book).volume).toBe(solver.bestCirculation(arcsOf(book)));
});
