/**
 * Who may go on from whose checkpoint, and who answers for it then.
 *
 * A checkpoint is the word of whoever made it: what is computed from a forged one is wrong, however honestly. So what
 * two people agree on must not rest on one's checkpoint alone. Runs that are compared, and those that try somebody,
 * start from the beginning, or from a checkpoint of the same member; only the one run of a slice that wants one answer
 * may be taken up by others. It rests on all who had it then: it is checked as often as the least trusted of them
 * would be, none of them is asked for the same slice again, and it is void when one of them is proved wrong.
 */
import type { TakenUp } from './errand-state.ts';
import type { Certainty, Purpose } from './slice-state.ts';

/** More than this in a row, and it starts from the beginning. */
export const handsMax = 8;

/** Whether a run of this purpose may be taken up by others. */
export function mayChangeHands(certainty: Certainty, purpose: Purpose): boolean {
  return (certainty === 'one' || certainty === 'spot') && purpose === 'answer';
}

/** Whether this member may go on from there; `byOthers`: the run may change hands. */
export function mayTakeUp({ by }: Pick<TakenUp, 'by'>, member: string, byOthers: boolean): boolean {
  if (by.length === 0 || by.length > handsMax) return false;
  return byOthers || by.every((each) => each === member);
}

/** What this member has made of a slice that was begun by it, or that it took up. */
export function handedOn(
  from: TakenUp | undefined,
  member: string,
  made: Pick<TakenUp, 'workCount' | 'cpuMicroseconds'>,
): TakenUp {
  const before = from ?? { cpuMicroseconds: 0, by: [] };
  return {
    workCount: made.workCount,
    cpuMicroseconds: before.cpuMicroseconds + made.cpuMicroseconds,
    by: [...before.by.filter((each) => each !== member), member],
  };
}
