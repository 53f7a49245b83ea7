/**
 * CPU-hours as the ledger counts them (rules R1).
 *
 * One CPU-hour is one core of the reference computer working for one hour. The ledger counts whole
 * micro-CPU-hours: 1 CPU-h = 10^6. A machine's rating says how fast its core is against the
 * reference core, in thousandths: 1000 is the reference core itself.
 */

/** A quantity of CPU-hours in whole millionths. */
export type MicroCpuHours = bigint;

/** What a machine may at most call itself: twenty times the reference core. */
export const ratingMilliMax = 20_000;

/**
 * The quantity of a receipt: `cpuSeconds * rating / 3600`, rounded down to whole micro-CPU-hours.
 * The replayable bound of rule R1 joins it with the deterministic meter.
 */
export function microCpuHoursOf(cpuMicroseconds: number, ratingMilli: number): MicroCpuHours {
  return (BigInt(cpuMicroseconds) * BigInt(ratingMilli)) / 3_600_000n;
}

/** The CPU time, in microseconds, after which a machine of this rating would pass the ceiling. */
export function cpuMicrosecondsWithin(ceiling: MicroCpuHours, ratingMilli: number): number {
  const most = ((ceiling + 1n) * 3_600_000n - 1n) / BigInt(ratingMilli);
  return most > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(most);
}
