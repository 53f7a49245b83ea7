/** Whether a consumer's work rate pays for what was measured here: nobody works for much less than an hour an hour. */
import { isRateFarTooLow, workRateOf } from '../../../shared/domain/cpu-hours.ts';
import type { SliceUse } from '../../../shared/jobs/task.ts';

/** Shorter than this, a slice says little about its module. */
const telling = { inAll: 100_000, underWay: 5_000_000, toRemember: 10_000 } as const;

export const rateTooLow = {
  name: 'rate_too_low',
  because: 'The work rate that was offered is far below what this program needs here.',
} as const;

/** By a slice that has ended, or is under way, here. */
export function isUnderpaid(
  femtosecondsPerUnit: number | null,
  used: SliceUse,
  ratingMilli: number,
  when: 'inAll' | 'underWay',
): boolean {
  if (femtosecondsPerUnit === null || used.cpuMicroseconds < telling[when]) return false;
  const measured = workRateOf({ ...used, ratingMilli });
  return measured !== null && isRateFarTooLow(femtosecondsPerUnit, measured);
}

/** How much slower a program may be in the form that can be left, before it is not run in that form any more. */
const leavableFactor = 2;

/** What a rate is held against: that a program is made slower for checkpoints is no fault of who asked. */
export function judgedUse(used: SliceUse, isLeavable: boolean): SliceUse {
  const { cpuMicroseconds, workCount } = used;
  if (!isLeavable) return used;
  return { cpuMicroseconds: Math.ceil(cpuMicroseconds / leavableFactor), workCount };
}

/** By what was measured of the module before. */
export function isRefused(femtosecondsPerUnit: number | null, before: number | null): boolean {
  return (
    femtosecondsPerUnit !== null && before !== null && isRateFarTooLow(femtosecondsPerUnit, before)
  );
}

/** The work rate that a whole slice shows, where it shows one. */
export function rateToRemember(used: SliceUse, ratingMilli: number): number | null {
  return used.cpuMicroseconds < telling.toRemember ? null : workRateOf({ ...used, ratingMilli });
}
