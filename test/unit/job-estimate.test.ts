import { describe, expect, it } from 'vitest';
import { copiesMilliOf, estimateOf } from '../../shared/jobs/estimate.ts';

const second = { cpuMicroseconds: 1_000_000, ratingMilli: 1_000 };
const base = { tried: [second], slices: 10, copiesMilli: copiesMilliOf.one, helpers: [] } as const;

describe('an estimate', () => {
  it('is what the slices come to, times how often each runs', () => {
    // A second of the reference core is 277.8 millionths of an hour, rounded up for each slice.
    expect(estimateOf(base).likely).toBe(2_780n);
    expect(estimateOf({ ...base, copiesMilli: copiesMilliOf.two }).likely).toBe(5_560n);
    expect(estimateOf(base).sliceMs).toBe(1_000);
  });

  it('counts the speed of this computer', () => {
    const fast = { cpuMicroseconds: 500_000, ratingMilli: 2_000 };
    expect(estimateOf({ ...base, tried: [fast] }).likely).toBe(2_780n);
  });

  it('is wider the more the slices differ', () => {
    const { low, likely, high } = estimateOf({
      ...base,
      tried: [second, { cpuMicroseconds: 3_000_000, ratingMilli: 1_000 }],
    });
    expect([low, likely, high].map(Number)).toEqual([2_224, 5_560, 10_008]);
  });

  it('proposes a ceiling above the range, in two digits', () => {
    expect(estimateOf(base).ceiling).toBe(4_200n);
    expect(estimateOf({ ...base, slices: 1 }).ceiling).toBe(1_000n);
  });

  it('says how long it takes with who is there, and nothing without anybody', () => {
    expect(estimateOf(base).durationMs).toBeNull();
    const helpers = [{ slots: 2, ratingMilli: 1_000 }];
    expect(estimateOf({ ...base, helpers }).durationMs).toBe(5_100);
    const many = [{ slots: 100, ratingMilli: 2_000 }];
    expect(estimateOf({ ...base, helpers: many }).durationMs).toBe(600);
  });
});
