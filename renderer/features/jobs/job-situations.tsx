import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatLeft, formatWhen, plural } from '../../../shared/api/words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Button } from '../../ui/button.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../app/use-now.ts';
import { useStatus } from '../app/views.ts';
import type { JobDialog } from './job-dialogs.tsx';
import { ceilingToFinish, isOpen } from './job-progress.ts';
import { sliceNumber } from './slice-words.ts';
import { useReusing } from './use-reusing.ts';

interface SituationProps {
  readonly job: JobView;
  readonly revision: unknown;
  readonly onOpen: (slice: number) => void;
  readonly onDialog: (dialog: JobDialog) => void;
}

/** What the owner of a job should know now: what happened, what it means, and what can be done. */
export function JobSituations(props: SituationProps) {
  const { job } = props;
  return (
    <>
      <Offline job={job} />
      {job.state === 'failed' && <JobFailed job={job} />}
      {job.state === 'ceiling' && <CeilingReached {...props} />}
      {job.state === 'deadline' && <DeadlinePassed {...props} />}
      {job.state === 'running' && <DeadlineNear {...props} />}
      {job.slices.differs > 0 && <AnswersDiffer {...props} />}
      {job.slices.failed > 0 && job.slices.total > 1 && <SliceFailed {...props} />}
    </>
  );
}

function Offline({ job }: { readonly job: JobView }) {
  const status = useStatus();
  if (!isOpen(job.state) || status?.connection.state !== 'offline') return null;
  return (
    <Notice title="This computer is not connected.">
      Work continues. Results arrive when you are connected again.
    </Notice>
  );
}

function JobFailed({ job }: { readonly job: JobView }) {
  const again = useReusing(job.id);
  return (
    <Notice
      kind="fault"
      title={job.sentence}
      actions={
        <Button small onPress={again.start}>
          Change and send again
        </Button>
      }
    >
      {again.problem ??
        (job.used === 0n
          ? 'It cost you nothing, because nothing was delivered.'
          : `It cost ${formatCpuHours(job.used)}.`)}{' '}
      Your code and input are unchanged. Change what the sentence names, and send it again.
    </Notice>
  );
}

function CeilingReached({ job, onDialog }: SituationProps) {
  const { done, total } = job.slices;
  return (
    <Notice
      title={`The job reached its ceiling of ${formatCpuHours(job.ceiling)} with ${String(done)} of ${plural(total, 'slice')} done.`}
      actions={
        <Button
          small
          onPress={() => {
            onDialog('raise');
          }}
        >
          {`Raise to ${formatCpuHours(ceilingToFinish(job))} and finish…`}
        </Button>
      }
    >
      No more slices go out. Results so far are yours.
    </Notice>
  );
}

function DeadlinePassed({ job, onDialog }: SituationProps) {
  const { done, total } = job.slices;
  return (
    <Notice
      title={`The deadline passed with ${String(done)} of ${plural(total, 'slice')} done.`}
      actions={
        <Button
          small
          onPress={() => {
            onDialog('extend');
          }}
        >
          Give it more time…
        </Button>
      }
    >
      No more slices go out, as you chose. Results so far are yours.
    </Notice>
  );
}

function DeadlineNear({ job: { finish, deadline }, onDialog }: SituationProps) {
  const now = useNow();
  if (finish === null || deadline === null || finish.atMs <= deadline.atMs) return null;
  const late = formatLeft(finish.atMs - deadline.atMs);
  return (
    <Notice
      title={`At this pace it finishes about ${formatWhen(finish.atMs, now)}, ${late} after your deadline.`}
      actions={
        <Button
          small
          onPress={() => {
            onDialog('extend');
          }}
        >
          Extend…
        </Button>
      }
    >
      {deadline.then === 'stop'
        ? 'At the deadline it stops, and gives you what is done.'
        : 'It keeps going after the deadline.'}
    </Notice>
  );
}

/** The first slice in a state, and a button that shows it. */
function useFirst({ job, revision }: SituationProps, state: 'differs' | 'failed') {
  const question = { job: job.id, from: 0, limit: 1, state };
  return useAnswer((node) => node.jobs.slices, question, revision).value?.slices[0];
}

function AnswersDiffer(props: SituationProps) {
  const first = useFirst(props, 'differs');
  const { differs } = props.job.slices;
  if (first === undefined) return null;
  return (
    <Notice
      title={
        differs === 1
          ? `Two people got different answers for ${sliceNumber(first.index).toLowerCase()}.`
          : `${plural(differs, 'slice')} have different answers, ${sliceNumber(first.index).toLowerCase()} among them.`
      }
      actions={
        <Button
          small
          onPress={() => {
            props.onOpen(first.index);
          }}
        >
          {`Show ${sliceNumber(first.index).toLowerCase()}`}
        </Button>
      }
    >
      A further run decides. You pay only for answers that are right.
    </Notice>
  );
}

function SliceFailed(props: SituationProps) {
  const first = useFirst(props, 'failed');
  const { job, onOpen, onDialog } = props;
  if (first === undefined) return null;
  const ran = first.answers.filter(
    ({ state, here, reason }) => here || state !== 'looking' || reason !== null,
  );
  const line = job.kind === 'javascript' ? (first.fault?.line ?? null) : null;
  const computers = ran.length === 0 ? '' : ` on ${plural(ran.length, 'computer')}`;
  const others = job.slices.failed - 1;
  return (
    <Notice
      kind="fault"
      title={`${sliceNumber(first.index)} stopped with an error${computers}: ${first.fault?.sentence ?? first.sentence}`}
      actions={
        <>
          <Button
            small
            onPress={() => {
              onOpen(first.index);
            }}
          >
            {line === null
              ? `Show ${sliceNumber(first.index).toLowerCase()}`
              : `Show line ${String(line)}`}
          </Button>
          {isOpen(job.state) && (
            <Button
              small
              onPress={() => {
                onDialog('cancel');
              }}
            >
              Stop the job…
            </Button>
          )}
        </>
      }
    >
      {others > 0 && `${plural(others, 'other slice has', 'other slices have')} failed too. `}
      {isOpen(job.state)
        ? 'The other slices continue.'
        : 'The results of the other slices are yours.'}
    </Notice>
  );
}
