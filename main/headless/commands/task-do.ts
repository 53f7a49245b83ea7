/** What one does with tasks: ask for one, estimate it, take it, deliver it, accept it. */
import type {
  TaskAnswerInput,
  TaskStep,
  TaskTextInput,
  TaskView,
} from '../../../shared/api/task-shape.ts';
import { taskSteps } from '../../../shared/api/task-shape.ts';
import {
  answerWord,
  formatManHours,
  formatTenths,
  parseTenths,
  priceWords,
  stepWord,
} from '../../../shared/api/task-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { createOutput } from '../output.ts';
import { inCommunity, membersNamed } from './community-session.ts';
import type { CommunityOptions, Session } from './community-session.ts';
import { findTask } from './task-show.ts';
import { minutesOf, shortId, wholeNumberOf } from './values.ts';

export interface AskOptions extends CommunityOptions {
  readonly done: string;
  readonly due: string;
  readonly most: string;
  readonly skill: readonly string[];
  readonly fixed: boolean;
  readonly for: readonly string[];
}

/** `common-hours task ask TITLE` */
export function ask(title: string, options: AskOptions): Promise<number> {
  const text = askedOf(title, options, Date.now());
  if (!text.ok) return Promise.resolve(createOutput(options.json).fail(text.error));
  return inCommunity(options, async (session, { id: community }) => {
    const { client, output } = session;
    const takers = await membersNamed(session, community, options.for);
    if (!takers.ok) return takers;
    const asked = await client.tasks.ask({ community, ...text.value, takers: [...takers.value] });
    if (!asked.ok) return asked;
    output.line(
      `With the next certificate your task stands on the record: ${shortId(asked.value.task)}. You can take it back until somebody has taken it.`,
    );
    output.json(asked.value);
    return ok(0);
  });
}

function askedOf(
  title: string,
  { done, due, most, skill, fixed }: AskOptions,
  now: number,
): Result<Omit<TaskTextInput, 'takers'>, Refusal> {
  const minutes = minutesOf(due);
  if (!minutes.ok) return minutes;
  const hours = wholeNumberOf(most, '--most');
  if (!hours.ok) return hours;
  return ok({
    ...{ title, done, mostHours: hours.value, isEstimated: !fixed },
    skills: [...new Set(skill)].sort(),
    dueAtMs: now + (minutes.value ?? 0) * 60_000,
  });
}

type Did = Promise<Result<{ readonly record: string }, Refusal>>;

/** Finds the task, does it, and says what comes of it. */
function does(
  wanted: string,
  options: CommunityOptions,
  act: (session: Session, about: { community: string; task: string }) => Did,
  says: (task: TaskView) => string,
): Promise<number> {
  return inCommunity(options, async (session, { id: community }) => {
    const found = await findTask(session, community, wanted);
    if (!found.ok) return found;
    const { id: task } = found.value;
    const done = await act(session, { community, task });
    if (!done.ok) return done;
    session.output.line(says(found.value));
    session.output.json({ ...done.value, task });
    return ok(0);
  });
}

export interface EstimateOptions extends CommunityOptions {
  readonly why: string;
  readonly saw: string;
}

/** `common-hours task estimate TASK HOURS` */
export function estimate(wanted: string, typed: string, options: EstimateOptions): Promise<number> {
  const hours = answerOf(typed);
  if (!hours.ok) return Promise.resolve(createOutput(options.json).fail(hours.error));
  const answer = { hours: hours.value, reason: options.why };
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.estimate({ ...about, ...answer, said: options.saw }),
    ({ title }) =>
      `Your answer to “${title}” is sealed: ${answerWord(answer.hours)}. Nobody sees it before the round opens. Leave this computer on, or start it again by then: it reveals the answer by itself.`,
  );
}

function answerOf(typed: string): Result<TaskAnswerInput['hours'], Refusal> {
  if (typed === 'cannot-tell') return ok('cannot_tell');
  if (typed === 'split-first') return ok('split_first');
  return /^\d{1,9}$/.test(typed)
    ? ok(Number(typed))
    : refuse(
        'bad_number',
        `“${typed.slice(0, 40)}” is no answer: write 1 2 3 5 8 13 20 40 80, cannot-tell or split-first.`,
      );
}

/** `common-hours task reveal TASK` */
export function reveal(wanted: string, options: CommunityOptions): Promise<number> {
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.reveal(about),
    ({ title }) => `With the next certificate everybody sees your answer to “${title}”.`,
  );
}

/** `common-hours task take TASK` */
export function take(wanted: string, options: CommunityOptions): Promise<number> {
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.take(about),
    (task) =>
      `With the next certificate you have taken “${task.title}” for ${priceWords(task)}, unless somebody else was first.`,
  );
}

/** `common-hours task check-in TASK HOW` */
export function checkIn(wanted: string, how: string, options: CommunityOptions): Promise<number> {
  const step = taskSteps.find((each) => each === how.replaceAll('-', '_'));
  if (step === undefined) return Promise.resolve(createOutput(options.json).fail(noStep(how)));
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.step({ ...about, step: step satisfies TaskStep }),
    ({ asker }) => `${personName(asker)} sees it with the next certificate: ${stepWord(step)}.`,
  );
}

function noStep(how: string): Refusal {
  const detail = `“${how.slice(0, 40)}” is none: write on-track, needs-longer, stuck or given-back.`;
  return { name: 'bad_value', detail };
}

export interface DeliverOptions extends CommunityOptions {
  readonly link: string;
  readonly note: string;
  readonly took: string;
}

/** `common-hours task deliver TASK` */
export function deliver(wanted: string, options: DeliverOptions): Promise<number> {
  const actualTenths = parseTenths(options.took);
  if (actualTenths === null) {
    const detail = `“${options.took.slice(0, 40)}” are no hours: write such as 4 or 4.5.`;
    return Promise.resolve(createOutput(options.json).fail({ name: 'bad_number', detail }));
  }
  const { link, note } = options;
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.deliver({ ...about, link, note, actualTenths }),
    ({ asker }) =>
      `With the next certificate ${personName(asker)} can accept it. It took ${formatTenths(actualTenths)}: that is compared, and never paid.`,
  );
}

/** `common-hours task accept TASK` */
export function accept(wanted: string, options: CommunityOptions): Promise<number> {
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.answer({ ...about, changes: null }),
    ({ price, taker }) =>
      `With the next certificate ${price === null ? 'it' : formatManHours(price)} ${price === 1 ? 'goes' : 'go'} from you to ${taker === null ? 'whoever did it' : personName(taker)}.`,
  );
}

/** `common-hours task changes TASK WHAT` */
export function askForChanges(
  wanted: string,
  what: string,
  options: CommunityOptions,
): Promise<number> {
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.answer({ ...about, changes: what }),
    ({ taker }) =>
      `${taker === null ? 'Whoever did it' : personName(taker)} sees with the next certificate what you want changed.`,
  );
}

/** `common-hours task withdraw TASK` */
export function withdraw(wanted: string, options: CommunityOptions): Promise<number> {
  return does(
    wanted,
    options,
    ({ client }, about) => client.tasks.withdraw(about),
    ({ title }) => `With the next certificate “${title}” is taken back.`,
  );
}
