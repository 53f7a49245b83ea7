import type { JobView } from '../../../shared/api/contract.ts';
import { microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';

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
 * What the job has cost so far: what the receipt says, or what its CPU time comes to at the rating of the
 * machine it runs on. Null while that rating is not known.
 */
export function costSoFar(job: JobView, ratingMilli: number | null): bigint | null {
  if (job.cost !== null) return job.cost;
  if (job.cpuMicroseconds === 0) return 0n;
  return ratingMilli === null ? null : microCpuHoursOf(job.cpuMicroseconds, ratingMilli);
}

/** A share of a most from 0 to 1. */
export function shareOf(part: bigint, most: bigint): number {
  return most <= 0n ? 0 : Number((part * 10_000n) / most) / 10_000;
}
