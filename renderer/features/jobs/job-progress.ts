import type { JobView } from '../../../shared/api/contract.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';

const openStates: ReadonlySet<JobView['state']> = new Set([
  'waiting',
  'sending',
  'running',
  'checking',
]);

/** Whether the job is not ended. */
export function isOpen(state: JobView['state']): boolean {
  return openStates.has(state);
}

/**
 * What the job has cost so far: what the receipt says, or what its CPU time comes to at the rating that was
 * agreed with whoever runs it. Null while nobody has agreed to one.
 */
export function costSoFar({ cost, cpuMicroseconds, ratingMilli }: JobView): bigint | null {
  if (cost !== null) return cost;
  return ratingMilli === null ? null : microCpuHoursByTime(cpuMicroseconds, ratingMilli);
}

/** A share of a most from 0 to 1. */
export function shareOf(part: bigint, most: bigint): number {
  return most <= 0n ? 0 : Number((part * 10_000n) / most) / 10_000;
}
