import { useState, type ReactNode } from 'react';
import { Heading } from 'react-aria-components';
import type { JobView } from '../../../shared/api/contract.ts';
import type { DeadlineValue } from '../../../shared/api/jobs-shape.ts';
import { formatCpuAmount, formatCpuHours, parseCpuHours } from '../../../shared/api/words.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { useCall } from '../../node/node-provider.tsx';
import { Button } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Confirm, Sheet } from '../../ui/confirm.tsx';
import css from '../../ui/dialog.module.css';
import { MomentField } from '../../ui/moment-field.tsx';
import { Notice } from '../../ui/notice.tsx';
import { TextField } from '../../ui/text-field.tsx';
import { useStatement } from '../app/views.ts';
import own from './job-result.module.css';
import { ceilingToFinish, whatCancelMeans } from './job-progress.ts';

export type JobDialog = 'raise' | 'extend' | 'cancel';

interface JobDialogsProps {
  readonly job: JobView;
  readonly dialog: JobDialog | null;
  readonly onClose: () => void;
  readonly onCancel: () => void;
}

/** What a person is asked before a job costs more, takes longer or ends. */
export function JobDialogs({ job, dialog, onClose, onCancel }: JobDialogsProps) {
  return (
    <>
      <Sheet open={dialog === 'raise'} onClose={onClose} label="Raise the ceiling">
        <RaiseForm job={job} onClose={onClose} />
      </Sheet>
      <Sheet open={dialog === 'extend'} onClose={onClose} label="Extend the deadline">
        <ExtendForm job={job} onClose={onClose} />
      </Sheet>
      <Confirm
        title={`Cancel “${job.name}”?`}
        confirm="Cancel job"
        keep="Keep running"
        open={dialog === 'cancel'}
        onClose={onClose}
        onConfirm={onCancel}
      >
        {whatCancelMeans(job)}
      </Confirm>
    </>
  );
}

function Form({
  title,
  children,
  send,
  problem,
  refusal,
  isPending,
  onSend,
  onClose,
}: {
  readonly title: string;
  readonly children: ReactNode;
  readonly send: string;
  /** What keeps the form from being sent, which stands at its field. */
  readonly problem: string | null;
  readonly refusal: string | null;
  readonly isPending: boolean;
  readonly onSend: () => void;
  readonly onClose: () => void;
}) {
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (problem === null && !isPending) onSend();
      }}
    >
      <Heading slot="title" className={css.title ?? ''}>
        {title}
      </Heading>
      <div className={css.body}>
        <div className={own.form}>
          {children}
          {refusal !== null && (
            <Notice kind="fault" live>
              {refusal}
            </Notice>
          )}
        </div>
      </div>
      <div className={css.actions}>
        <Button onPress={onClose}>Close</Button>
        <Button kind="primary" type="submit">
          {send}
        </Button>
      </div>
    </form>
  );
}

interface FormProps {
  readonly job: JobView;
  readonly onClose: () => void;
}

function RaiseForm({ job, onClose }: FormProps) {
  const [typed, setTyped] = useState(() => formatCpuAmount(ceilingToFinish(job)).replace(/,/g, ''));
  const { start, refusal, isPending } = useCall((node) => node.jobs.raise);
  const available = useStatement()?.available ?? null;
  const ceiling = parseCpuHours(typed);
  const problem = raiseProblem(job, ceiling);
  return (
    <Form
      title="Raise the ceiling"
      send="Raise the ceiling"
      problem={problem}
      refusal={refusal?.detail ?? null}
      isPending={isPending}
      onClose={onClose}
      onSend={() => {
        if (ceiling === null) return;
        void start({ job: job.id, ceiling }).then((answer) => {
          if (answer.ok) onClose();
        });
      }}
    >
      <p>
        Now {formatCpuHours(job.ceiling)}, of which {formatCpuHours(job.used)} are used. The job
        never costs more than its ceiling; what is not used comes back at the end.
        {available !== null && ` You may set aside ${formatCpuHours(available)} more.`}
      </p>
      <TextField
        label="New ceiling"
        value={typed}
        onChange={setTyped}
        unit="CPU-h"
        inputMode="decimal"
        short
        problem={problem}
      />
    </Form>
  );
}

function raiseProblem(job: JobView, ceiling: bigint | null): string | null {
  if (ceiling === null) return 'Write a number of CPU-hours, like 0.5.';
  if (ceiling <= job.ceiling) return `Choose more than the present ${formatCpuHours(job.ceiling)}.`;
  if (ceiling > limits.ceilingMicroCpuHoursMax) return 'A job may cost at most 1,000 CPU-h.';
  return null;
}

const hourMs = 3_600_000;

function ExtendForm({ job, onClose }: FormProps) {
  const [atMs, setAtMs] = useState<number | null>(() => laterOf(job));
  const [then, setThen] = useState<DeadlineValue['then']>(job.deadline?.then ?? 'keep_going');
  const [openedAtMs] = useState(() => Date.now());
  const { start, refusal, isPending } = useCall((node) => node.jobs.extend);
  const problem =
    atMs === null
      ? 'Choose a day and a time.'
      : atMs <= openedAtMs
        ? 'That moment has passed already.'
        : null;
  return (
    <Form
      title={job.deadline === null ? 'Set a deadline' : 'Extend the deadline'}
      send={job.deadline === null ? 'Set the deadline' : 'Extend the deadline'}
      problem={problem}
      refusal={refusal?.detail ?? null}
      isPending={isPending}
      onClose={onClose}
      onSend={() => {
        if (atMs === null) return;
        void start({ job: job.id, deadline: { atMs, then } }).then((answer) => {
          if (answer.ok) onClose();
        });
      }}
    >
      <MomentField label="Done by" value={atMs} onChange={setAtMs} problem={problem} />
      <Choice<DeadlineValue['then']>
        label="If it is late"
        value={then}
        onChange={setThen}
        options={[
          { id: 'keep_going', label: 'Keep going' },
          { id: 'stop', label: 'Stop and give me what is done' },
        ]}
      />
    </Form>
  );
}

/** An hour after the end that is expected, or after the deadline there was, on the full hour. */
function laterOf({ deadline, finish }: JobView): number {
  const least = Math.max(Date.now(), deadline?.atMs ?? 0, finish?.toMs ?? 0);
  return Math.ceil((least + hourMs / 2) / hourMs) * hourMs;
}
