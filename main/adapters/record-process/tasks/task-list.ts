/** Tasks by what a member has to do with them, and what waits for that member. */
import type { TaskForMeView, TaskTab, TaskView } from '../../../../shared/api/task-shape.ts';
import { taskTabs } from '../../../../shared/api/task-shape.ts';
import { personName } from '../../../../shared/api/words.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import { isAskedWhy } from '../../../../shared/ledger/work-effects.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { hasWords } from '../stakes/causes.ts';
import { epochOf, epochStartMs } from '../views/health.ts';
import { personOf } from '../views/state-index.ts';
import { knownTasks, waitingTasks } from './known-tasks.ts';
import type { KnownTask } from './known-tasks.ts';
import { phaseOf, refusalOf } from './task-may.ts';
import { standingOf, taskView } from './task-view.ts';

export interface TaskQuery {
  readonly tab: TaskTab;
  readonly after: string | null;
  readonly limit: number;
  readonly search: string;
}

const waitingMost = 50;

/** Those first that wait for this member, then the newest. */
export function taskList(
  community: OpenCommunity,
  me: string,
  { tab, after, limit, search }: TaskQuery,
  nowMs: number,
): { tasks: TaskView[]; total: number } {
  const waits = new Set(everythingForMe(community, me, nowMs).map(({ task }) => task));
  const fitting = knownTasks(community).filter(
    (task) => isIn(community, me, tab, task) && hasWords(wordsOf(community, task), search),
  );
  const sorted = [
    ...fitting.filter(({ id }) => waits.has(id)),
    ...fitting.filter(({ id }) => !waits.has(id)),
  ];
  const from = sorted.findIndex(({ id }) => id === after) + 1;
  const page = sorted.slice(from, from + limit);
  return {
    tasks: page.map((task) => taskView(community, me, task, nowMs)),
    total: fitting.length,
  };
}

function wordsOf({ node }: OpenCommunity, { title, done, skills, asker }: KnownTask): string {
  return [title, done, ...skills, node.state().members.get(asker)?.name ?? ''].join(' ');
}

function isIn(community: OpenCommunity, me: string, tab: TaskTab, task: KnownTask): boolean {
  switch (tab) {
    case 'to_estimate':
      return task.state === 'estimating' && task.panel.includes(me);
    case 'to_take':
      return refusalOf(standingOf(community, me, task), 'take') === null;
    case 'mine':
      return task.taker === me;
    case 'asked':
      return task.asker === me;
    case 'all':
      return true;
  }
}

/** What presses first, and how many tasks each tab holds. */
export function tasksForMe(
  community: OpenCommunity,
  me: string,
  nowMs: number,
): { waiting: TaskForMeView[]; counts: Record<TaskTab, number>; isMember: boolean } {
  const all = knownTasks(community);
  const counts = Object.fromEntries(
    taskTabs.map((tab) => [tab, all.filter((task) => isIn(community, me, tab, task)).length]),
  ) as Record<TaskTab, number>;
  return {
    waiting: everythingForMe(community, me, nowMs).slice(0, waitingMost),
    counts,
    isMember: community.node.state().members.get(me)?.status === 'member',
  };
}

function everythingForMe(community: OpenCommunity, me: string, nowMs: number): TaskForMeView[] {
  const { doneBy } = waitingTasks(community);
  return knownTasks(community)
    .filter(({ id, ended }) => ended === null && doneBy(me, id) === null)
    .flatMap((task) => forMe(community, me, task, nowMs) ?? [])
    .sort((one, other) => (one.untilMs ?? Infinity) - (other.untilMs ?? Infinity));
}

/** The one thing that only this member can do with it now; null for nothing. */
function forMe(
  community: OpenCommunity,
  me: string,
  task: KnownTask,
  nowMs: number,
): TaskForMeView | null {
  const state = community.node.state();
  const about = { task: task.id, title: shownName(task.title) };
  const dueAtMs = epochStartMs(community, task.due + 1);
  if (phaseOf(task, state.epoch) === 'sealing' && task.panel.includes(me)) {
    if (task.seals.has(me)) return null;
    const untilMs = epochStartMs(community, task.closes + 1);
    const sentence = isAskedWhy(task, me)
      ? 'Say what you saw, and estimate it again.'
      : 'Say what it is worth.';
    return { ...about, action: 'estimate', sentence, untilMs };
  }
  if (task.state === 'delivered' && task.asker === me) {
    const sentence = `${nameOf(community, task.taker)} delivered it: accept it, or ask for changes.`;
    return { ...about, action: 'accept', sentence, untilMs: null };
  }
  if (task.state !== 'taken') return null;
  if (task.taker === me && task.changes !== null) {
    const sentence = `${nameOf(community, task.asker)} asks for changes.`;
    return { ...about, action: 'deliver', sentence, untilMs: dueAtMs };
  }
  if (task.taker === me && epochOf(community, nowMs) > task.due) {
    return { ...about, action: 'deliver', sentence: 'It was due: deliver it.', untilMs: dueAtMs };
  }
  if (task.asker !== me || task.step !== 'stuck') return null;
  const sentence = `${nameOf(community, task.taker)} is stuck: talk, or take it back.`;
  return { ...about, action: 'withdraw', sentence, untilMs: null };
}

function nameOf({ node }: OpenCommunity, member: string | null): string {
  return member === null ? 'Somebody' : personName(personOf(node.state(), member));
}
