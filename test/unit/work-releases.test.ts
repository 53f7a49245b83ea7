/** What downloads bring back of a release (rules R6), height by height: the vector, and what holds of every history. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { noForecast } from '../../shared/economy/forecast.ts';
import { chargedFor, priceOf } from '../../shared/work/release-charges.ts';
import { horizonOf, launchPrior, releaseAfter } from '../../shared/work/release-forecast.ts';
import type { Release } from '../../shared/work/release-state.ts';
import { partOf, releaseOf } from '../support/releases.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const hour = 1_000_000n;
const times = { epochMs: 3_600_000, horizonDays: 182, launchForecast: 100 };

const prices = (release: Release, epoch: number) =>
  [priceOf(release, 0, epoch, times), priceOf(release, 1, epoch, times)] as const;

test('two thousand man-hours over ten thousand downloads: the first whole one costs a fifth of an hour', () => {
  const release = releaseOf({ prior: 10_000, man: [['ana', 2_000n * hour]] });
  expect(prices(release, 0)).toEqual([0n, 200_000n]);
  const { release: after, flows } = chargedFor(
    release,
    [{ member: 'ben', day: 0, pieces: 10 }],
    prices(release, 0),
  );
  expect(flows).toEqual([[], [{ supplier: 'ana', consumer: 'ben', quantity: 200_000n }]]);
  expect(after.parts[1].recouped).toBe(200_000n);
  expect(after.days).toEqual(new Map([[0, 10]]));
});

test('eight hundred came back: with 3,000 more expected it costs twice as much, with 1,000 no more than that', () => {
  const whole = partOf([['ana', 2_000n * hour]], 10_000);
  const parts = [partOf([], 1), { ...whole, recouped: 800n * hour }] as const;
  const at = (expected: bigint) => priceOf(releaseOf({ parts, expected }), 1, 0, times);
  expect([at(10_000n), at(3_000n), at(1_000n)]).toEqual([120_000n, 400_000n, 400_000n]);
  const last = releaseOf({ parts: [parts[0], { ...whole, recouped: 1_200n * hour }] });
  const horizon = horizonOf(last, times);
  expect(priceOf(last, 1, horizon - 2, times)).toBe(400_000n);
  expect(priceOf(last, 1, horizon - 1, times)).toBe(0n);
});

test('at the horizon the rest stays with the makers, and who downloaded is forgotten', () => {
  const before = releaseOf({ man: [['ana', 5n * hour]], arrived: new Map([['ben', 4]]) });
  const epoch = horizonOf(before, times) - 1;
  const after = releaseAfter(before, { after: epoch - 1, epoch }, times);
  expect(after).toMatchObject({ expected: 0n, arrived: new Map() });
  expect(after.parts).toEqual(before.parts);
  expect(releaseAfter(after, { after: epoch, epoch: epoch + 1 }, times)).toBe(after);
});

test('a piece that arrives again costs nothing, and nobody pays for more than one whole release', () => {
  const release = releaseOf({ man: [['ana', 100n * hour]] });
  const arrived = [{ member: 'ben', day: 0, pieces: 7 }] as const;
  const first = chargedFor(release, arrived, [0n, hour]);
  const second = chargedFor(first.release, arrived, [0n, hour]);
  const third = chargedFor(second.release, arrived, [0n, hour]);
  expect([first, second, third].map(({ flows }) => flows[1].map((flow) => flow.quantity))).toEqual([
    [700_000n],
    [300_000n],
    [],
  ]);
  expect(third.release.arrivedAll).toBe(10n);
});

test('what investors would pay to themselves is paid back, and only the rest flows', () => {
  const release = releaseOf({
    man: [
      ['ana', 60n * hour],
      ['ben', 40n * hour],
    ],
  });
  const { release: after, flows } = chargedFor(
    release,
    [{ member: 'ana', day: 0, pieces: 10 }],
    [0n, hour],
  );
  expect(after.parts[1].recouped).toBe(hour);
  expect(flows[1]).toEqual([{ supplier: 'ben', consumer: 'ana', quantity: 400_000n }]);
});

test('a release is expected to be downloaded as often as the one in the middle of the earlier ones', () => {
  const after = (arrivedAll: bigint, expected: bigint, days = 30) =>
    releaseOf({ arrivedAll, expected, downloads: { ...noForecast, days } });
  expect(launchPrior([], times)).toEqual({ prior: 100, priorOf: 0 });
  expect(launchPrior([after(50n, 0n, 3)], times)).toEqual({ prior: 100, priorOf: 0 });
  const three = [after(2_000n, 14n), after(100n, 0n), after(9_000n, 0n)];
  expect(launchPrior(three, times)).toEqual({ prior: 214, priorOf: 3 });
  expect(launchPrior([after(0n, 0n)], times)).toEqual({ prior: 1, priorOf: 1 });
  expect(launchPrior([after(0n, 10n ** 12n)], times)).toEqual({ prior: 10 ** 9, priorOf: 1 });
});

test('after its first days a release goes by its own downloads', () => {
  let release = releaseOf({ pieces: 1, man: [['ana', 100n * hour]] });
  for (let day = 0; day < 10; day += 1) {
    const epoch = day * 24 + 12;
    const arrived = [1, 2, 3].map((each) => ({ member: `${day} ${each}`, day, pieces: 1 }));
    release = chargedFor(release, arrived, prices(release, epoch)).release;
    release = releaseAfter(release, { after: epoch, epoch: day * 24 + 25 }, times);
    if (day < 3) expect(release.expected).toBe(BigInt(100 - 3 * (day + 1)));
  }
  // Three a day, and 172 of 182 days are left with this one.
  expect(release.expected).toBe(3n * 172n);
});

const download = fc.record({
  member: fc.constantFrom('ana', 'ben', 'cem', 'dora', 'eva'),
  pieces: fc.integer({ min: 1, max: 14 }),
});
const history = fc.array(
  fc.record({
    hours: fc.integer({ min: 1, max: 90 }),
    downloads: fc.array(download, { maxLength: 6 }),
  }),
  { maxLength: 60 },
);

test(`no release brings back more than its cost, and what flows is what it brings back (seed ${seed})`, () => {
  const hours = fc.bigInt(0n, 10n ** 9n);
  fc.assert(
    fc.property(history, hours, hours, fc.integer({ min: 1, max: 30 }), (all, cpu, man, prior) => {
      const short = { ...times, horizonDays: 60 };
      let release = releaseOf({
        prior,
        cpu: [['ana', cpu]],
        man: [
          ['ana', man],
          ['ben', man / 3n],
        ],
      });
      let epoch = 0;
      for (const { hours: more, downloads } of all) {
        const asked = [
          priceOf(release, 0, epoch, short),
          priceOf(release, 1, epoch, short),
        ] as const;
        const day = Math.floor(epoch / 24);
        const arrived = downloads.map((each) => ({ ...each, day }));
        const { release: charged, flows } = chargedFor(release, arrived, asked);
        for (const currency of [0, 1] as const) {
          const [before, after] = [release.parts[currency], charged.parts[currency]];
          const flowed = flows[currency].reduce((sum, { quantity }) => sum + quantity, 0n);
          const back = after.recouped - before.recouped;
          expect(after.recouped <= after.cost && flowed <= back).toBe(true);
          const isOwn = arrived.some(({ member }) => after.investors.has(member));
          if (!isOwn) expect(flowed).toBe(back);
          expect(asked[currency] <= 2n * before.firstPrice).toBe(true);
          if (before.recouped === before.cost) expect(back).toBe(0n);
        }
        for (const pieces of charged.arrived.values()) expect(pieces <= release.pieces).toBe(true);
        const after = epoch;
        epoch += more;
        release = releaseAfter(charged, { after, epoch }, short);
        const isOver = epoch + 1 >= horizonOf(release, short);
        if (isOver) expect(priceOf(release, 1, epoch, short)).toBe(0n);
      }
    }),
    { seed },
  );
});
