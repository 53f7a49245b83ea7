/** What a job is expected to use, from a few of its slices that were run here: a middle, a range and a ceiling. */
import { microCpuHoursByTime } from '../domain/cpu-hours.ts';
import type { MicroCpuHours } from '../domain/cpu-hours.ts';

/** A slice that was run here to its end. */
export interface TriedSlice {
  readonly cpuMicroseconds: number;
  /** Speed of the core here against the reference core, in thousandths. */
  readonly ratingMilli: number;
}

/** A machine that could take slices of the job. */
export interface Helper {
  readonly slots: number;
  readonly ratingMilli: number;
}

export interface EstimateParts {
  readonly tried: readonly [TriedSlice, ...TriedSlice[]];
  readonly slices: number;
  /** How often each slice runs, in thousandths. */
  readonly copiesMilli: number;
  readonly helpers: readonly Helper[];
}

export interface JobEstimate {
  readonly likely: MicroCpuHours;
  readonly low: MicroCpuHours;
  readonly high: MicroCpuHours;
  readonly ceiling: MicroCpuHours;
  /** CPU time of a slice on the reference core, in milliseconds. */
  readonly sliceMs: number;
  /** From the beginning to the end with these helpers, in milliseconds; null without any. */
  readonly durationMs: number | null;
}

/** Copies that each certainty costs, in thousandths. A third run decides now and then, and is not foreseen. */
export const copiesMilliOf = { one: 1_000, two: 2_000, three: 3_000, spot: 1_100 } as const;

/** However alike the slices are: other machines treat a program otherwise than this one. */
const doubtPercent = 20n;
/** To ask, to send and to check a slice, beside its own time. */
const handlingMs = 100;
/** A ceiling is no smaller: a hundredth of a thousandth of an hour is easily passed by starting up. */
export const ceilingLeast = 1_000n;

/** From slices that were tried: the more they differ among themselves, the wider the range. */
export function estimateOf({ tried, slices, copiesMilli, helpers }: EstimateParts): JobEstimate {
  const each = tried.map(({ cpuMicroseconds, ratingMilli }) => cpuMicroseconds * ratingMilli);
  const mean = each.reduce((sum, one) => sum + one, 0) / each.length;
  const inAll = (referenceNanoseconds: number) =>
    (microCpuHoursByTime(Math.ceil(referenceNanoseconds / 1000), 1_000) + 1n) *
    BigInt(Math.ceil((slices * copiesMilli) / 1_000));
  const likely = inAll(mean);
  const low = (inAll(Math.min(...each)) * (100n - doubtPercent)) / 100n;
  const high = (inAll(Math.max(...each)) * (100n + doubtPercent)) / 100n;
  const ceiling = roundedUp(high + high / 4n);
  return {
    ...{ likely, low, high },
    ceiling: ceiling > ceilingLeast ? ceiling : ceilingLeast,
    sliceMs: Math.round(mean / 1_000_000),
    durationMs: durationOf(mean, slices, copiesMilli, helpers),
  };
}

function durationOf(
  referenceNanoseconds: number,
  slices: number,
  copiesMilli: number,
  helpers: readonly Helper[],
): number | null {
  const cores = helpers.reduce((sum, { slots, ratingMilli }) => sum + slots * ratingMilli, 0);
  if (cores === 0) return null;
  const fastest = Math.max(...helpers.map(({ ratingMilli }) => ratingMilli));
  // Nanoseconds of the reference core, by thousandths and by a thousand: milliseconds on that core.
  const alone = referenceNanoseconds / fastest / 1_000;
  const together = ((referenceNanoseconds / 1_000) * slices * copiesMilli) / 1_000 / cores;
  return Math.round(Math.max(alone, together)) + handlingMs;
}

/** To two digits, upwards: `50`, `1.3`, as a person would choose it. */
function roundedUp(quantity: MicroCpuHours): MicroCpuHours {
  let unit = 1n;
  while (quantity / unit >= 100n) unit *= 10n;
  return ((quantity + unit - 1n) / unit) * unit;
}
