/**
 * Slices too short to say what their module needs are not refused for a work rate that is too low. So that nobody has
 * an hour of them for nothing, what each member has had that way is added up, and taken off again by what is paid.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { isRateFarTooLow, workRateOf } from '../../../shared/domain/cpu-hours.ts';
import type { SliceUse } from '../../../shared/jobs/task.ts';
import type { LiveRun } from './live-run.ts';
import { isUnderpaid, judgedUse } from './pay.ts';

export interface ShortWork {
  /** Adds a slice that has ended; whether the member now has had too much for nearly nothing. */
  isTooMuch(member: string, rate: number, used: SliceUse, ratingMilli: number): boolean;
}

/** CPU time of a member's slices for nearly nothing: ten of the longest that are let pass. */
const unpaidMicrosecondsMax = 1_000_000;
/** Members that are remembered; those who came first are forgotten first. */
const membersMax = 1_000;

/** Nobody has had anything at first. */
export function createShortWork(): ShortWork {
  const unpaid = new Map<string, number>();
  return {
    isTooMuch(member, rate, used, ratingMilli) {
      const measured = workRateOf({ ...used, ratingMilli });
      const isPaid = measured === null || !isRateFarTooLow(rate, measured);
      const before = unpaid.get(member) ?? 0;
      const now = Math.max(0, before + (isPaid ? -used.cpuMicroseconds : used.cpuMicroseconds));
      unpaid.delete(member);
      if (now > 0) unpaid.set(member, Math.min(now, 2 * unpaidMicrosecondsMax));
      dropOldest(unpaid, membersMax);
      return !isPaid && now > unpaidMicrosecondsMax;
    },
  };
}

/** Whether what a run used comes to more than its receipt would say, by itself or with those before it. */
export function isPaidTooLittle(
  { member, femtosecondsPerUnit, ratingMilli, isLeavable }: LiveRun,
  outcome: SliceUse,
  shortWork: ShortWork,
): boolean {
  const used = judgedUse(outcome, isLeavable);
  const isTooMuch =
    femtosecondsPerUnit !== null &&
    shortWork.isTooMuch(member, femtosecondsPerUnit, used, ratingMilli);
  return isTooMuch || isUnderpaid(femtosecondsPerUnit, used, ratingMilli, 'inAll');
}
