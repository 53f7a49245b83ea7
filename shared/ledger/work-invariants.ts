/** What is true of people's work in every state (rules R5). */
import { estimateRounds } from '../economy/estimates.ts';
import { comparedMax, taskLimits } from '../work/work-state.ts';
import type { Answer, Task } from '../work/work-state.ts';
import type { LedgerState } from './state.ts';
import { answerFault, deliveryFault, taskFault } from './work-claims.ts';
import { isLive } from './work-draft.ts';

/** What is wrong with the work of a state, in one sentence, or null. */
export function workFault(state: LedgerState): string | null {
  const counts = new Map<string, number>();
  for (const task of state.work.tasks.values()) {
    const fault = taskTextFault(task) ?? peopleFault(state, task) ?? courseFault(state, task);
    if (fault !== null) return fault;
    if (isLive(task)) counts.set(task.asker, (counts.get(task.asker) ?? 0) + 1);
  }
  if (Math.max(0, ...counts.values()) > taskLimits.live) {
    return 'A member has more tasks than a member may.';
  }
  return comparedFault(state);
}

function taskTextFault(task: Task): string | null {
  if (task.due <= task.since) return 'No task is due before it is asked for.';
  return taskFault(task) ?? (task.delivery === null ? null : deliveryFault(task.delivery));
}

function isMember({ members }: LedgerState, member: string): boolean {
  return members.get(member)?.status === 'member';
}

function peopleFault(state: LedgerState, task: Task): string | null {
  const { asker, taker, panel, seals, answers } = task;
  if (!state.members.has(asker)) return 'Every task is a member’s.';
  if (taker !== null && !state.members.has(taker)) return 'Whoever does a task is a member.';
  if (isLive(task) && !(isMember(state, asker) && (taker === null || isMember(state, taker)))) {
    return 'Those whose task is not over are still there.';
  }
  if (taker === asker || panel.includes(asker) || (taker !== null && panel.includes(taker))) {
    return 'No party to a task has a part in its price.';
  }
  const isOrdered = panel.every((member, index) => (panel[index - 1] ?? '') < member);
  if (!isOrdered || !panel.every((member) => state.members.has(member))) {
    return 'A panel is members, in the order of their keys.';
  }
  if ([...seals.keys()].some((member) => !panel.includes(member))) {
    return 'Only the panel estimates.';
  }
  const isSealed = [...answers.keys()].every((member) => seals.has(member));
  return isSealed ? (answersFault(task.round, answers) ?? null) : 'Only what was sealed is known.';
}

function answersFault(round: number, answers: ReadonlyMap<string, Answer>): string | null {
  if (round === 0 && answers.size > 0) return 'Nobody answers before a round begins.';
  for (const answer of answers.values()) {
    const fault = answerFault(answer);
    if (fault !== null) return fault;
  }
  return null;
}

function courseFault(state: LedgerState, task: Task): string | null {
  const { rounds, round, closes, reveals, panel, since, ended, release } = task;
  if (since > state.epoch || (ended ?? -1) > state.epoch) {
    return 'No task is of an epoch that is not closed.';
  }
  if (rounds.length > estimateRounds || round > estimateRounds) {
    return 'There are no more rounds than there may be.';
  }
  for (const { answers } of rounds) {
    const fault = answersFault(1, answers);
    if (fault !== null) return fault;
  }
  const isUnderWay = round > 0 && (panel.length === 0 || closes >= reveals);
  if (isUnderWay && task.state === 'estimating') return 'A round has a panel and its times.';
  const isOver = ['accepted', 'withdrawn', 'rejected'].includes(task.state);
  if (isOver !== (ended !== null)) return 'A task is over or it is not.';
  if (release !== null && task.state !== 'accepted') return 'Only what was accepted is released.';
  return priceFault(task) ?? doingFault(task);
}

/** R5: the price is what the panel agreed on, or the asker's word where there is none. */
function priceFault({ state, price, most, rounds }: Task): string | null {
  if (price === null) {
    return ['open', 'taken', 'delivered', 'accepted'].includes(state)
      ? 'What can be taken has a price.'
      : null;
  }
  if (state === 'estimating' || state === 'rejected') return 'What has no price names none.';
  const isAgreed = price === most || rounds.at(-1)?.median === price;
  return isAgreed && price <= most ? null : 'A price is the middle of the estimates.';
}

function doingFault({ state, taker, step, delivery, changes }: Task): string | null {
  const isDone = state === 'delivered' || state === 'accepted';
  if ((state === 'taken' || isDone) && taker === null) return 'Somebody does what was taken.';
  if (['estimating', 'open', 'rejected'].includes(state) && taker !== null) {
    return 'Nobody does what was not taken.';
  }
  if (isDone && delivery === null) return 'What is delivered is somewhere.';
  if (taker === null && (step !== null || delivery !== null || changes !== null)) {
    return 'Nothing is said of what nobody does.';
  }
  return isDone && step !== null ? 'What is delivered goes no further.' : null;
}

function comparedFault(state: LedgerState): string | null {
  for (const [member, pairs] of state.work.compared) {
    if (!isMember(state, member)) return 'What is compared is of members.';
    if (pairs.length === 0 || pairs.length > comparedMax) {
      return 'Of everybody who has any, the last comparisons are kept.';
    }
    const areSound = pairs.every(
      ({ hours, ended }) => answerFault({ hours, reason: '' }) === null && ended <= state.epoch,
    );
    if (!areSound) return 'What is compared was estimated and accepted.';
  }
  return null;
}
