/** The words of tasks for people, the same on the page and on the command line. */
import type { TaskAction, TaskAnswerInput, TaskStep, TaskView } from './task-shape.ts';
import { formatWhen } from './moment-words.ts';
import { personName, plural } from './words.ts';

/** `13 man-h` */
export function formatManHours(hours: number): string {
  return `${hours} man-h`;
}

/** Tenths of an hour as people read them: `4.5 man-h`, `12 man-h`. */
export function formatTenths(tenths: number): string {
  return `${Number((tenths / 10).toFixed(1))} man-h`;
}

/** Tenths of what somebody typed, such as `4`, `4.5` or `4,5`; null for no such number. */
export function parseTenths(typed: string): number | null {
  const match = /^(\d{1,4})(?:[.,](\d))?$/.exec(typed.trim());
  return match === null ? null : Number(match[1]) * 10 + Number(match[2] ?? 0);
}

/** What somebody answered: a step of the ladder, or why there is none. */
export function answerWord(hours: TaskAnswerInput['hours']): string {
  if (hours === 'cannot_tell') return 'Cannot tell';
  if (hours === 'split_first') return 'Split it first';
  return formatManHours(hours);
}

/** `Open`, `Being estimated, round 2` */
export function taskStateWord(task: Pick<TaskView, 'state' | 'estimating' | 'changes'>): string {
  switch (task.state) {
    case 'waiting':
      return 'On its way to the record';
    case 'estimating':
      return task.estimating === null
        ? 'Being estimated'
        : `Being estimated, round ${task.estimating.round}`;
    case 'open':
      return 'Open';
    case 'taken':
      return task.changes === null ? 'Taken' : 'Changes asked for';
    case 'delivered':
      return 'Delivered';
    case 'accepted':
      return 'Accepted';
    case 'withdrawn':
      return 'Withdrawn';
    case 'rejected':
      return 'Not agreed on';
  }
}

export function stepWord(step: TaskStep): string {
  switch (step) {
    case 'on_track':
      return 'On track';
    case 'needs_longer':
      return 'Needs longer';
    case 'stuck':
      return 'Stuck';
    case 'given_back':
      return 'Given back';
  }
}

/** What a button or command of an action says. */
export function actionWord(action: TaskAction): string {
  switch (action) {
    case 'estimate':
      return 'Estimate';
    case 'reveal':
      return 'Reveal';
    case 'take':
      return 'Take it';
    case 'step':
      return 'Check in';
    case 'deliver':
      return 'Deliver';
    case 'accept':
      return 'Accept';
    case 'changes':
      return 'Ask for changes';
    case 'withdraw':
      return 'Take it back';
  }
}

/** What a round came to: `3 of 5 are near 13 man-h, the one in the middle; 4 have to be.` */
export function roundSentence(round: TaskView['rounds'][number]): string {
  const { median, near, needed, answers, isAgreed } = round;
  if (answers.length === 0) return 'Nobody answered.';
  if (median === null) return 'Nobody named hours.';
  const middle = `${formatManHours(median)}, the one in the middle`;
  if (isAgreed) return `${near} of the panel are near ${middle}: that is the price.`;
  return `${near} of the panel ${near === 1 ? 'is' : 'are'} near ${middle}; ${needed} have to be.`;
}

/** `by 12 Nov 14:02`, and whether that is past. */
export function dueWords(
  { dueAtMs, isOverdue }: Pick<TaskView, 'dueAtMs' | 'isOverdue'>,
  nowMs: number,
): string {
  const when = formatWhen(dueAtMs, nowMs);
  return isOverdue ? `was due ${when}` : `due ${when}`;
}

/** What it costs or may cost: `13 man-h`, `at most 20 man-h`. */
export function priceWords({ price, mostHours }: Pick<TaskView, 'price' | 'mostHours'>): string {
  return price === null ? `at most ${formatManHours(mostHours)}` : formatManHours(price);
}

/** `you, Ines, Tomás (1 of 3 answers in)` */
export function panelWords({ panel }: Pick<TaskView, 'panel'>): string {
  const sealed = panel.filter(({ hasSealed }) => hasSealed).length;
  const names = panel.map(({ person, isMe }) => (isMe ? 'you' : personName(person)));
  return `${names.join(', ')} (${sealed} of ${plural(panel.length, 'answer')} in)`;
}

/** How many of a panel have to be near the middle: two thirds of all of it. */
export function neededOf(panel: number): number {
  return Math.ceil((panel * 2) / 3);
}

/**
 * What one's estimates usually turn out to be, by the millionths of what was needed by what was said: one in the
 * middle of the pairs. Within a twentieth it is as was said.
 */
export function calibrationSentence(ratioPpm: number | null): string {
  if (ratioPpm === null) return 'No task that you estimated is done yet.';
  const times = (ratioPpm / 1_000_000).toFixed(1);
  if (ratioPpm >= 950_000 && ratioPpm <= 1_050_000) return 'Yours usually need as long as you say.';
  return `Yours usually need ${Number(times)} times as long.`;
}
