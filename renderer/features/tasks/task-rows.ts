/** What stands in the rows of a list of tasks. */
import type { TaskView } from '../../../shared/api/task-shape.ts';
import { formatManHours } from '../../../shared/api/task-words.ts';
import { formatWhen } from '../../../shared/api/words.ts';

/** `13 man-h`, `8 man-h (5 to 20)` while it is not agreed on, `at most 20 man-h` before anybody has answered. */
export function worthWords({
  state,
  price,
  rounds,
  mostHours,
}: Pick<TaskView, 'state' | 'price' | 'rounds' | 'mostHours'>): string {
  const last = rounds.at(-1);
  const spread =
    last === undefined || last.lowest === null || last.lowest === last.highest
      ? ''
      : ` (${last.lowest} to ${last.highest})`;
  if (state === 'rejected') return 'not agreed on';
  if (price !== null) return `${formatManHours(price)}${spread}`;
  if (last?.median == null) return `at most ${formatManHours(mostHours)}`;
  return `${formatManHours(last.median)}${spread}`;
}

/** By when, under a heading that says so; and whether that is past. */
export function dueCell(
  { dueAtMs, isOverdue }: Pick<TaskView, 'dueAtMs' | 'isOverdue'>,
  nowMs: number,
): string {
  const when = formatWhen(dueAtMs, nowMs);
  return isOverdue ? `${when}, overdue` : when;
}
