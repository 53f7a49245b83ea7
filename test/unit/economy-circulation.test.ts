/** What members owe each other in rings is struck off, as much as can be, and nothing else is touched. */
import { expect, test } from 'vitest';
import { maximumCirculation } from '../../shared/economy/circulation.ts';
import type { Obligation } from '../../shared/economy/circulation.ts';

const owes = (debtor: string, quantity: bigint, creditor: string): Obligation => ({
  debtor,
  creditor,
  quantity,
});

test('the ring of the rules clears 6 of 16', () => {
  const arcs = [owes('B', 10n, 'A'), owes('C', 4n, 'B'), owes('A', 2n, 'C')];
  expect(maximumCirculation(arcs)).toEqual({
    remaining: [owes('B', 8n, 'A'), owes('C', 2n, 'B')],
    cleared: 6n,
  });
});

test('nothing clears nothing', () => {
  expect(maximumCirculation([])).toEqual({ remaining: [], cleared: 0n });
  expect(maximumCirculation([owes('A', 0n, 'B')])).toEqual({ remaining: [], cleared: 0n });
});

test('a chain has no ring, so all of it stays', () => {
  const chain = [owes('A', 5n, 'B'), owes('B', 5n, 'C')];
  expect(maximumCirculation(chain)).toEqual({ remaining: chain, cleared: 0n });
});

test('two debts of a pair count as one, and one the other way takes from it', () => {
  const arcs = [owes('B', 3n, 'A'), owes('A', 5n, 'B'), owes('B', 4n, 'A')];
  expect(maximumCirculation(arcs)).toEqual({ remaining: [owes('B', 2n, 'A')], cleared: 10n });
});

test('of two rings that share a debt, the longer one is cleared', () => {
  const shared = [owes('A', 10n, 'B')];
  const short = [owes('B', 10n, 'A')];
  const long = [owes('B', 10n, 'C'), owes('C', 10n, 'D'), owes('D', 10n, 'A')];
  expect(maximumCirculation([...shared, ...short, ...long])).toEqual({
    remaining: short,
    cleared: 40n,
  });
});

/** A way from B to A over so many others. */
const way = (name: string, others: number) =>
  Array.from({ length: others + 1 }, (_, at) =>
    owes(at === 0 ? 'B' : `${name}${at}`, 10n, at === others ? 'A' : `${name}${at + 1}`),
  );

test.each([
  [20, 21],
  [21, 20],
  [39, 40],
  [40, 39],
  [75, 76],
  [76, 75],
])('of a ring over %s and one over %s others, the longer one is cleared', (first, second) => {
  const arcs = [owes('A', 10n, 'B'), ...way('x', first), ...way('y', second)];
  const { cleared } = maximumCirculation(arcs);
  expect(cleared).toBe(BigInt(Math.max(first, second) + 2) * 10n);
});

test('a ring of three thousand members clears whole', () => {
  const name = (number: number) => `member ${String(number % 3000).padStart(4, '0')}`;
  const ring = Array.from({ length: 3000 }, (_, at) => owes(name(at), 7n, name(at + 1)));
  expect(maximumCirculation(ring)).toEqual({ remaining: [], cleared: 21_000n });
});

test('quantities beyond what a double counts exactly clear to the last unit', () => {
  const [huge, odd] = [2n ** 200n + 1n, 2n ** 200n + 3n];
  const arcs = [owes('A', huge, 'B'), owes('B', odd, 'C'), owes('C', huge + 7n, 'A')];
  expect(maximumCirculation([...arcs, owes('C', 5n, 'B')])).toEqual({
    remaining: [owes('C', 7n, 'A'), owes('C', 3n, 'B')],
    cleared: 3n * huge + 4n,
  });
});
