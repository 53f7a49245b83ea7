/** The quantities of rule R1, by its own examples. */
import { expect, test } from 'vitest';
import {
  cpuMicrosecondsWithin,
  femtosecondsPerUnitMax,
  isCutByCount,
  isRateFarTooLow,
  microCpuHoursByTime,
  microCpuHoursOf,
  workRateOf,
} from '../../shared/domain/cpu-hours.ts';
import { epochOf } from '../../shared/domain/epoch.ts';

test.for([
  [5_400_000_000, 2_500, 3_750_000n],
  [5_400_000_000, 800, 1_200_000n],
  [3_600_000_000, 1_000, 1_000_000n],
  [625_000, 1_000, 173n],
  [3_599, 1_000, 0n],
  [3_600, 1_000, 1n],
  [0, 20_000, 0n],
  [Number.MAX_SAFE_INTEGER, 20_000, 50_039_995_859_672n],
] as const)('%i µs at a rating of %i are %i µCH, rounded down', ([micros, rating, quantity]) => {
  expect(microCpuHoursByTime(micros, rating)).toBe(quantity);
});

test.for([
  // A count of 10^9 at half a nanosecond is half a second, and with a quarter more 0.625 s.
  [2_000_000, 1_000, 1_000_000_000, 500_000, 173n],
  [2_000_000, 500, 1_000_000_000, 500_000, 173n],
  [500_000, 1_000, 1_000_000_000, 500_000, 138n],
  [625_000, 1_000, 1_000_000_000, 500_000, 173n],
  [5_400_000_000, 2_500, 10_800_000_000_000, 1_000_000, 3_750_000n],
  [5_400_000_000, 2_500, 10_799_999_000_000, 1_000_000, 3_749_999n],
  [2_000_000, 1_000, 0, 500_000, 0n],
] as const)(
  '%i µs at %i, %i units of %i fs each are %i µCH',
  ([cpuMicroseconds, ratingMilli, workCount, femtosecondsPerUnit, quantity]) => {
    const work = { cpuMicroseconds, ratingMilli, workCount, femtosecondsPerUnit };
    expect(microCpuHoursOf(work)).toBe(quantity);
    expect(isCutByCount(work)).toBe(quantity < microCpuHoursByTime(cpuMicroseconds, ratingMilli));
  },
);

test('the work rate is what the reference core would need for a unit', () => {
  const measured = { cpuMicroseconds: 250_000, ratingMilli: 2_000, workCount: 1_000_000_000 };
  expect(workRateOf(measured)).toBe(500_000);
  expect(workRateOf({ ...measured, cpuMicroseconds: 0 })).toBe(null);
  expect(workRateOf({ ...measured, workCount: 0 })).toBe(null);
  expect(workRateOf({ ...measured, workCount: 1 })).toBe(femtosecondsPerUnitMax);
  expect(workRateOf({ cpuMicroseconds: 1, ratingMilli: 1, workCount: 2 ** 53 - 1 })).toBe(1);
});

test('a work rate is far too low when less than two thirds would be credited', () => {
  expect(isRateFarTooLow(533_334, 1_000_000)).toBe(false);
  expect(isRateFarTooLow(533_333, 1_000_000)).toBe(true);
});

test('time without end is no time that a ceiling allows', () => {
  expect(cpuMicrosecondsWithin(10n ** 30n, 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(cpuMicrosecondsWithin(1_000n, 1_000)).toBe(3_603_599);
});

test('an epoch is an hour', () => {
  expect([0, 3_599_999, 3_600_000, 7_200_001].map(epochOf)).toEqual([0, 0, 1, 2]);
});
