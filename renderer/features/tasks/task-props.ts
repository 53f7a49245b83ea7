import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskView } from '../../../shared/api/task-shape.ts';

/** What each card of a task is about. */
export interface TaskProps {
  readonly community: CommunityView;
  readonly task: TaskView;
  /** Something was done with it: it is asked for anew. */
  readonly onDone: () => void;
}
