import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskTab } from '../../../shared/api/task-shape.ts';
import { CommunityFrame } from '../app/community-frame.tsx';
import { calibrationPath, tasksPath } from '../app/pages.ts';
import { useShownCommunity } from '../app/use-shown-community.ts';
import { useTasksForMe } from './use-tasks.ts';

export type TaskPart = TaskTab | 'calibration';

interface TaskFrameProps {
  readonly part: TaskPart;
  /** For a page below its part: what it is called, and what leads back. */
  readonly title?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly subline: ReactNode;
  readonly actions?: ReactNode;
  readonly children: (community: CommunityView) => ReactNode;
}

const tabs: readonly { readonly part: TaskTab; readonly name: string }[] = [
  { part: 'to_estimate', name: 'To estimate' },
  { part: 'to_take', name: 'To take' },
  { part: 'mine', name: 'Mine' },
  { part: 'asked', name: 'Asked by me' },
  { part: 'all', name: 'Everybody’s' },
];

/** The frame of each page of tasks: the parts with how many tasks they hold, and the community whose tasks they are. */
export function TaskFrame({ part, ...props }: TaskFrameProps) {
  const counts = useTasksForMe(useShownCommunity().community ?? null)?.counts;
  return (
    <CommunityFrame
      about="Tasks"
      hue="man"
      kept="Tasks are kept on the record of a community"
      parts={() => [
        ...tabs.map(({ part: each, name }) => {
          const count = counts?.[each] ?? 0;
          const tab = { name, href: tasksPath(each), here: each === part };
          return count > 0 ? { ...tab, count: String(count) } : tab;
        }),
        { name: 'Your estimates', href: calibrationPath, here: part === 'calibration' },
      ]}
      {...props}
    />
  );
}
