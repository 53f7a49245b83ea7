/** Credit lines, the brake on all of them, and how old a promise is. */
import { expect, test } from 'vitest';
import {
  brakePpmOf,
  creditLine,
  deltaAfter,
  transferableLine,
} from '../../shared/economy/lines.ts';
import type { LineBasis } from '../../shared/economy/lines.ts';
import { defaultParameters, epochsOfDays } from '../../shared/economy/parameters.ts';
import { advanceLots, overdueOf } from '../../shared/economy/promises.ts';

const hour = 1_000_000n;
const percent = 10_000_000n;
const basis: LineBasis = {
  delta: 0n,
  creditedSupply: 60n * hour,
  holdings: [
    { shares: 10n * percent, creditedSupply: 200n * hour },
    { shares: 20n * percent, creditedSupply: 50n * hour },
    { shares: 5n * percent, creditedSupply: 0n },
  ],
  brakePpm: 1_000_000n,
  isInDefault: false,
};
const lineOf = (change: Partial<LineBasis>) =>
  creditLine({ ...basis, ...change }, defaultParameters);

test('a tenth of the own supply and half of the stakes make 21 hours', () => {
  expect(lineOf({})).toBe(21n * hour);
});

test('promises overdue by 2 % of the supply brake that line to 12.6 hours', () => {
  const brakePpm = brakePpmOf(2n * hour, 100n * hour, defaultParameters);
  expect(brakePpm).toBe(600_000n);
  expect(lineOf({ brakePpm })).toBe(12_600_000n);
});

test.each([
  [0n, 0n, 1_000_000n],
  [0n, 100n, 1_000_000n],
  [5n, 100n, 0n],
  [50n, 100n, 0n],
  [1n, 0n, 0n],
  [1n, 60n, 666_666n],
])('overdue %s of a supply of %s brakes to %s millionths', (overdue, supply, left) => {
  expect(brakePpmOf(overdue, supply, defaultParameters)).toBe(left);
});

test('no more than a quarter of one issuer counts as security', () => {
  const all = [{ shares: 100n * percent, creditedSupply: 200n * hour }];
  expect(lineOf({ creditedSupply: 0n, holdings: all })).toBe(25n * hour);
});

test('a founder starts with its delegated line alone', () => {
  const { founderLine: delta } = defaultParameters;
  expect(lineOf({ delta, creditedSupply: 0n, holdings: [] })).toBe(10n * hour);
});

test('a member in default draws nothing, and its delegated line is gone for good', () => {
  expect(lineOf({ isInDefault: true })).toBe(0n);
  expect(deltaAfter(10n * hour, 1n)).toBe(0n);
  expect(deltaAfter(10n * hour, 0n)).toBe(10n * hour);
});

test('a sponsor passes on no more than no promise stands against', () => {
  expect(transferableLine(10n, 4n)).toBe(6n);
  expect(transferableLine(10n, 12n)).toBe(0n);
});

const pair = (debtor: string, creditor: string, quantity: bigint) => ({
  debtor,
  creditor,
  quantity,
});

test('what is given back keeps the oldest promise first, and says whose hours it was for', () => {
  const first = advanceLots(new Map(), 1, {
    paid: [],
    drawn: [pair('C', 'A', 3n), pair('C', 'B', 2n)],
    repaid: [],
  });
  const second = advanceLots(first.lots, 5, {
    paid: [pair('D', 'C', 1n)],
    drawn: [pair('C', 'A', 4n)],
    repaid: [['C', 6n]],
  });
  expect(first.discharged).toEqual([]);
  expect(second.discharged).toEqual([pair('C', 'A', 4n), pair('C', 'B', 2n), pair('D', 'C', 1n)]);
  expect(second.lots).toEqual(new Map([['C', [{ epoch: 5, supplier: 'A', quantity: 3n }]]]));
});

test('a promise is overdue from its ninetieth day on', () => {
  const overdueEpochs = epochsOfDays(defaultParameters, defaultParameters.overdueDays);
  expect(overdueEpochs).toBe(2_160);
  const lots = [
    { epoch: 10, supplier: 'A', quantity: 3n },
    { epoch: 11, supplier: 'A', quantity: 4n },
  ];
  expect(overdueOf(lots, 2_169, overdueEpochs)).toBe(0n);
  expect(overdueOf(lots, 2_170, overdueEpochs)).toBe(3n);
  expect(overdueOf(lots, 2_171, overdueEpochs)).toBe(7n);
  expect(overdueOf(undefined, 2_171, overdueEpochs)).toBe(0n);
});
