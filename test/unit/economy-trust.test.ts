/** Trust follows what was paid for, and what it divides is what trusted members typically use. */
import { expect, test } from 'vitest';
import type { Obligation } from '../../shared/economy/circulation.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { consumptionOf, creditedSupplyOf, scaleOf, trustOf } from '../../shared/economy/trust.ts';
import type { Trust } from '../../shared/economy/trust.ts';

const bought = (debtor: string, quantity: bigint, creditor: string): Obligation => ({
  debtor,
  creditor,
  quantity,
});
const trusted = [
  bought('A', 50n, 'B'),
  bought('A', 40n, 'C'),
  bought('A', 10n, 'S'),
  bought('B', 7n, 'A'),
  bought('C', 3n, 'A'),
];
const of = (discharged: readonly Obligation[], founders = ['A', 'B']) =>
  trustOf(discharged, founders, defaultParameters);
const millionthsOf = (trust: Trust) =>
  Object.fromEntries([...trust].map(([name, held]) => [name, Number(held) / 1e12]));
const sumOf = (trust: Trust) => [...trust.values()].reduce((sum, held) => sum + held, 0n);

test('two founders, their buyers and a ring of two fakes hold the trust that the rules say', () => {
  const trust = of([...trusted, bought('S', 1_000n, 'Z'), bought('Z', 1_000n, 'S')]);
  const shown = millionthsOf(trust);
  for (const [name, expected] of [
    ['A', 0.483871],
    ['B', 0.370968],
    ['C', 0.096774],
    ['S', 0.032258],
    ['Z', 0.016129],
  ] as const) {
    expect(shown[name]).toBeCloseTo(expected, 6);
  }
  expect(sumOf(trust)).toBe(10n ** 12n);
});

test('twenty fakes hold together what two held: what outsiders paid them, times what those are trusted', () => {
  const fakes = Array.from({ length: 20 }, (_, at) => (at === 0 ? 'S' : `Z${at}`));
  const ring = fakes.map((name, at) => bought(name, 10n ** 9n, fakes[(at + 1) % 20] ?? 'S'));
  const trust = of([...trusted, ...ring]);
  const held = fakes.reduce((sum, name) => sum + (trust.get(name) ?? 0n), 0n);
  expect(Number(held) / 1e12).toBeCloseTo(0.048387, 6);
});

test('before anybody bought anything the founders share all trust', () => {
  expect(of([])).toEqual(
    new Map([
      ['A', 500_000_000_000n],
      ['B', 500_000_000_000n],
    ]),
  );
  expect(sumOf(of([], ['A', 'B', 'C']))).toBe(10n ** 12n);
});

test('without founders nobody is trusted, and nothing is credited', () => {
  expect(of(trusted, [])).toEqual(new Map());
  expect(scaleOf(new Map(), consumptionOf(trusted))).toBe(0n);
});

test('the scale is the typical trusted consumption times as many as trust is spread over', () => {
  const trust = new Map([
    ['A', 400_000_000_000n],
    ['B', 300_000_000_000n],
    ['C', 200_000_000_000n],
    ['D', 100_000_000_000n],
  ]);
  const consumption = new Map([
    ['A', 30_000_000n],
    ['B', 20_000_000n],
    ['C', 10_000_000n],
    ['D', 1_000_000_000n],
  ]);
  const scale = scaleOf(trust, consumption);
  expect(scale).toBe(66_666_666n);
  expect([...creditedSupplyOf(trust, scale).values()]).toEqual([
    26_666_666n,
    20_000_000n,
    13_333_333n,
    6_666_667n,
  ]);
});

test('who discharged nothing counts in the median with nothing', () => {
  const trust = new Map([
    ['A', 600n],
    ['B', 400n],
  ]);
  expect(scaleOf(trust, new Map([['B', 50n]]))).toBe(0n);
});
