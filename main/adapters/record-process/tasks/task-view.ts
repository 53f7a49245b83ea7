/** A task as a member sees it: what is asked for, how it stands, and what this member may do with it now. */
import type { TaskView } from '../../../../shared/api/task-shape.ts';
import { personName } from '../../../../shared/api/words.ts';
import { printableLines } from '../../../../shared/base/printable.ts';
import { freeManHours } from '../../../../shared/ledger/man-hours.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { isAskedWhy } from '../../../../shared/ledger/work-effects.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { epochOf, epochStartMs } from '../views/health.ts';
import { personOf } from '../views/state-index.ts';
import { keptApart } from './kept-apart.ts';
import { waitingTasks } from './known-tasks.ts';
import type { KnownTask } from './known-tasks.ts';
import { ownAnswer, panelView, roundViews, shownLine } from './task-estimates.ts';
import { phaseOf, refusalOf } from './task-may.ts';
import type { Standing } from './task-may.ts';
import { taskRefusals } from './task-refusals.ts';
import { sentenceOf } from './task-sentence.ts';

export function standingOf(community: OpenCommunity, me: string, task: KnownTask): Standing {
  const { node } = community;
  const sealed = task.seals.get(me);
  const isKept = sealed !== undefined && node.estimates().some(({ seal }) => seal === sealed);
  return { state: node.state(), task, me, isKept, keptApart: keptApart(community) };
}

export function taskView(
  community: OpenCommunity,
  me: string,
  task: KnownTask,
  nowMs: number,
): TaskView {
  const { node } = community;
  const state = node.state();
  const { taker, delivery, changes, price, step, most, isEstimated } = task;
  const phase = phaseOf(task, state.epoch);
  const isOverdue = task.ended === null && epochOf(community, nowMs) > task.due;
  const person = (member: string) => personOf(state, member);
  return {
    ...{ id: task.id, asker: person(task.asker), isMine: task.asker === me },
    title: shownName(task.title),
    done: printableLines(task.done),
    ...{ skills: [...task.skills], mostHours: most, isEstimated, price, step, isOverdue },
    takers: task.takers.map(person),
    dueAtMs: epochStartMs(community, task.due + 1),
    sinceMs: epochStartMs(community, task.since + 1),
    state: task.isWaiting ? 'waiting' : task.state,
    sentence: sentenceOf({
      ...{ task, me, phase, isOverdue, askersMeans: freeManHours(state, task.asker) },
      nameOf: (member) => personName(person(member)),
    }),
    estimating: estimatingView(community, task, phase),
    panel: panelView(state, me, task),
    mine: ownAnswer(state, me, task, node.estimates()),
    isAskedWhy: task.state === 'estimating' && isAskedWhy(task, me),
    rounds: roundViews(state, me, task),
    taker: taker === null ? null : person(taker),
    isTakenByMe: taker === me,
    delivery: delivery === null ? null : deliveryView(delivery),
    changes: changes === null ? null : shownLine(changes),
    endedAtMs: task.ended === null ? null : epochStartMs(community, task.ended + 1),
    waiting: waitingTasks(community).doneBy(me, task.id),
    may: mayView(standingOf(community, me, task)),
  };
}

function estimatingView(
  community: OpenCommunity,
  { round, closes, reveals }: KnownTask,
  phase: 'sealing' | 'revealing' | null,
): TaskView['estimating'] {
  if (phase === null) return null;
  const last = phase === 'sealing' ? closes : reveals;
  return { round, phase, closesAtMs: epochStartMs(community, last + 1) };
}

function deliveryView({
  link,
  note,
  actual,
}: NonNullable<KnownTask['delivery']>): TaskView['delivery'] {
  return { link: shownLine(link), note: shownLine(note), actualTenths: actual };
}

function mayView(standing: Standing): TaskView['may'] {
  const may = (action: Parameters<typeof refusalOf>[1]) => {
    const name = refusalOf(standing, action);
    return name === null ? null : { name, sentence: taskRefusals[name] };
  };
  return {
    estimate: may('estimate'),
    reveal: may('reveal'),
    take: may('take'),
    step: may('step'),
    deliver: may('deliver'),
    accept: may('accept'),
    changes: may('changes'),
    withdraw: may('withdraw'),
  };
}
