/** What people see of stakes: the ways it takes, what a network values, and where it goes. */
import { expect, test } from 'vitest';
import { causeMap } from '../../shared/stake/cause-map.ts';
import { directionOf } from '../../shared/stake/directions.ts';
import { influenceOf } from '../../shared/stake/influence.ts';
import { influenceParts } from '../../shared/stake/influence-parts.ts';
import { partsOf } from '../../shared/stake/parts.ts';
import { stakeWays, throughOthers } from '../../shared/stake/paths.ts';
import { transitivePortfolio } from '../../shared/stake/portfolio.ts';
import type { Shares } from '../../shared/stake/shares.ts';
import { causeWeights } from '../../shared/stake/values.ts';

/** Rows of units, by the letters of the holders. */
function sharesOf(rows: readonly (readonly number[])[]): Shares {
  const letter = (index: number) => 'abcdefgh'[index] ?? '';
  return new Map(
    rows.map((row, holder) => [
      letter(holder),
      new Map(row.flatMap((units, issuer) => (units > 0 ? [[letter(issuer), BigInt(units)]] : []))),
    ]),
  );
}

const four = sharesOf([
  [825, 50, 125, 0],
  [0, 900, 100, 0],
  [125, 0, 775, 100],
  [50, 50, 0, 900],
]);

test('ways lead through those who are held, the largest product first', () => {
  const parts = partsOf(four, 1_000n);
  const ways = stakeWays(parts, 'a', 'd', 50).map(({ steps, product }) => [
    ['a', ...steps.map(({ issuer }) => issuer)].join(''),
    Number(product.toFixed(9)),
  ]);
  expect(ways).toEqual([
    ['acd', 0.0125],
    ['abcd', 0.0005],
  ]);
  expect(stakeWays(parts, 'a', 'c', 1).map(({ product }) => product)).toEqual([0.125]);
  expect(stakeWays(parts, 'a', 'a', 50)).toEqual([]);
});

test('of many ways the largest are found, as if all had been listed', () => {
  const size = 8;
  const rows = Array.from({ length: size }, (_, holder) =>
    Array.from({ length: size }, (_each, issuer) => ((holder * 7 + issuer * 13) % 11) + 1),
  );
  const parts = partsOf(sharesOf(rows), 100n);
  const all = stakeWays(parts, 'a', 'h', 10_000);
  expect(all).toHaveLength(1 + 6 + 30 + 120);
  const products = all.map(({ product }) => product);
  expect(products).toEqual([...products].sort((one, other) => other - one));
  expect(stakeWays(parts, 'a', 'h', 20)).toEqual(all.slice(0, 20));
});

test('a share that comes through nobody else is no share through others', () => {
  const two = sharesOf([
    [600, 400],
    [400, 600],
  ]);
  const whole = transitivePortfolio(two, 'a', 1_000n);
  expect(throughOthers(partsOf(two, 1_000n), 'a', 'b', whole.get('b') ?? 0)).toBe(0);
  const row = transitivePortfolio(four, 'a', 1_000n);
  const through = (issuer: string) =>
    throughOthers(partsOf(four, 1_000n), 'a', issuer, row.get(issuer) ?? 0);
  // nothing of d is held directly, so that all of it comes through others
  expect(through('d')).toBe(row.get('d'));
  expect(through('b')).toBeGreaterThan(0);
});

test('causes that the same people hold carry weight together', () => {
  const held = new Map([
    ['h', new Map(Object.entries({ u: 60, w: 40 }))],
    ['i', new Map(Object.entries({ u: 30, v: 30 }))],
    ['j', new Map(Object.entries({ u: 50, v: 20 }))],
  ]);
  const { weights, effective } = causeWeights(held);
  expect(['u', 'v', 'w'].map((cause) => weights.get(cause)?.toFixed(6))).toEqual([
    '0.615804',
    '0.165660',
    '0.218537',
  ]);
  expect(effective.toFixed(4)).toBe('2.2006');
  expect(causeWeights(new Map())).toEqual({ weights: new Map(), effective: 0 });
});

test('the map of causes is the same each time, and puts those near each other that the same people hold', () => {
  const ids = ['11111111ee', 'eeeeeeee33', '88888888bb'].map((start) => start.padEnd(64, '5'));
  const [one = '', other = '', apart = ''] = ids;
  const held = new Map([
    [
      'a',
      new Map([
        [one, 5],
        [other, 5],
      ]),
    ],
    [
      'b',
      new Map([
        [one, 4],
        [other, 3],
      ]),
    ],
    ['c', new Map([[apart, 9]])],
  ]);
  const map = causeMap(held, ids);
  expect(causeMap(held, ids)).toEqual(map);
  const distance = (from: number, to: number) =>
    Math.hypot((map[from]?.x ?? 0) - (map[to]?.x ?? 0), (map[from]?.y ?? 0) - (map[to]?.y ?? 0));
  expect(distance(0, 1)).toBeLessThan(distance(0, 2) / 4);
  for (const place of map.flatMap(({ x, y }) => [x, y])) {
    expect(place).toBeGreaterThanOrEqual(0);
    expect(place).toBeLessThanOrEqual(1000);
  }
  expect(causeMap(held, [one])).toEqual([{ x: 500, y: 500 }]);
});

test.each([
  ['nothing at all', [], 'steady'],
  ['nothing that changes', [5, 5, 5], 'steady'],
  ['a twentieth', [100, 101, 102, 103, 105], 'steady'],
  ['more than a twentieth, evenly', [100, 101, 102, 103, 104, 105, 106, 107], 'rising'],
  ['as much downwards', [107, 106, 105, 104, 103, 102, 101, 100], 'easing'],
  ['one leap', [100, 100, 100, 100, 120, 120, 120, 120], 'rising'],
  ['less than twice the usual wobble', [100, 120, 100, 120, 100, 120, 100, 120], 'steady'],
  ['the first that is held', [0, 10], 'rising'],
  ['the end of it', [10, 10, 0], 'easing'],
  ['what was more than eight rounds ago', [1, 50, 50, 50, 50, 50, 50, 50, 50], 'steady'],
] as const)('a direction over eight rounds: %s', (_name, series, direction) => {
  expect(directionOf(series.map(BigInt))).toBe(direction);
});

test('influence in floating point is the one in whole numbers', () => {
  const shares = sharesOf([
    [6, 4, 2],
    [3, 6, 3],
    [3, 2, 7],
  ]);
  const work = new Map([
    ['a', 100n << 16n],
    ['b', 50n << 16n],
  ]);
  const whole = influenceOf(shares, work, 12n);
  expect([...whole.values()]).toEqual([8454255n, 6117581n, 2571132n]);
  const sum = [...whole.values()].reduce((total, each) => total + each, 0n);
  for (const [agent, part] of influenceParts(partsOf(shares, 12n), work)) {
    expect(part).toBeCloseTo(Number(whole.get(agent)) / Number(sum), 6);
  }
  expect(influenceParts(partsOf(shares, 12n), new Map())).toEqual(new Map());
});
