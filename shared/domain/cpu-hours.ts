/**
 * CPU-hours as the ledger counts them (rules R1).
 *
 * One CPU-hour is one core of the reference computer working for one hour. The ledger counts whole
 * micro-CPU-hours: 1 CPU-h = 10^6. A machine's rating says how fast its core is against the
 * reference core, in thousandths: 1000 is the reference core itself.
 *
 * Two meters say what a slice was worth: the CPU time that the operating system counted, which is real but
 * only its machine knows it, and the work count, which anybody can count again. The time is credited as far
 * as the count explains it. How long the reference core takes for one unit of the count differs from module
 * to module, so each has a work rate of its own, in femtoseconds of the reference core. It bounds the
 * credit with a quarter to spare, since no two processors treat a module alike.
 */

/** A quantity of CPU-hours in whole millionths. */
export type MicroCpuHours = bigint;

/** What was measured of a slice, and by which measures. */
export interface MeasuredWork {
  /** CPU time of the slice's thread, user and system. */
  readonly cpuMicroseconds: number;
  /** Speed of the core against the reference core, in thousandths. */
  readonly ratingMilli: number;
  /** Metered instructions. */
  readonly workCount: number;
  /** What one of them takes on the reference core, in this module. */
  readonly femtosecondsPerUnit: number;
}

/** What a machine may at most call itself: twenty times the reference core. */
export const ratingMilliMax = 20_000;

/**
 * The highest work rate: 100 ns of the reference core for a unit, as of a module that does nothing but touch new
 * pages of memory. It bounds hardly anything, and is what is taken where a module could not be tried.
 */
export const femtosecondsPerUnitMax = 100_000_000;

const microsecondsMillis = 3_600_000n;
/** Femtoseconds in a micro-CPU-hour (3.6e12), divided by the 5/4 to which the bound is stretched. */
const boundFemtoseconds = 2_880_000_000_000n;

/** The quantity of a receipt: the CPU time as far as the count explains it, rounded down. */
export function microCpuHoursOf(work: MeasuredWork): MicroCpuHours {
  const byTime = microCpuHoursByTime(work.cpuMicroseconds, work.ratingMilli);
  const bound = microCpuHoursBound(work.workCount, work.femtosecondsPerUnit);
  return byTime < bound ? byTime : bound;
}

/** What the CPU time alone would come to, rounded down. */
export function microCpuHoursByTime(cpuMicroseconds: number, ratingMilli: number): MicroCpuHours {
  return (BigInt(cpuMicroseconds) * BigInt(ratingMilli)) / microsecondsMillis;
}

/** What the work count explains at most, rounded down. */
export function microCpuHoursBound(workCount: number, femtosecondsPerUnit: number): MicroCpuHours {
  return (BigInt(workCount) * BigInt(femtosecondsPerUnit)) / boundFemtoseconds;
}

/** Whether the count explains less than the time claims, so that the quantity was cut. */
export function isCutByCount(work: MeasuredWork): boolean {
  return microCpuHoursOf(work) < microCpuHoursByTime(work.cpuMicroseconds, work.ratingMilli);
}

/** The work rate that a measurement shows, within its range; null where there is nothing to see. */
export function workRateOf(work: Omit<MeasuredWork, 'femtosecondsPerUnit'>): number | null {
  if (work.cpuMicroseconds < 1 || work.workCount < 1) return null;
  // A microsecond at a rating of a thousandth is a nanosecond of the reference core.
  const nanoseconds = BigInt(work.cpuMicroseconds) * BigInt(work.ratingMilli);
  const rate = (nanoseconds * 1_000_000n) / BigInt(work.workCount);
  const most = BigInt(femtosecondsPerUnitMax);
  return Math.max(1, Number(rate > most ? most : rate));
}

/**
 * Whether a work rate is far below what a machine measured itself: so far that less than two thirds of its CPU time
 * would be credited.
 */
export function isRateFarTooLow(femtosecondsPerUnit: number, measured: number): boolean {
  return femtosecondsPerUnit * 15 < measured * 8;
}

/** The CPU time, in microseconds, after which a machine of this rating would pass the ceiling. */
export function cpuMicrosecondsWithin(ceiling: MicroCpuHours, ratingMilli: number): number {
  const most = ((ceiling + 1n) * microsecondsMillis - 1n) / BigInt(ratingMilli);
  return most > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(most);
}
