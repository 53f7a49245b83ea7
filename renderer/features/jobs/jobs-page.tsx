import { Plus } from 'lucide-react';
import { useState } from 'react';
import { Link } from 'wouter';
import type { JobListView, JobView } from '../../../shared/api/contract.ts';
import { formatCpuAmount, formatCpuHours, formatWhen, plural } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import { exampleJobPath, jobPath, newJobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useJobs } from '../app/views.ts';
import { isOpen, leftWords } from './job-progress.ts';
import { JobState } from './job-state.tsx';
import { JobStrip } from './job-strip.tsx';
import css from './jobs-page.module.css';

/** The jobs that this person has asked for. */
export function JobsPage() {
  const jobs = useJobs();
  return (
    <Page
      title="Jobs"
      subline={jobs && summary(jobs)}
      actions={
        <ButtonLink href={newJobPath} kind="primary" icon={<Plus />}>
          New job
        </ButtonLink>
      }
    >
      {jobs === undefined ? (
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      ) : jobs.jobs.length === 0 ? (
        <Panel label="Your jobs">
          <Empty action={<ButtonLink href={exampleJobPath}>Try an example</ButtonLink>}>
            You have not asked anyone to run anything yet. The example counts prime numbers on
            somebody else’s computer and costs very little.
          </Empty>
        </Panel>
      ) : (
        <JobTable list={jobs} />
      )}
    </Page>
  );
}

function summary({ jobs, total }: JobListView): string {
  if (total === 0) return 'Work that other people’s computers do for you.';
  const open = jobs.filter((job) => isOpen(job.state)).length;
  return `${plural(total, 'job')}, ${open === 0 ? 'none' : open} in progress.`;
}

type Filter = 'all' | 'open' | 'ended';

function JobTable({ list }: { readonly list: JobListView }) {
  const now = useNow();
  const [filter, setFilter] = useState<Filter>('all');
  const rows = list.jobs.filter(
    (job) => filter === 'all' || isOpen(job.state) === (filter === 'open'),
  );
  const left = list.total - list.jobs.length;
  return (
    <>
      <Choice<Filter>
        label="Which jobs"
        hideLabel
        value={filter}
        onChange={setFilter}
        options={[
          { id: 'all', label: 'All' },
          { id: 'open', label: 'Running' },
          { id: 'ended', label: 'Finished' },
        ]}
      />
      <Panel label="Your jobs" flush>
        {rows.length === 0 ? (
          <Empty>{filter === 'open' ? 'No job is running.' : 'No job has finished yet.'}</Empty>
        ) : (
          <DataTable<JobView>
            caption="Your jobs, the newest first"
            rows={rows}
            rowKey={(job) => job.id}
            columns={columnsAt(now)}
          />
        )}
      </Panel>
      {left > 0 && <p>{plural(left, 'older job')} are kept by the command line’s list.</p>}
    </>
  );
}

function columnsAt(now: number): readonly Column<JobView>[] {
  return [
    {
      id: 'name',
      header: 'Name',
      grow: true,
      cell: (job) => (
        <div className={css.name}>
          <Link href={jobPath(job.id)}>
            <bdi>{job.name}</bdi>
          </Link>
          <JobStrip job={job} />
          <span dir="auto">{unbroken(job.sentence)}</span>
        </div>
      ),
    },
    { id: 'state', header: 'State', leaveOut: 'tiny', cell: (job) => <JobState {...job} /> },
    {
      id: 'left',
      header: 'Time left',
      leaveOut: 'narrow',
      cell: (job) => leftWords(job, now) ?? '–',
    },
    {
      id: 'deadline',
      header: 'Deadline',
      leaveOut: 'narrow',
      cell: ({ deadline }) => (deadline === null ? '–' : formatWhen(deadline.atMs, now)),
    },
    {
      id: 'cost',
      header: 'Used of ceiling',
      end: true,
      leaveOut: 'small',
      cell: ({ used, ceiling }) => `${formatCpuAmount(used)} of ${formatCpuHours(ceiling)}`,
    },
  ];
}
