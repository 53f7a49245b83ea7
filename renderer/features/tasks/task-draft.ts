/** A task as it is being written, before it is asked for. */
import { taskHoursMax, type TaskTextInput, type TaskView } from '../../../shared/api/task-shape.ts';
import { isOnLadder } from '../../../shared/economy/estimates.ts';
import { oneLine } from '../../../shared/api/words.ts';
import { taskLimits } from '../../../shared/work/work-state.ts';

export interface TaskDraft {
  readonly title: string;
  readonly done: string;
  /** With commas or spaces between them. */
  readonly skills: string;
  readonly dueAtMs: number | null;
  readonly mostHours: number | null;
  readonly isEstimated: boolean;
  /** Members who may take it; null: anybody. */
  readonly takers: readonly string[] | null;
}

const day = 86_400_000;

export function emptyTask(nowMs: number): TaskDraft {
  return {
    title: '',
    done: '',
    skills: '',
    dueAtMs: Math.ceil((nowMs + 14 * day) / day) * day,
    mostHours: null,
    isEstimated: true,
    takers: null,
  };
}

/** The words of a task again: for a part of it, or for another try. */
export function taskDraftOf(task: TaskView, nowMs: number): TaskDraft {
  const { title, done, mostHours, isEstimated, takers } = task;
  return {
    ...emptyTask(nowMs),
    ...{ title, done, isEstimated },
    mostHours: isOnLadder(mostHours) ? mostHours : null,
    skills: task.skills.join(', '),
    takers: takers.length === 0 ? null : takers.map(({ id }) => id),
    dueAtMs: task.dueAtMs > nowMs ? task.dueAtMs : emptyTask(nowMs).dueAtMs,
  };
}

/** The first thing that still stands in the way, or null. */
export function taskLacks(draft: TaskDraft, nowMs: number): string | null {
  if (oneLine(draft.title) === '') return 'Say in a few words what is to be done.';
  if (draft.done.trim() === '') return 'Say what done looks like, so that both can see it.';
  if (new TextEncoder().encode(draft.done.trim()).length > taskLimits.doneBytes) {
    return 'Say what done looks like in fewer words.';
  }
  if (skillsOf(draft.skills) === null) {
    return `Choose at most ${taskLimits.skills} skills of small letters, digits and hyphens.`;
  }
  const named = draft.takers?.length;
  if (named === 0) return 'Choose who may take it, or leave it to anyone.';
  if (named !== undefined && named > taskLimits.takers) {
    return `Choose at most ${taskLimits.takers} people who may take it.`;
  }
  if (draft.dueAtMs === null || draft.dueAtMs <= nowMs) return 'Say by when, in the future.';
  if (draft.mostHours === null) {
    return draft.isEstimated
      ? 'Choose the most that you would give.'
      : 'Choose what you give for it.';
  }
  return null;
}

/** What is sent, and what the preview shows; what lacks is empty or nothing. */
export function taskTextOf(draft: TaskDraft): TaskTextInput {
  return {
    title: oneLine(draft.title),
    done: draft.done.trim(),
    skills: skillsOf(draft.skills) ?? [],
    dueAtMs: draft.dueAtMs ?? 0,
    mostHours: Math.min(taskHoursMax, draft.mostHours ?? 0),
    isEstimated: draft.isEstimated,
    takers: [...(draft.takers ?? [])].toSorted((a, b) => (a < b ? -1 : 1)),
  };
}

/** Ascending, each once; null where one of them is none, or there are too many. */
function skillsOf(typed: string): string[] | null {
  const words = typed
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  const skills = [...new Set(words)].toSorted((a, b) => (a < b ? -1 : 1));
  const isFine = skills.every((each) => /^[a-z0-9](?:[a-z0-9-]{0,22}[a-z0-9])?$/.test(each));
  return isFine && skills.length <= taskLimits.skills ? skills : null;
}
