import { expect, test } from 'vitest';
import { clearText } from '../../main/headless/commands/rules-clear.ts';
import { isExact, welfareOf, worthOfNext } from '../../shared/stake/book.ts';
import type { Book } from '../../shared/stake/book.ts';
import { checkClearing } from '../../shared/stake/check-clearing.ts';
import { clearBook } from '../../shared/stake/clearing.ts';

type Line = readonly [give: number, get: number, quantity: number];

function bookOf(slices: number, lines: readonly Line[], objective: Book['objective']): Book {
  const orders = lines.map(([give, get, quantity]) => ({ give, get, quantity, weight: 1 }));
  const nodes = 1 + Math.max(...lines.flatMap(([give, get]) => [give, get]));
  return { slices, nodes, orders, objective };
}

const two: readonly Line[] = [
  [0, 1, 100],
  [1, 0, 60],
];
const ring: readonly Line[] = [
  [0, 1, 50],
  [1, 2, 80],
  [2, 0, 70],
];
const twoRings: readonly Line[] = [
  [0, 1, 100],
  [1, 0, 100],
  [1, 2, 100],
  [2, 3, 100],
  [3, 0, 100],
];
const small: readonly Line[] = [
  [0, 1, 40],
  [1, 2, 30],
  [2, 0, 25],
];
const unreachable: readonly Line[] = [
  [0, 1, 10],
  [1, 0, 10],
  [2, 0, 99],
  [3, 2, 5],
];
const eight: readonly Line[] = [
  [0, 1, 70],
  [1, 2, 40],
  [2, 0, 60],
  [1, 0, 30],
  [0, 3, 50],
  [3, 4, 20],
  [4, 0, 45],
  [3, 1, 25],
];
const everyWay: readonly Line[] = [
  [0, 1, 20],
  [1, 0, 60],
  [0, 2, 20],
  [2, 0, 60],
  [1, 2, 30],
  [2, 1, 10],
];

// The table of the annex of the rules, R10.
test.each([
  ['two', two, 1024, [60, 60], 72_972n, 120n],
  ['a ring', ring, 1024, [50, 50, 50], 92_598n, 150n],
  ['two rings', twoRings, 100, [100, 25, 75, 75, 75], 21_425n, 400n],
  ['a small ring', small, 1024, [25, 25, 25], 44_115n, 75n],
  ['orders that nobody can meet', unreachable, 1024, [10, 10, 0, 0], 9_228n, 20n],
  ['eight orders', eight, 1000, [49, 40, 40, 30, 41, 20, 20, 21], 152_414n, 265n],
  ['every way', everyWay, 60, [20, 10, 20, 30, 20, 10], 4_180n, 120n],
] as const)('%s clears as the annex says', (_, lines, slices, fills, welfare, mostVolume) => {
  const book = bookOf(slices, lines, 'fair');
  const fair = clearBook(book);
  expect([...fair.fills]).toEqual(fills);
  expect(fair.welfare).toBe(welfare);
  expect(checkClearing(book, fair).ok).toBe(true);
  const byVolume = bookOf(slices, lines, 'volume');
  const largest = clearBook(byVolume);
  expect(largest.volume).toBe(mostVolume);
  expect(checkClearing(byVolume, largest).ok).toBe(true);
});

test('the welfare of a fill is the sum of what its units are worth, one by one', () => {
  for (const [quantity, slices, weight] of [
    [7, 3, 1],
    [100, 64, 2],
    [5, 16, 4],
    [64, 64, 3],
  ] as const) {
    const order = { give: 0, get: 1, quantity, weight };
    const book = { slices, nodes: 2, orders: [order], objective: 'fair' } as const;
    let sum = 0;
    for (let filled = 0; filled <= quantity; filled += 1) {
      expect(welfareOf(order, slices, filled)).toBe(BigInt(sum));
      if (filled < quantity) sum += worthOfNext(order, book, filled);
    }
  }
});

test('a round whose work runs out settles what its last whole phase found, and says so', () => {
  const book = bookOf(1000, eight, 'fair');
  const whole = clearBook(book);
  const [none, some] = [clearBook(book, 0), clearBook(book, 20)];
  expect(none).toMatchObject({ volume: 0n, isExhausted: true });
  expect(some.isExhausted).toBe(true);
  expect(some.welfare).toBeLessThanOrEqual(whole.welfare);
  const balance = new Map<number, number>();
  for (const [index, { give, get }] of book.orders.entries()) {
    const fill = some.fills[index] ?? 0;
    balance.set(give, (balance.get(give) ?? 0) - fill);
    balance.set(get, (balance.get(get) ?? 0) + fill);
  }
  expect([...balance.values()].every((units) => units === 0)).toBe(true);
  expect(clearBook(book, 1_000_000)).toEqual(whole);
});

test.each([
  ['a fill beyond the order', { fill: 71 }, 'The fill of order 0 is not a whole number'],
  ['a fill that is not whole', { fill: 0.5 }, 'The fill of order 0 is not a whole number'],
  ['a fill below what it could be', { fill: 47 }, 'Order 0 could be filled further'],
  ['a fill beyond what is worth it', { fill: 50 }, 'Order 0 is filled further'],
])('a proof with %s is refused', (_, { fill }, sentence) => {
  const book = bookOf(1000, eight, 'fair');
  const { fills, potentials } = clearBook(book);
  const detail = (proof: Parameters<typeof checkClearing>[1]) => {
    const checked = checkClearing(book, proof);
    return checked.ok ? null : checked.error.detail;
  };
  expect(detail({ fills: fills.with(0, fill), potentials })).toContain(sentence);
  expect(detail({ fills, potentials: potentials.with(0, 5_000) })).not.toBe(null);
  expect(detail({ fills: fills.subarray(1), potentials })).not.toBe(null);
  expect(detail({ fills: new Float64Array(8), potentials: new Float64Array(5) })).not.toBe(null);
});

test('a book whose sums would not be exact is known', () => {
  const orders = [{ give: 0, get: 1, quantity: 2 ** 40, weight: 1 }];
  expect(isExact({ slices: 2 ** 16, nodes: 2, orders, objective: 'fair' })).toBe(false);
  expect(isExact({ slices: 1, nodes: 2, orders, objective: 'fair' })).toBe(true);
});

const clear = (input: unknown) => {
  const answer = clearText(new TextEncoder().encode(JSON.stringify(input)));
  return answer.ok ? answer.value : answer.error.detail;
};

test('a book given as JSON is cleared, with quantities as strings', () => {
  const orders = two.map(([give, get, quantity]) => ({ give, get, quantity: String(quantity) }));
  expect(clear({ slices: 1024, nodes: 2, orders })).toEqual({
    fills: ['60', '60'],
    welfare: '72972',
    volume: '120',
    potentials: ['-404', '0'],
    exhausted: false,
  });
  expect(clear({ slices: 1, nodes: 1, orders: [] })).toMatchObject({ fills: [], volume: '0' });
});

test.each([
  ['no object', 7, 'The input must be an object.'],
  ['a field that is missing', { slices: 1, nodes: 1 }, 'orders is missing.'],
  ['no slices', { slices: 0, nodes: 1, orders: [] }, 'slices must be a whole number from 1'],
  [
    'an issuer that is not there',
    { slices: 1, nodes: 2, orders: [{ give: 0, get: 2, quantity: '1' }] },
    'orders.0 must name issuers below 2, the nodes.',
  ],
  [
    'an order for what it gives',
    { slices: 1, nodes: 2, orders: [{ give: 0, get: 0, quantity: '1' }] },
    'orders.0 must give the stake of one issuer for that of another.',
  ],
  [
    'a quantity that is a number',
    { slices: 1, nodes: 2, orders: [{ give: 0, get: 1, quantity: 1 }] },
    'orders.0.quantity must be a string of decimal digits',
  ],
  [
    'a quantity that cannot be exact',
    { slices: 65_536, nodes: 2, orders: [{ give: 0, get: 1, quantity: '9007199254740992' }] },
    'too large to be exact together',
  ],
  [
    'another objective',
    { slices: 1, nodes: 1, orders: [], objective: 'price' },
    'objective must be fair or volume.',
  ],
])('a book with %s is refused with one sentence', (_, input, sentence) => {
  expect(clear(input)).toContain(sentence);
});
