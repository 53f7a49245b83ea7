import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { useLocation } from 'wouter';
import type { JobView } from '../../../shared/api/contract.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { MenuButton } from '../../ui/menu-button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { JobDialogs, type JobDialog } from './job-dialogs.tsx';
import { isOpen } from './job-progress.ts';
import { useReusing } from './use-reusing.ts';

/** What can be asked for a job: each call, and why the latest of them was refused. */
export function useJobCalls(id: string) {
  const pause = useCall((node) => node.jobs.pause);
  const resume = useCall((node) => node.jobs.resume);
  const cancel = useCall((node) => node.jobs.cancel);
  const remove = useCall((node) => node.jobs.remove);
  const [dialog, setDialog] = useState<JobDialog | null>(null);
  const problems = [pause, resume, cancel, remove].map(({ refusal }) => refusal);
  return {
    pause: () => void pause.start({ job: id }),
    resume: () => void resume.start({ job: id }),
    cancel: () => void cancel.start({ job: id }),
    remove: () => remove.start({ job: id }),
    dialog,
    setDialog,
    problem: problems.find((refusal) => refusal !== null)?.detail ?? null,
  };
}

export type JobCalls = ReturnType<typeof useJobCalls>;

/** A job that failed says it where it says why. */
function SendAgain({ job }: { readonly job: string }) {
  const { start, problem } = useReusing(job);
  return (
    <Button reason={problem} onPress={start}>
      Change and send again
    </Button>
  );
}

/** The buttons of a job, and the dialogs behind them. */
export function JobActions({ job, calls }: { readonly job: JobView; readonly calls: JobCalls }) {
  const [, navigate] = useLocation();
  const cannot = useCannotAct();
  if (!isOpen(job.state)) {
    return (
      <>
        {job.state !== 'failed' && <SendAgain job={job.id} />}
        <Button
          reason={cannot}
          onPress={() => {
            void calls.remove().then((answer) => {
              if (answer.ok) navigate('/jobs');
            });
          }}
        >
          Remove from list
        </Button>
      </>
    );
  }
  if (cannot !== null) return <Button reason={cannot}>Cancel job…</Button>;
  const isPaused = job.state === 'paused';
  const isLater = job.state === 'scheduled';
  return (
    <>
      <Button
        icon={isPaused || isLater ? <Play /> : <Pause />}
        onPress={isPaused || isLater ? calls.resume : calls.pause}
      >
        {isPaused ? 'Resume job' : isLater ? 'Start now' : 'Pause job'}
      </Button>
      <MenuButton
        label="Change"
        choices={[
          { id: 'raise', label: 'Raise ceiling…' },
          { id: 'extend', label: job.deadline === null ? 'Set a deadline…' : 'Extend deadline…' },
        ]}
        note="A pause lets no new slices go out; those that run are finished."
        onChoose={(id) => {
          calls.setDialog(id as JobDialog);
        }}
      />
      <Button
        onPress={() => {
          calls.setDialog('cancel');
        }}
      >
        Cancel job…
      </Button>
      <JobDialogs
        job={job}
        dialog={calls.dialog}
        onClose={() => {
          calls.setDialog(null);
        }}
        onCancel={calls.cancel}
      />
    </>
  );
}

/** Why the latest was refused, if it was. */
export function JobProblem({ problem }: Pick<JobCalls, 'problem'>) {
  if (problem === null) return null;
  return (
    <Notice kind="fault" live>
      {problem}
    </Notice>
  );
}
