/** Whether this node takes on what it is asked: a pure decision, with the reason that the asker is told. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { LendingTerms } from '../../../shared/lending/terms.ts';
import { isRefused, rateTooLow } from './pay.ts';
import type { Budget } from '../ledger/budget.ts';
import type { LiveRun } from './live-run.ts';
import type { RunBook } from './run-book.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { isAwaited } from './run.ts';

/** Slices at the same time for one member. */
const runsPerMemberMax = 64;
/** Answers that one member has not signed for: no more work for whoever does not sign. */
const answersPerMemberMax = 16;

export interface LendingNow {
  readonly isLending: boolean;
  readonly ratingMilli: number | null;
  readonly freeSlots: number;
  /** Neither blocked nor, where only chosen people may, left out. */
  readonly isWelcome: boolean;
  /** What the terms leave beside what runs. */
  readonly memoryBytesFree: number;
  readonly runsForMember: number;
  readonly answersForMember: number;
  readonly hasRoomForAnswers: boolean;
  readonly hasRoomOnDisk: boolean;
  /** A job's id is made by who asks: whoever stops one here must not stop another's with it. */
  readonly isJobOfAnother: boolean;
  readonly isAskedTooOften: boolean;
  /** What this member may use beyond what it uses here already; null where nothing is certified. */
  readonly availableToMember: bigint | null;
  /** What the module needed here for one unit of its count, if it ran here before. */
  readonly measuredRate: number | null;
}

export type DeclineName =
  | 'not_lending'
  | 'not_rated'
  | 'not_lending_to_you'
  | 'no_free_core'
  | 'no_free_memory'
  | 'asked_too_often'
  | 'job_of_another'
  | 'too_many_for_one'
  | 'too_many_unsigned'
  | 'too_many_answers'
  | 'disk_full'
  | 'ceiling_out_of_range'
  | 'beyond_their_hours'
  | 'memory_out_of_range'
  | 'rate_too_low';

/**
 * What a member may use, less the ceilings of what runs for this member here, each of which may still be used whole,
 * and less what it has not signed for; null where nothing is certified.
 */
export function availableBeside(
  member: string,
  underWay: readonly LiveRun[],
  { budget, book }: { readonly budget: Budget; readonly book: Pick<RunBook, 'unsignedUse'> },
): bigint | null {
  const available = budget.availableTo(member);
  if (available === null) return null;
  return underWay
    .filter((run) => memberOf(run.peer) === member)
    .reduce((rest, { ask: { ceiling } }) => rest - ceiling, available - book.unsignedUse(member));
}

/** Answers that wait here are what is kept of the work of others; one more may be as large as any. */
export function hasRoomByTerms(
  book: Pick<RunBook, 'kept'>,
  underWay: number,
  { diskBytes }: LendingTerms,
): boolean {
  let bytes = (underWay + 1) * limits.resultBytes;
  for (const [, run] of book.kept()) if (isAwaited(run)) bytes += run.resultBytes ?? 0;
  return bytes <= diskBytes;
}

/** The rating that the receipt will carry, or why the slice is not taken. */
export function admit(ask: AskMessage, now: LendingNow): Result<number, Refusal<DeclineName>> {
  if (!now.isLending) return refuse('not_lending', 'Lending is off there.');
  if (now.ratingMilli === null) {
    return refuse('not_rated', 'The speed of that machine is still being measured.');
  }
  if (!now.isWelcome) {
    return refuse('not_lending_to_you', 'That person lends to people whom they have chosen.');
  }
  if (now.freeSlots < 1) return refuse('no_free_core', 'All lent cores are busy there.');
  if (ask.memoryBytes > now.memoryBytesFree) {
    return refuse('no_free_memory', 'So much memory is not lent there now.');
  }
  if (now.isAskedTooOften) {
    return refuse('asked_too_often', 'You ask too often there. Ask for larger pieces of work.');
  }
  if (now.isJobOfAnother) {
    return refuse('job_of_another', 'A job of that id runs there for somebody else.');
  }
  if (now.runsForMember >= runsPerMemberMax) {
    return refuse('too_many_for_one', 'Too many slices of the same person run there.');
  }
  if (now.answersForMember >= answersPerMemberMax) {
    return refuse('too_many_unsigned', 'Too many answers wait there for your signature.');
  }
  if (!now.hasRoomForAnswers) {
    return refuse('too_many_answers', 'Too many answers wait there for their owners.');
  }
  if (!now.hasRoomOnDisk) return refuse('disk_full', 'The disk there is full.');
  if (ask.ceiling < 1n || ask.ceiling > limits.ceilingMicroCpuHoursMax) {
    return refuse('ceiling_out_of_range', 'The ceiling is out of range.');
  }
  if (now.availableToMember !== null && ask.ceiling > now.availableToMember) {
    return refuse(
      'beyond_their_hours',
      'The ceiling is above what your hours and your line allow, by the record as it is known there.',
    );
  }
  if (microCpuHoursByTime(ask.wallMs * 1000, now.ratingMilli) < 1n || ask.memoryBytes < 1) {
    return refuse('memory_out_of_range', 'The limits leave no room to run anything.');
  }
  if (isRefused(ask.femtosecondsPerUnit, now.measuredRate)) {
    return refuse(rateTooLow.name, rateTooLow.because);
  }
  return ok(now.ratingMilli);
}
