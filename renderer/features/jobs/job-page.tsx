import { useCallback, useEffect, useState } from 'react';
import { unbroken } from '../../ui/unbroken.ts';
import { ButtonLink, Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { JobView } from '../../../shared/api/contract.ts';
import { CostMeter } from './cost-meter.tsx';
import { JobActions, JobProblem, useJobCalls, type JobCalls } from './job-actions.tsx';
import { JobDetails } from './job-details.tsx';
import { JobPace } from './job-pace.tsx';
import { JobPeople } from './job-people.tsx';
import css from './job-result.module.css';
import { JobResult } from './job-result.tsx';
import { JobSituations } from './job-situations.tsx';
import { JobState } from './job-state.tsx';
import { SliceMap } from './slice-map.tsx';
import { OnlySlice, SlicePanel } from './slice-panel.tsx';
import { SliceTable } from './slice-table.tsx';
import { useJobDetail, type LiveJob } from './use-job-detail.ts';

const back = { href: '/jobs', label: 'Jobs' };

/** One job, live. It is one page all the time, so that the focus stays on its heading when the job comes. */
export function JobPage({ id }: { readonly id: string }) {
  const live = useJobDetail(id);
  const calls = useJobCalls(id);
  const { job } = live;
  return (
    <Page
      title={job?.name ?? 'Job'}
      subline={job && (job.state === 'failed' ? 'This job failed.' : unbroken(job.sentence))}
      back={back}
      actions={job && <JobActions job={job} calls={calls} />}
    >
      <JobProblem problem={calls.problem} />
      {job ? (
        <Live job={job} live={live} calls={calls} />
      ) : (
        <NotHere isListed={live.list !== undefined} />
      )}
    </Page>
  );
}

/** A job that was sent a moment ago may not be in the list yet: after a second it is not known. */
function NotHere({ isListed }: { readonly isListed: boolean }) {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(setIsLate, 1_000, true);
    return () => {
      clearTimeout(timer);
    };
  }, []);
  return (
    <Panel label="Job">
      {!isListed || !isLate ? (
        <Skeleton />
      ) : (
        <Empty action={<ButtonLink href="/jobs">Show all jobs</ButtonLink>}>
          There is no job of this number in your list. It may have been removed.
        </Empty>
      )}
    </Panel>
  );
}

interface LiveProps {
  readonly job: JobView;
  readonly live: LiveJob;
  readonly calls: JobCalls;
}

function Live({ job, live, calls }: LiveProps) {
  const [open, setOpen] = useState<number | null>(null);
  const { value: detail, sliceRevision } = live;
  const close = useCallback(() => {
    setOpen(null);
    document.querySelector<HTMLElement>('[data-cell][tabindex="0"]')?.focus();
  }, []);
  return (
    <>
      <JobSituations
        job={job}
        revision={sliceRevision}
        onOpen={setOpen}
        onDialog={calls.setDialog}
      />
      {job.slices.total > 1 && (
        <SlicesPanel
          job={job}
          map={detail?.map}
          open={open}
          onOpen={setOpen}
          revision={sliceRevision}
        />
      )}
      {open !== null && (
        <SlicePanel job={job} slice={open} revision={sliceRevision} onClose={close} />
      )}
      {detail && job.slices.total > 1 && (
        <Columns>
          <JobPace detail={detail} />
        </Columns>
      )}
      <Columns weights="wide-first">
        <Stack>
          <JobResult job={job} revision={sliceRevision} onOpen={setOpen} />
          {job.slices.total === 1 && <OnlySlice job={job} revision={sliceRevision} />}
          {detail && job.slices.total > 1 && <JobPeople people={detail.people} />}
        </Stack>
        <Stack>
          <Panel title="Cost">
            <CostMeter job={job} />
          </Panel>
          <JobDetails job={job} />
        </Stack>
      </Columns>
    </>
  );
}

interface SlicesPanelProps {
  readonly job: JobView;
  readonly map: string | undefined;
  readonly open: number | null;
  readonly onOpen: (slice: number) => void;
  readonly revision: unknown;
}

/** Which slices are where, as a map or as a table. */
function SlicesPanel({ job, map, open, onOpen, revision }: SlicesPanelProps) {
  const [asTable, setAsTable] = useState(false);
  return (
    <Panel
      title="Slices"
      aside={
        <span className={css.inRow}>
          <JobState state={job.state} />
          <Button
            kind="quiet"
            small
            label={asTable ? 'Show slices as map' : 'Show slices as table'}
            onPress={() => {
              setAsTable(!asTable);
            }}
          >
            {asTable ? 'Map' : 'Table'}
          </Button>
        </span>
      }
    >
      {asTable ? (
        <SliceTable job={job} revision={revision} onOpen={onOpen} />
      ) : map === undefined ? (
        <Skeleton lines={2} />
      ) : (
        <SliceMap map={map} slices={job.slices} open={open} onOpen={onOpen} />
      )}
    </Panel>
  );
}
