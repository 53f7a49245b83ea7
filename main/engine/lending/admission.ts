/** Whether this node takes on what it is asked: a pure decision, with the reason that the asker is told. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { LendingTerms } from '../../../shared/lending/terms.ts';
import { isRefused, rateTooLow } from './pay.ts';
import type { Budget } from '../ledger/budget.ts';
import type { RunBook } from './run-book.ts';
import type { AwaitedSum } from './awaited.ts';
import { roomMax } from './room.ts';

/** Slices at the same time for one member. */
const runsPerMemberMax = 64 + roomMax;
/** Of these, such as have waited for their parts for long. */
const slowPerMemberMax = 8;
/** Answers that wait here for anybody. */
const answersMax = 10_000;
/**
 * Answers that one member has not signed for, as it may wait until others have answered the same slices: of long
 * slices a few, of short ones many. No more work for whoever does not sign.
 */
const unsigned = {
  longMax: 16,
  shortMax: 2_000,
  bytesMax: 64 * 1024 * 1024,
  /** Ten minutes of a core. */
  microCpuHoursMax: 166_667n,
} as const;

export interface LendingNow {
  readonly isLending: boolean;
  readonly ratingMilli: number | null;
  readonly freeSlots: number;
  /** It may wait here for a core. */
  readonly mayWait: boolean;
  /** Neither blocked nor, where only chosen people may, left out. */
  readonly isWelcome: boolean;
  /** What the terms leave beside what runs. */
  readonly memoryBytesFree: number;
  readonly runsForMember: number;
  /** Of these, such as wait for their parts, and have no core for that any more. */
  readonly slowForMember: number;
  readonly unsigned: AwaitedSum;
  /** Of all members. */
  readonly answers: number;
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
 * What a member may use, less the ceilings together of what runs for this member here, each of which may still be
 * used whole, and less what it has not signed for; null where nothing is certified.
 */
export function availableBeside(
  member: string,
  ceilings: bigint,
  { budget, book }: { readonly budget: Budget; readonly book: Pick<RunBook, 'awaitedOf'> },
): bigint | null {
  const available = budget.availableTo(member);
  return available === null ? null : available - book.awaitedOf(member).microCpuHours - ceilings;
}

/** Answers that wait here are what is kept of the work of others; one more may be as large as any. */
export function hasRoomByTerms(
  book: Pick<RunBook, 'awaited'>,
  underWay: number,
  { diskBytes }: LendingTerms,
): boolean {
  return (underWay + 1) * limits.resultBytes + book.awaited().bytes <= diskBytes;
}

function hasTooManyUnsigned({ answers, bytes, microCpuHours }: AwaitedSum): boolean {
  if (answers < unsigned.longMax) return false;
  return (
    answers >= unsigned.shortMax ||
    bytes > unsigned.bytesMax ||
    microCpuHours > unsigned.microCpuHoursMax
  );
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
  if (now.freeSlots < 1 && !now.mayWait)
    return refuse('no_free_core', 'All lent cores are busy there.');
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
  if (now.slowForMember >= slowPerMemberMax) {
    return refuse('too_many_for_one', 'Slices of the same person wait there for their parts.');
  }
  if (hasTooManyUnsigned(now.unsigned)) {
    return refuse('too_many_unsigned', 'Too many answers wait there for your signature.');
  }
  if (now.answers >= answersMax) {
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
