/** What is foreseen and asked for (rules R8): the vectors, and what holds for every history. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { foreseenAfter, noForecast, usualError, withDay } from '../../shared/economy/forecast.ts';
import { adviceOn, levelsOf, offersTaken } from '../../shared/economy/replenishment.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const hour = 1_000_000n;

test('rare demands: how large they are and how often they come are followed apart', () => {
  const before = {
    ...noForecast,
    days: 10,
    quietDays: 5,
    size: 10n * hour * 1_000_000n,
    chance: 500_000n,
  };
  const foreseen: bigint[] = [];
  let forecast = before;
  for (const demand of [0n, 12n * hour, 0n]) {
    forecast = withDay(forecast, demand);
    foreseen.push(foreseenAfter(forecast, 1));
  }
  expect(foreseen).toEqual([4_500_000n, 5_252_000n, 4_726_800n]);
});

test('a demand that is always the same is foreseen without an error', () => {
  let forecast = noForecast;
  for (let day = 0; day < 30; day += 1) forecast = withDay(forecast, 7n * hour);
  expect(foreseenAfter(forecast, 1)).toBe(7n * hour);
  expect(usualError(forecast)).toBe(0n);
});

test('a demand that rises is foreseen to rise, each day ahead a little less', () => {
  let forecast = noForecast;
  for (let day = 1; day <= 60; day += 1) forecast = withDay(forecast, BigInt(day) * hour);
  const [one, two, ten, eleven] = [1, 2, 10, 11].map((day) => foreseenAfter(forecast, day));
  expect(one).toBeGreaterThan(55n * hour);
  expect((two ?? 0n) - (one ?? 0n)).toBeGreaterThan((eleven ?? 0n) - (ten ?? 0n));
  expect((eleven ?? 0n) - (ten ?? 0n)).toBeGreaterThan(0n);
});

test(`nothing is foreseen below zero, and the error of nothing is none (seed ${seed})`, () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(0n, 10n ** 13n), { maxLength: 60 }), (days) => {
      const forecast = days.reduce(withDay, noForecast);
      expect(foreseenAfter(forecast, 1)).toBeGreaterThanOrEqual(0n);
      expect(foreseenAfter(forecast, 30)).toBeGreaterThanOrEqual(0n);
      expect(usualError(forecast)).toBeGreaterThanOrEqual(0n);
      expect(forecast.days).toBe(days.length);
    }),
    { seed },
  );
});

test('below the margin as much is asked for as leads to its upper end, above it nothing is', () => {
  const outlook = { foreseen: 40n * hour, usualError: 10n * hour, days: 1 };
  const short = levelsOf({ ...outlook, offered: 45n * hour });
  expect(short).toEqual({ predicted: 5n * hour, low: 12_800_000n, high: 52_800_000n });
  expect(adviceOn(short)).toEqual({ name: 'replenish', quantity: 47_800_000n });
  expect(adviceOn(levelsOf({ ...outlook, offered: 120n * hour }))).toEqual({ name: 'cancel' });
  expect(adviceOn(levelsOf({ ...outlook, offered: 60n * hour }))).toEqual({ name: 'keep' });
});

test('the more reliable are taken first, then who came first, and nobody for more than two parts', () => {
  const offer = (member: string, quantity: bigint, kept: [number, number], place: number) => ({
    member,
    quantity,
    fulfilled: kept[0],
    committed: kept[1],
    place,
  });
  const offers = [
    offer('late', 100n, [0, 0], 3),
    offer('early', 100n, [0, 0], 1),
    offer('reliable', 100n, [9, 9], 4),
    offer('unreliable', 100n, [0, 9], 0),
  ];
  expect(offersTaken(100n, offers)).toEqual([
    { member: 'reliable', quantity: 50n },
    { member: 'early', quantity: 50n },
  ]);
  expect(offersTaken(100n, offers.slice(0, 1))).toEqual([{ member: 'late', quantity: 100n }]);
  expect(offersTaken(100n, [])).toEqual([]);
});

test(`no more is taken than is asked for, nor of anybody than they offer (seed ${seed})`, () => {
  const offers = fc.array(
    fc.record({ quantity: fc.bigInt(0n, 1_000n), fulfilled: fc.nat(9), missed: fc.nat(9) }),
    { maxLength: 20 },
  );
  fc.assert(
    fc.property(fc.bigInt(0n, 5_000n), offers, (requested, rows) => {
      const given = rows.map(({ quantity, fulfilled, missed }, place) => ({
        ...{ member: String(place), quantity, fulfilled, place },
        committed: fulfilled + missed,
      }));
      const taken = offersTaken(requested, given);
      expect(taken.reduce((all, { quantity }) => all + quantity, 0n)).toBeLessThanOrEqual(
        requested,
      );
      for (const { member, quantity } of taken) {
        expect(quantity).toBeLessThanOrEqual(given[Number(member)]?.quantity ?? 0n);
      }
    }),
    { seed },
  );
});
