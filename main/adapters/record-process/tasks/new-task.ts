/** What members write about tasks, before it goes into the record: each is judged as the fold will judge it. */
import type { TaskTextInput } from '../../../../shared/api/task-shape.ts';
import { oneLine } from '../../../../shared/api/words.ts';
import { err, ok, refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { isOnLadder } from '../../../../shared/economy/estimates.ts';
import { epochsOfDays } from '../../../../shared/economy/parameters.ts';
import { isLive } from '../../../../shared/ledger/work-draft.ts';
import { answerFault, deliveryFault, taskFault } from '../../../../shared/ledger/work-claims.ts';
import { taskDaysMax } from '../../../../shared/ledger/work-effects.ts';
import { taskLimits } from '../../../../shared/work/work-state.ts';
import type { Answer, Delivery, TaskText } from '../../../../shared/work/work-state.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf } from '../views/health.ts';
import type { KnownTask } from './known-tasks.ts';
import { refuseTask, taskRefusals } from './task-refusals.ts';

type AskRefusal = 'bad_task' | 'off_the_ladder' | 'too_many_tasks' | 'due_out_of_range';

/** What is asked for as the record keeps it, and why it would not take it. */
export function taskOf(
  community: OpenCommunity,
  me: string,
  typed: TaskTextInput,
  nowMs: number,
): Result<TaskText, Refusal<AskRefusal>> {
  const task: TaskText = {
    title: oneLine(typed.title),
    done: typed.done.split('\n').map(oneLine).join('\n').trim(),
    skills: [...new Set(typed.skills)].sort(),
    due: dueOf(community, typed.dueAtMs),
    most: typed.mostHours,
    isEstimated: typed.isEstimated,
    takers: [...new Set(typed.takers)].sort(),
  };
  if (!isOnLadder(task.most)) return refuse('off_the_ladder', mostSentence);
  const fault = taskFault(task);
  if (fault !== null) return refuse('bad_task', fault);
  const { node, parameters } = community;
  const { members } = node.state();
  if (task.takers.includes(me)) return refuse('bad_task', 'You cannot take what you ask for.');
  if (task.takers.some((each) => members.get(each)?.status !== 'member')) {
    return refuse('bad_task', 'Who may take it has to be a member of the community.');
  }
  const ahead = task.due - Math.max(epochOf(community, nowMs), node.state().epoch + 1);
  if (ahead < 1 || ahead > epochsOfDays(parameters, taskDaysMax)) {
    return refuse('due_out_of_range', taskRefusals.due_out_of_range);
  }
  const own = [...node.state().work.tasks.values()].filter(({ asker }) => asker === me);
  return own.filter(isLive).length >= taskLimits.live || own.length >= taskLimits.known
    ? refuse('too_many_tasks', taskRefusals.too_many_tasks)
    : ok(task);
}

const mostSentence =
  'The most that a task may take is one of 1, 2, 3, 5, 8, 13, 20, 40 or 80 man-hours: ask for what is larger in parts.';

/** The epoch that ends at that moment, or first after it. */
function dueOf({ genesis, parameters }: OpenCommunity, dueAtMs: number): number {
  const due = Math.ceil((dueAtMs - Number(genesis.startsAtMs)) / parameters.epochMs) - 1;
  return Math.min(0xffffffff, Math.max(0, due));
}

/** An answer and what goes with it, as the record keeps it. */
export function answerOf(
  { rounds, round }: KnownTask,
  isAskedWhy: boolean,
  typed: Answer & { readonly said: string },
): Result<
  { readonly answer: Answer; readonly said: string },
  Refusal<'off_the_ladder' | 'bad_reason' | 'reason_missing'>
> {
  const [reason, said] = [oneLine(typed.reason), oneLine(typed.said)];
  const answer: Answer = { hours: typed.hours, reason };
  const isHours = typeof answer.hours === 'number';
  if (isHours && round <= 1 && rounds.length === 0 && !isOnLadder(Number(answer.hours))) {
    return refuseTask('off_the_ladder');
  }
  if (answerFault({ ...answer, reason: '' }) !== null) return refuseTask('off_the_ladder');
  if (answerFault(answer) !== null) return refuseTask('bad_reason');
  if (answerFault({ hours: 'cannot_tell', reason: said }) !== null) return refuseTask('bad_reason');
  if (isAskedWhy && said === '') return refuseTask('reason_missing');
  return ok({ answer, said: round > 1 ? said : '' });
}

/** What is delivered, as the record keeps it. */
export function deliveryOf(typed: Delivery): Result<Delivery, Refusal<'bad_delivery'>> {
  const delivery = { ...typed, link: typed.link.trim(), note: oneLine(typed.note) };
  const fault = deliveryFault(delivery);
  return fault === null ? ok(delivery) : err({ name: 'bad_delivery', detail: fault });
}

/** What the asker wants changed, as the record keeps it. */
export function changesOf(typed: string): Result<string, Refusal<'bad_reason'>> {
  const changes = oneLine(typed);
  const isFit = changes !== '' && answerFault({ hours: 'cannot_tell', reason: changes }) === null;
  return isFit ? ok(changes) : refuseTask('bad_reason');
}
