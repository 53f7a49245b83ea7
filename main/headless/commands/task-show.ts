/** `task list`, `show`, `waiting` and `calibration`: what people ask for, and how it stands. */
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import type { TaskTab, TaskView } from '../../../shared/api/task-shape.ts';
import {
  actionWord,
  answerWord,
  dueWords,
  formatManHours,
  formatTenths,
  panelWords,
  priceWords,
  roundSentence,
  stepWord,
  taskStateWord,
} from '../../../shared/api/task-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { allPages, choose, inCommunity, numberWithin } from './community-session.ts';
import type { CommunityOptions, Named, Session } from './community-session.ts';
import { shortId } from './values.ts';

export interface TaskListOptions extends CommunityOptions {
  readonly tab: string;
  readonly search?: string;
  readonly limit: string;
}

/** `common-hours task list` */
export function listTasks(options: TaskListOptions): Promise<number> {
  const limit = numberWithin(options.limit, [1, pageSizeMax], 'The number of tasks');
  if (!limit.ok) return Promise.resolve(createOutput(options.json).fail(limit.error));
  return inCommunity(options, async ({ client, output }, { id: community, name }) => {
    const { search = '' } = options;
    const tab = options.tab.replace('-', '_') as TaskTab;
    const asked = { community, tab, after: null, limit: limit.value, search };
    const page = await client.tasks.list(asked);
    if (!page.ok) return page;
    const { tasks, total } = page.value;
    if (total === 0) output.line(nothingIn(tab, name));
    for (const each of tasks) output.line(taskLine(each));
    if (total > tasks.length) output.line(`${total - tasks.length} more: see --limit.`);
    output.json(page.value);
    return ok(0);
  });
}

function nothingIn(tab: TaskTab, name: string): string {
  switch (tab) {
    case 'to_estimate':
      return 'No one is asking for an estimate.';
    case 'to_take':
      return 'There is nothing to take.';
    case 'mine':
      return 'You have taken nothing.';
    case 'asked':
      return 'You have asked for nothing.';
    case 'all':
      return `Nobody in “${name}” asks for work.`;
  }
}

function taskLine(task: TaskView): string {
  const { id, asker, title } = task;
  return `${shortId(id)} ${title} (${personName(asker)}; ${priceWords(task)}; ${dueWords(task, Date.now())}): ${taskStateWord(task)}.`;
}

/** `common-hours task show TASK` */
export function showTask(wanted: string, options: CommunityOptions): Promise<number> {
  return inCommunity(options, async (session, { id }) => {
    const found = await findTask(session, id, wanted);
    if (!found.ok) return found;
    for (const line of taskLines(found.value)) session.output.line(line);
    session.output.json(found.value);
    return ok(0);
  });
}

function taskLines(task: TaskView): readonly string[] {
  const { asker, skills, mine, taker, step, delivery, changes } = task;
  return [
    task.title,
    `Asked by ${personName(asker)}, ${priceWords(task)}, ${dueWords(task, Date.now())}.`,
    `Done means: ${task.done}`,
    ...(skills.length === 0 ? [] : [`Skills: ${skills.join(', ')}.`]),
    `${taskStateWord(task)}. ${task.sentence}`,
    ...(task.panel.length === 0 ? [] : [`Estimated by ${panelWords(task)}.`]),
    ...task.rounds.flatMap((round) => [
      `Round ${round.round}: ${roundSentence(round)}`,
      ...round.answers.map(answerLine),
    ]),
    ...task.panel.flatMap(({ person, isMe, answer }) =>
      answer === null ? [] : [answerLine({ person, isMe, ...answer })],
    ),
    ...(mine === null ? [] : [`Your answer: ${answerWord(mine.hours)}. ${mine.sentence}`]),
    ...(taker === null ? [] : [`Taken by ${personName(taker)}.`]),
    ...(step === null ? [] : [`${stepWord(step)}.`]),
    ...(delivery === null
      ? []
      : [
          `Delivered: ${[delivery.link, delivery.note].filter((each) => each !== '').join(', ')} (it took ${formatTenths(delivery.actualTenths)})`,
        ]),
    ...(changes === null ? [] : [`Changes asked for: ${changes}`]),
    `Its key is ${task.id}.`,
  ];
}

function answerLine({
  person,
  isMe,
  hours,
  reason,
}: TaskView['rounds'][number]['answers'][number]): string {
  const why = reason === '' ? '' : `: ${reason}`;
  return `  ${isMe ? 'You' : personName(person)}: ${answerWord(hours)}${why}`;
}

/** `common-hours task waiting` */
export function showWaiting(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const all = await client.tasks.forMe({ community });
    if (!all.ok) return all;
    if (all.value.waiting.length === 0) output.line('Nothing needs you.');
    for (const { task, title, action, sentence } of all.value.waiting) {
      output.line(`${shortId(task)} ${title}: ${actionWord(action)}. ${sentence}`);
    }
    output.json(all.value);
    return ok(0);
  });
}

/** `common-hours task calibration` */
export function showCalibration(options: CommunityOptions): Promise<number> {
  return inCommunity(options, async ({ client, output }, { id: community }) => {
    const found = await client.tasks.calibration({ community });
    if (!found.ok) return found;
    output.line(found.value.sentence);
    for (const { task, title, hours, actualTenths } of found.value.pairs) {
      output.line(
        `${shortId(task)} ${title}: you said ${formatManHours(hours)}, it took ${formatTenths(actualTenths)}.`,
      );
    }
    output.json(found.value);
    return ok(0);
  });
}

const taskWords: Named<TaskView> = {
  one: 'task',
  several: 'tasks',
  keyOf: ({ id }) => id,
  nameOf: ({ title }) => title,
};

/** The task that is meant: its key, the beginning of it, or its whole title. */
export async function findTask(
  { client }: Pick<Session, 'client'>,
  community: string,
  wanted: string,
): Promise<Result<TaskView, Refusal>> {
  const tasks = await allPages<TaskView>(async (last, limit) => {
    const asked = { community, tab: 'all' as const, after: last?.id ?? null, limit, search: '' };
    const page = await client.tasks.list(asked);
    return page.ok ? ok(page.value.tasks) : page;
  });
  return tasks.ok ? choose(tasks.value, wanted, taskWords) : tasks;
}
