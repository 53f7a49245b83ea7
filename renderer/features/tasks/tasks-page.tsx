import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { TaskTab, TaskView } from '../../../shared/api/task-shape.ts';
import { taskStateWord } from '../../../shared/api/task-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SearchField } from '../../ui/search-field.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import text from '../../ui/text.module.css';
import { newTaskPath, taskPath, tasksPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { ForeseenNotice } from '../orchestrator/foreseen-notice.tsx';
import { TaskFrame } from './task-frame.tsx';
import { dueCell, worthWords } from './task-rows.ts';
import css from './tasks.module.css';
import { useTasks } from './use-tasks.ts';

const sublines: Readonly<Record<TaskTab, string>> = {
  to_estimate: 'You were drawn to say what these are worth, each for yourself.',
  to_take: 'What these are worth is agreed. Take one that you can do.',
  mine: 'What you took on, and how it stands.',
  asked: 'What you asked for, and how it stands.',
  all: 'Everything that was asked for here.',
};

/** The tasks of one tab. */
export function TasksPage({ tab }: { readonly tab: TaskTab }) {
  return (
    <TaskFrame
      part={tab}
      subline={sublines[tab]}
      actions={
        <ButtonLink href={newTaskPath} kind="primary" icon={<Plus />}>
          Ask for work
        </ButtonLink>
      }
    >
      {(community) => <Content key={`${community.id} ${tab}`} community={community} tab={tab} />}
    </TaskFrame>
  );
}

function Content({ community, tab }: { readonly community: CommunityView; readonly tab: TaskTab }) {
  const [search, setSearch] = useState('');
  const words = search.trim();
  const { rows, page, problem, isReading, readOn } = useTasks(community, tab, words);
  const nowMs = useNow();
  const total = page?.total ?? 0;
  const need = tab === 'to_take' && <ForeseenNotice community={community} currency="man" />;
  if (rows === undefined) {
    return (
      <Panel label="Tasks">
        {problem === null ? <Skeleton lines={4} /> : <Notice>{problem}</Notice>}
      </Panel>
    );
  }
  return (
    <>
      {need}
      {(total > 0 || words !== '') && (
        <div role="search" aria-label="Tasks" className={css.search}>
          <SearchField label="Find a task or a skill" value={search} onChange={setSearch} />
          <p className={text.dense} role="status">
            {total > rows.length
              ? `${plural(total, 'task')}, ${rows.length} of them below`
              : plural(total, 'task')}
          </p>
        </div>
      )}
      {problem !== null && <Notice>{problem}</Notice>}
      {rows.length === 0 ? (
        <NoTasks tab={tab} isNarrowed={words !== ''} />
      ) : (
        <Panel label="Tasks" flush>
          <DataTable<TaskView>
            caption="Tasks"
            rows={rows}
            rowKey={({ id }) => id}
            columns={columnsOf(tab, nowMs)}
          />
          {total > rows.length && (
            <div className={text.more}>
              <Button small onPress={readOn}>
                {isReading ? 'Reading…' : 'Show more'}
              </Button>
            </div>
          )}
        </Panel>
      )}
    </>
  );
}

function columnsOf(tab: TaskTab, nowMs: number): readonly Column<TaskView>[] {
  const asker: Column<TaskView> = {
    id: 'asker',
    header: 'Asked by',
    leaveOut: 'tiny',
    cell: ({ asker: person, isMine }) => <bdi>{isMine ? 'you' : personName(person)}</bdi>,
  };
  return [
    {
      id: 'title',
      header: 'Task',
      grow: true,
      cell: ({ id, title, skills }) => (
        <div className={text.name}>
          <Link href={taskPath(id)}>
            <bdi>{title}</bdi>
          </Link>
          {skills.length > 0 && <span className={text.below}>{skills.join(', ')}</span>}
        </div>
      ),
    },
    ...(tab === 'asked' ? [] : [asker]),
    { id: 'worth', header: 'Worth', cell: worthWords },
    { id: 'state', header: 'State', leaveOut: 'small', cell: taskStateWord },
    { id: 'due', header: 'Due', leaveOut: 'narrow', cell: (task) => dueCell(task, nowMs) },
  ];
}

const nothing: Readonly<Record<TaskTab, string>> = {
  to_estimate: 'No one is asking you for an estimate.',
  to_take: 'Nothing is waiting to be taken.',
  mine: 'You have not taken a task on.',
  asked: 'You have not asked for any work.',
  all: 'Nobody here has asked for work yet.',
};

function NoTasks({ tab, isNarrowed }: { readonly tab: TaskTab; readonly isNarrowed: boolean }) {
  const isAsking = tab !== 'mine' || isNarrowed;
  return (
    <Panel label="No tasks">
      <Empty
        action={
          isAsking ? (
            <ButtonLink href={newTaskPath}>Ask for work</ButtonLink>
          ) : (
            <ButtonLink href={tasksPath('to_take')}>See what can be taken</ButtonLink>
          )
        }
      >
        {isNarrowed ? 'No task holds these words.' : nothing[tab]}
      </Empty>
    </Panel>
  );
}
