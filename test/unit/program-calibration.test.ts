import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { calibrationFile } from '../../main/paths.ts';
import { ratingMeasure } from '../../shared/domain/rating-measure.ts';
import { meterVersion } from '../../workers/meter/contract.ts';
import { buildCalibration } from '../../workers/programs/build.ts';
import {
  calibrationMix,
  mixVersion,
  rateThread,
  ratingMilliOf,
  referenceUnitsPerHour,
  startMix,
} from '../../workers/rating.ts';

const mixFile = new Uint8Array(readFileSync(calibrationFile));

describe('the calibration mix', () => {
  test('is ten kernels, and the ones that are kept are the ones in the source', () => {
    expect(calibrationMix).toHaveLength(10);
    expect(buildCalibration()).toEqual(mixFile);
  });

  test.for(calibrationMix)(
    '$name executes what is frozen, and answers the same',
    ({ name, rounds, units, answer }) => {
      expect(startMix(mixFile).call(name, rounds)).toEqual({ answer, units });
    },
  );

  test.for(calibrationMix)(
    '$name starts from the same state whatever ran before it, and does more in more rounds',
    ({ name }) => {
      const [mix, fresh] = [startMix(mixFile), startMix(mixFile)];
      for (const other of calibrationMix) mix.call(other.name, 30);
      const few = mix.call(name, 40);
      expect(few).toEqual(fresh.call(name, 40));
      const more = mix.call(name, 41);
      expect(more.units).toBeGreaterThan(few.units);
      expect(more.answer).not.toBe(few.answer);
    },
  );

  test('counts for an hour what never changes', () => {
    const units = calibrationMix.reduce((sum, kernel) => sum + kernel.units, 0);
    expect(units).toBe(1_018_019_617);
    expect(referenceUnitsPerHour).toBe(8.09e13);
  });

  test('is known by its version and the meter’s, so that a rating by another is measured anew', () => {
    expect(ratingMeasure).toBe(`mix ${String(mixVersion)}, meter ${String(meterVersion)}`);
  });
});

describe('the rating', () => {
  test('is 1000 for a core that executes 8.09e13 units in an hour', () => {
    expect(ratingMilliOf(8.09e13, 3.6e9)).toBe(1000);
    expect(ratingMilliOf(8.09e12, 3.6e9 / 20)).toBe(2000);
  });

  test('stays between 1 and 20,000 whatever the clock reads', () => {
    expect(ratingMilliOf(8.09e13, 0)).toBe(20_000);
    expect(ratingMilliOf(1, 3.6e9)).toBe(1);
  });

  // How fast a core is on a shared machine changes from one second to the next; what is sure is its size.
  test('of this machine is of one size when measured twice, with its spread', () => {
    const first = rateThread(mixFile);
    const second = rateThread(mixFile);
    expect(Math.max(first.milli, second.milli)).toBeLessThan(
      4 * Math.min(first.milli, second.milli),
    );
    for (const { milli, spreadMilli } of [first, second]) {
      expect(Number.isInteger(milli) && Number.isInteger(spreadMilli)).toBe(true);
      expect(spreadMilli).toBeGreaterThanOrEqual(0);
    }
  });
});
