import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { CalibrationView } from '../../../shared/api/task-shape.ts';
import { formatManHours, formatTenths } from '../../../shared/api/task-words.ts';
import { formatWhen, plural } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Chart } from '../../ui/charts/chart.tsx';
import { dotPairsHeight, DotPairs } from '../../ui/charts/dot-pairs.tsx';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { taskPath, tasksPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { TaskFrame } from './task-frame.tsx';

type Pair = CalibrationView['pairs'][number];

/** What one said, beside what it took. */
export function CalibrationPage() {
  return (
    <TaskFrame
      part="calibration"
      subline="What you said that tasks are worth, beside what they took. It changes no price."
    >
      {(community) => <Content community={community} />}
    </TaskFrame>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const answer = useAnswer(
    (node) => node.tasks.calibration,
    { community: community.id },
    community.revision,
  );
  return (
    <Asked answer={answer} label="Your estimates">
      {({ pairs, sentence }) =>
        pairs.length === 0 ? (
          <Panel label="No estimates">
            <Empty
              action={<ButtonLink href={tasksPath('to_estimate')}>See what to estimate</ButtonLink>}
            >
              {sentence}
            </Empty>
          </Panel>
        ) : (
          <>
            <Panel title={sentence} aside={`last ${plural(pairs.length, 'task')}`}>
              <PairsChart pairs={pairs.toReversed()} />
            </Panel>
            <PairsTable pairs={pairs.toReversed()} />
          </>
        )
      }
    </Asked>
  );
}

/** The newest first. */
function PairsChart({ pairs }: { readonly pairs: readonly Pair[] }) {
  return (
    <Chart
      title="What you said, and what it took, task by task"
      headings={['Task', 'You said', 'It took']}
      readings={pairs.map(({ title, hours, actualTenths }) => ({
        label: title,
        values: [formatManHours(hours), formatTenths(actualTenths)],
        sentence: `${title}: you said ${formatManHours(hours)}, it took ${formatTenths(actualTenths)}`,
      }))}
      entries={[
        { swatch: 'free', label: 'what you said' },
        { swatch: 'solid', label: 'what it took' },
      ]}
      note="in man-hours; equal lengths are equal ratios"
      height={dotPairsHeight(pairs.length)}
      isWordy
      draw={(frame) => (
        <DotPairs
          pairs={pairs.map(({ title, hours, actualTenths }) => ({
            ...{ name: title, from: hours, to: Math.max(1, actualTenths) / 10 },
          }))}
          valueLabel={(value) => `${value}`}
          frame={frame}
        />
      )}
    />
  );
}

function PairsTable({ pairs }: { readonly pairs: readonly Pair[] }) {
  const now = useNow();
  return (
    <Panel title="The tasks" flush>
      <DataTable<Pair>
        caption="Tasks that you estimated, the newest first"
        rows={pairs}
        rowKey={({ task }) => task}
        columns={[
          {
            id: 'task',
            header: 'Task',
            grow: true,
            cell: ({ task, title }) => (
              <Link href={taskPath(task)}>
                <bdi>{title}</bdi>
              </Link>
            ),
          },
          {
            id: 'said',
            header: 'You said',
            end: true,
            cell: ({ hours }) => formatManHours(hours),
          },
          {
            id: 'took',
            header: 'It took',
            end: true,
            cell: ({ actualTenths }) => formatTenths(actualTenths),
          },
          {
            id: 'ended',
            header: 'Accepted',
            leaveOut: 'small',
            cell: ({ endedAtMs }) => formatWhen(endedAtMs, now),
          },
        ]}
      />
    </Panel>
  );
}
