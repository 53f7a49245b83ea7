/** What a person may do with a job that is under way, and with one that has ended. */
import type { DeadlineValue } from '../../../shared/api/jobs-shape.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Errands } from '../errands/contract.ts';
import type { Clock } from '../ports.ts';
import type { JobShelf } from './job-shelf.ts';
import { isOver } from './job-spec.ts';
import type { JobSpec } from './job-spec.ts';
import type { OpenJob } from './open-job.ts';
import { beyondYourHours, ceilingOutOfRange, unknownJob } from './refusals.ts';
import type { Scheduler } from './scheduler.ts';

type Nothing = Readonly<Record<never, never>>;
type Done<Name extends string> = Result<Nothing, Refusal<Name | 'unknown_job'>>;

export interface JobActions {
  pause(id: string): Done<'job_ended'>;
  resume(id: string): Done<'job_ended'>;
  raise(
    id: string,
    ceiling: bigint,
  ): Done<'job_ended' | 'ceiling_out_of_range' | 'beyond_your_hours'>;
  extend(id: string, deadline: DeadlineValue | null): Done<'job_ended' | 'deadline_passed'>;
  again(id: string, slice: number): Done<'job_ended' | 'unknown_slice' | 'slice_open'>;
  cancel(id: string): Done<'job_ended'>;
  remove(id: string): Done<'job_open'>;
}

interface ActionsParts {
  readonly clock: Clock;
  readonly shelf: JobShelf;
  readonly scheduler: Scheduler;
  readonly errands: () => Errands;
  readonly pump: (job: OpenJob) => void;
  /** What may be set aside beyond what is; null where everybody trusts. */
  readonly available: () => bigint | null;
  readonly onChange: (job: OpenJob) => void;
  readonly onRemoved: () => void;
}

/** Each answers at once; what follows from it is told by the topics. */
export function createJobActions(parts: ActionsParts): JobActions {
  const { clock, shelf, scheduler, errands, pump, available, onChange, onRemoved } = parts;

  function change(job: OpenJob, next: Partial<JobSpec>): void {
    job.spec = { ...job.spec, ...next };
    shelf.keep(job);
    pump(job);
    onChange(job);
  }

  function withOpen<Name extends string>(
    id: string,
    act: (job: OpenJob) => Done<Name>,
  ): Done<Name | 'job_ended'> {
    const job = shelf.find(id);
    if (job === null) return unknownJob();
    return isOver(job.spec) ? refuse('job_ended', 'The job has ended already.') : act(job);
  }

  return {
    pause: (id) =>
      withOpen(id, (job) => {
        change(job, { phase: 'paused' });
        // Nobody has these yet: they are begun anew when the job goes on.
        for (const errand of [...job.looking]) errands().stop(errand);
        return ok({});
      }),
    resume: (id) =>
      withOpen(id, (job) => {
        change(job, { phase: 'open', notBeforeMs: null });
        return ok({});
      }),
    raise: (id, ceiling) =>
      withOpen(id, (job) => {
        const { spec, spending } = job;
        if (
          ceiling > limits.ceilingMicroCpuHoursMax ||
          ceiling < spending.used() + spending.exposed()
        )
          return ceilingOutOfRange();
        const free = available();
        if (free !== null && ceiling - spec.ceiling > free)
          return beyondYourHours(free + spec.ceiling);
        change(job, { ceiling });
        return ok({});
      }),
    extend: (id, deadline) =>
      withOpen(id, (job) => {
        if (deadline !== null && deadline.atMs <= clock.now())
          return refuse('deadline_passed', 'That moment has passed already. Choose a later one.');
        change(job, { deadline });
        return ok({});
      }),
    again(id, slice) {
      const job = shelf.find(id);
      if (job === null) return unknownJob();
      if (slice >= job.inputs.count)
        return refuse(
          'unknown_slice',
          `The job has ${String(job.inputs.count)} slices, from 0 on.`,
        );
      if (job.spec.phase === 'cancelled' || job.spec.phase === 'failed')
        return refuse('job_ended', 'The job has ended. Send it again as a new one.');
      const { at } = job.table.get(slice);
      if (at === 'open' || at === 'new')
        return refuse('slice_open', 'This slice is under way already.');
      scheduler.happened(job, slice, { type: 'again' });
      const phase = job.spec.phase === 'done' ? 'open' : job.spec.phase;
      change(job, { phase, endedAtMs: null });
      return ok({});
    },
    cancel: (id) =>
      withOpen(id, (job) => {
        job.unbegun = [];
        change(job, { phase: 'cancelled', endedAtMs: clock.now() });
        for (let index = 0; index < job.inputs.count; index += 1) {
          const { at } = job.table.get(index);
          if (at === 'open' || at === 'new') scheduler.happened(job, index, { type: 'stop' });
        }
        return ok({});
      }),
    remove(id) {
      const job = shelf.find(id);
      if (job === null) return unknownJob();
      if (!isOver(job.spec)) return refuse('job_open', 'The job has not ended. Cancel it first.');
      for (const errand of job.errands.keys()) errands().stop(errand);
      shelf.remove(job);
      onRemoved();
      return ok({});
    },
  };
}
