import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { pageSizeMax } from '../../../shared/api/community-shape.ts';
import type { TaskTab, TaskView } from '../../../shared/api/task-shape.ts';
import { isHex32 } from '../../../shared/base/fields.ts';
import { useAnswer, type Answer } from '../../node/use-answer.ts';
import { useListed } from '../../node/use-listed.ts';
import { useNow } from '../app/use-now.ts';

interface Page {
  readonly tasks: readonly TaskView[];
}

const pages = {
  rowsOf: ({ tasks }: Page) => tasks,
  after: (page: Page | null) => ({ after: page?.tasks.at(-1)?.id ?? null }),
  ...{ length: 24, most: pageSizeMax },
};

/** The tasks of a tab that hold these words, read page by page. */
export function useTasks(community: CommunityView, tab: TaskTab, search: string) {
  const question = { community: community.id, tab, search };
  return useListed((node) => node.tasks.list, pages, question, useMoment(community));
}

/** What waits for this person, and how many tasks each tab holds; undefined before the first answer. */
export function useTasksForMe(community: CommunityView | null) {
  return useAnswer(
    (node) => node.tasks.forMe,
    community && { community: community.id },
    useMoment(community),
  ).value;
}

/** The task that an address names, or why there is none; asked anew whenever `again` is another. */
export function useTask(community: CommunityView, id: string, again = 0): Answer<TaskView> {
  const isId = isHex32(id);
  const answer = useAnswer(
    (node) => node.tasks.show,
    isId ? { community: community.id, task: id } : null,
    `${useMoment(community)} ${again}`,
  );
  return isId ? answer : { ...answer, problem: 'The address names no task.' };
}

/** Changes with the record and with each epoch, because the clock alone ends the time of an estimate. */
function useMoment(community: CommunityView | null): string {
  const now = useNow();
  if (community === null) return '';
  const { revision, startsAtMs, epochMs } = community;
  return `${revision} ${Math.floor((now - startsAtMs) / epochMs)}`;
}
