import { useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours } from '../../../shared/api/words.ts';
import { jobSentenceAt } from '../../../shared/api/work-words.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import { newJobPath } from '../app/pages.ts';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useJobs } from '../app/views.ts';
import { useDraft } from './draft-context.tsx';
import { JobDetails } from './job-details.tsx';
import { isOpen } from './job-progress.ts';
import { JobResult } from './job-result.tsx';
import { JobSteps } from './job-steps.tsx';
import { ReceiptPanel } from './receipt-panel.tsx';

const back = { href: '/jobs', label: 'Jobs' };

/** One job, live. It is one page all the time, so that the focus stays on its heading when the job comes. */
export function JobPage({ id }: { readonly id: string }) {
  const jobs = useJobs();
  const cancel = useCall((node) => node.jobs.cancel);
  const remove = useCall((node) => node.jobs.remove);
  const job = jobs?.jobs.find((each) => each.id === id);
  const now = useNow();
  const problem = cancel.refusal ?? remove.refusal;
  return (
    <Page
      title={job?.name ?? 'Job'}
      subline={
        job && (job.state === 'failed' ? 'This job failed.' : unbroken(jobSentenceAt(job, now)))
      }
      back={back}
      actions={
        job && (
          <JobActions
            job={job}
            onCancel={() => void cancel.start({ job: id })}
            remove={() => remove.start({ job: id })}
          />
        )
      }
    >
      {problem && (
        <Notice kind="fault" live>
          {problem.detail}
        </Notice>
      )}
      {job ? <Live job={job} /> : <NotHere isListed={jobs !== undefined} />}
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

function Live({ job }: { readonly job: JobView }) {
  return (
    <>
      {job.state === 'failed' && <Failed job={job} />}
      <Panel label="Progress">
        <JobSteps job={job} />
      </Panel>
      <Columns weights="wide-first">
        <Stack>
          <JobResult job={job} />
          {job.receipt !== null && <ReceiptPanel receipt={job.receipt} />}
        </Stack>
        <JobDetails job={job} />
      </Columns>
    </>
  );
}

function Failed({ job }: { readonly job: JobView }) {
  const { reuse, knows } = useDraft();
  const [, navigate] = useLocation();
  return (
    <Notice
      kind="fault"
      title={job.reason ?? 'The job failed, and no reason was given.'}
      actions={
        <Button
          small
          onPress={() => {
            reuse(job.id);
            navigate(newJobPath);
          }}
        >
          {knows(job.id) ? 'Change and send again' : 'New job'}
        </Button>
      }
    >
      {job.cost === null
        ? 'It cost you nothing, because nothing was delivered.'
        : `It cost ${formatCpuHours(job.cost)}.`}{' '}
      Your code and input are unchanged. Change what the sentence names, or raise the ceiling, and
      send it again.
    </Notice>
  );
}

interface JobActionsProps {
  readonly job: JobView;
  readonly onCancel: () => void;
  readonly remove: () => Promise<{ readonly ok: boolean }>;
}

function JobActions({ job, onCancel, remove }: JobActionsProps) {
  const [asking, setAsking] = useState(false);
  const [, navigate] = useLocation();
  const cannot = useCannotAct();
  if (!isOpen(job.state)) {
    return (
      <Button
        reason={cannot}
        onPress={() => {
          void remove().then((answer) => {
            if (answer.ok) navigate('/jobs');
          });
        }}
      >
        Remove from list
      </Button>
    );
  }
  return (
    <>
      <Button
        reason={cannot}
        onPress={() => {
          setAsking(true);
        }}
      >
        Cancel job…
      </Button>
      <Confirm
        title={`Cancel “${job.name}”?`}
        confirm="Cancel job"
        keep="Keep running"
        open={asking}
        onClose={() => {
          setAsking(false);
        }}
        onConfirm={onCancel}
      >
        {job.state === 'waiting'
          ? 'Nobody has begun with it, so it costs nothing.'
          : 'The work stops now and no result comes. Without a result there is no receipt, so it costs nothing.'}
      </Confirm>
    </>
  );
}
