/** The quantities of rule R1, by its own examples. */
import { expect, test } from 'vitest';
import { cpuMicrosecondsWithin, microCpuHoursOf } from '../../shared/domain/cpu-hours.ts';
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
  expect(microCpuHoursOf(micros, rating)).toBe(quantity);
});

test('time without end is no time that a ceiling allows', () => {
  expect(cpuMicrosecondsWithin(10n ** 30n, 1)).toBe(Number.MAX_SAFE_INTEGER);
  expect(cpuMicrosecondsWithin(1_000n, 1_000)).toBe(3_603_599);
});

test('an epoch is an hour', () => {
  expect([0, 3_599_999, 3_600_000, 7_200_001].map(epochOf)).toEqual([0, 0, 1, 2]);
});
