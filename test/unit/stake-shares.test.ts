/** The laws and vectors of the rules R9, R11 and R12. */
import { expect, test } from 'vitest';
import { advanceMomentum, atRest, influenceOf, momentumOf } from '../../shared/stake/influence.ts';
import { alignmentOf, transitivePortfolio } from '../../shared/stake/portfolio.ts';
import { sharesOfLots, withMember, withMoves, withoutMember } from '../../shared/stake/lots.ts';
import { noCause } from '../../shared/stake/market.ts';
import type { Lots } from '../../shared/stake/market.ts';
import { releaseCap, sharesOf, withoutAgent } from '../../shared/stake/shares.ts';
import type { Shares } from '../../shared/stake/shares.ts';

const rules = { floorPpm: 100_000, newcomerReleasePpm: 200, workReleasePpm: 250_000 };
const names = ['a', 'b', 'c', 'd'];

function sharesFrom(rows: readonly (readonly number[])[]): Shares {
  return new Map(
    rows.map((row, holder) => [
      names[holder] ?? '',
      new Map(
        row.flatMap((units, issuer) => (units > 0 ? [[names[issuer] ?? '', BigInt(units)]] : [])),
      ),
    ]),
  );
}

function rowsOf(shares: Shares): readonly (readonly bigint[])[] {
  const agents = [...shares.keys()].sort();
  return agents.map((holder) => agents.map((issuer) => sharesOf(shares, holder, issuer)));
}

/** The same with a cause each. */
function lotsFrom(shares: Shares): Lots {
  return new Map(
    Array.from(shares, ([holder, row]) => [
      holder,
      new Map(
        Array.from(row, ([issuer, units]) => {
          const cause = issuer === holder ? noCause : `of ${issuer}`;
          return [issuer, new Map([[cause, units]])];
        }),
      ),
    ]),
  );
}

const three = sharesFrom([
  [6, 4, 2],
  [3, 6, 3],
  [3, 2, 7],
]);

test('whoever leaves is inherited by those who hold them, and all sums stay', () => {
  expect(rowsOf(withoutAgent(three, 'c', 12n))).toEqual([
    [7n, 5n],
    [5n, 7n],
  ]);
  const even = sharesFrom([
    [900_000, 50_000, 50_000],
    [50_000, 900_000, 50_000],
    [50_000, 50_000, 900_000],
  ]);
  expect(rowsOf(withoutAgent(even, 'c', 1_000_000n))).toEqual([
    [925_000n, 75_000n],
    [75_000n, 925_000n],
  ]);
  const joined = withMember(lotsFrom(three), 'd', 12n);
  expect(rowsOf(sharesOfLots(withoutMember(joined, 'd', 12n)))).toEqual(rowsOf(three));
});

test('a round moves shares, and nobody gives what they do not hold', () => {
  const swap = (units: bigint) => [
    { holder: 'a', issuer: 'a', cause: noCause, units: -units },
    { holder: 'b', issuer: 'a', cause: 'of a', units },
    { holder: 'b', issuer: 'b', cause: noCause, units: -units },
    { holder: 'a', issuer: 'b', cause: 'of b', units },
  ];
  const lots = lotsFrom(three);
  expect(rowsOf(sharesOfLots(withMoves(lots, swap(6n))))).toEqual([
    [0n, 10n, 2n],
    [9n, 0n, 3n],
    [3n, 2n, 7n],
  ]);
  expect(() => withMoves(lots, swap(7n))).toThrow(/nobody gives/);
});

test('what may be given in a round is bound by the floor and by work', () => {
  const cap = (own: bigint, work: bigint) =>
    releaseCap({ issued: 1_000_000n, own, work, mostWork: 100n, rules });
  expect(cap(1_000_000n, 0n)).toBe(200n);
  expect(cap(1_000_000n, 100n)).toBe(250_200n);
  expect(cap(150_000n, 100n)).toBe(50_000n);
  expect(cap(100_000n, 100n)).toBe(0n);
  const nobodyWorked = { issued: 1_000_000n, own: 1_000_000n, work: 0n, mostWork: 0n, rules };
  expect(releaseCap(nobodyWorked)).toBe(200n);
});

test('influence comes from work, and from those with influence who gave part of themselves', () => {
  const work = new Map([
    ['a', 100n << 16n],
    ['b', 50n << 16n],
  ]);
  expect([...influenceOf(three, work, 12n).values()]).toEqual([8_454_255n, 6_117_581n, 2_571_132n]);
});

test('people who only hold each other have no influence', () => {
  const ring = sharesFrom([
    [12, 0, 0],
    [0, 2, 10],
    [0, 10, 2],
  ]);
  const influence = influenceOf(ring, new Map([['a', 1_000n]]), 12n);
  expect([...influence.values()]).toEqual([1_000n, 0n, 0n]);
});

test('momentum rises with what is acquired, and fades', () => {
  let state = atRest;
  const seen = [1_000_000n, 0n, 0n, 500_000n, -200_000n, 0n].map((acquired) => {
    state = advanceMomentum(state, acquired);
    return momentumOf(state);
  });
  expect(seen).toEqual([218_750n, 157_227n, 111_298n, 186_433n, 86_442n, 56_867n]);
});

const four = sharesFrom([
  [825, 50, 125, 0],
  [0, 900, 100, 0],
  [125, 0, 775, 100],
  [50, 50, 0, 900],
]);

test('a transitive portfolio adds up to one, and is the more even the more is spread', () => {
  const of = (holder: string) => transitivePortfolio(four, holder, 1_000n);
  for (const holder of names) {
    expect([...of(holder).values()].reduce((sum, part) => sum + part, 0)).toBeCloseTo(1, 9);
  }
  const alignment = names.map((holder) => Number(alignmentOf(of(holder), 4).toFixed(4)));
  expect(alignment).toEqual([0.3704, 0.2406, 0.4634, 0.2406]);
  const closed = sharesFrom([
    [900, 50, 50],
    [50, 100, 850],
    [50, 850, 100],
  ]);
  expect(transitivePortfolio(closed, 'a', 1_000n).get('a')).toBeCloseTo(0.826087, 5);
  expect(alignmentOf(new Map([['a', 1]]), 4)).toBe(0);
});
