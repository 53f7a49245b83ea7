/** Whether this node takes on what it is asked: a pure decision, with the reason that the asker is told. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';

/** Slices at the same time for one member. */
const runsPerMemberMax = 64;
/** Answers that one member has not signed for: no more work for whoever does not sign. */
const answersPerMemberMax = 16;

export interface LendingNow {
  readonly isLending: boolean;
  readonly ratingMilli: number | null;
  readonly freeSlots: number;
  readonly runsForMember: number;
  readonly answersForMember: number;
  readonly hasRoomForAnswers: boolean;
}

export type DeclineName =
  | 'not_lending'
  | 'not_rated'
  | 'no_free_core'
  | 'too_many_for_one'
  | 'too_many_unsigned'
  | 'too_many_answers'
  | 'ceiling_out_of_range'
  | 'memory_out_of_range';

/** The rating that the receipt will carry, or why the slice is not taken. */
export function admit(ask: AskMessage, now: LendingNow): Result<number, Refusal<DeclineName>> {
  if (!now.isLending) return refuse('not_lending', 'Lending is off there.');
  if (now.ratingMilli === null) {
    return refuse('not_rated', 'The speed of that machine is still being measured.');
  }
  if (now.freeSlots < 1) return refuse('no_free_core', 'All lent cores are busy there.');
  if (now.runsForMember >= runsPerMemberMax) {
    return refuse('too_many_for_one', 'Too many slices of the same person run there.');
  }
  if (now.answersForMember >= answersPerMemberMax) {
    return refuse('too_many_unsigned', 'Too many answers wait there for your signature.');
  }
  if (!now.hasRoomForAnswers) {
    return refuse('too_many_answers', 'Too many answers wait there for their owners.');
  }
  if (ask.ceiling < 1n || ask.ceiling > limits.ceilingMicroCpuHoursMax) {
    return refuse('ceiling_out_of_range', 'The ceiling is out of range.');
  }
  if (microCpuHoursOf(ask.wallMs * 1000, now.ratingMilli) < 1n || ask.memoryBytes < 1) {
    return refuse('memory_out_of_range', 'The limits leave no room to run anything.');
  }
  return ok(now.ratingMilli);
}
