/** `job pause|resume|raise|extend|again|cancel|remove`: what may be done with a job that was sent. */
import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatWhen, plural } from '../../../shared/api/words.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ceilingOf, deadlineFrom } from './job-draft.ts';
import { withJob } from './job-session.ts';
import type { Client, JobOptions } from './job-session.ts';
import { wholeNumberOf } from './values.ts';

/** Does one thing, and says that it is done. */
function change(
  id: string,
  options: JobOptions,
  act: (job: JobView, client: Client) => Promise<Result<string, Refusal>>,
): Promise<number> {
  return withJob(id, options, async (job, client, output) => {
    const done = await act(job, client);
    if (!done.ok) return done;
    output.line(done.value);
    output.json({ job: job.id });
    return ok(0);
  });
}

/** `common-hours job pause ID` */
export function pauseJob(id: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const paused = await client.jobs.pause({ job: job.id });
    return paused.ok ? ok('Paused: no new slices go out, and what runs is finished.') : paused;
  });
}

/** `common-hours job resume ID` */
export function resumeJob(id: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const resumed = await client.jobs.resume({ job: job.id });
    return resumed.ok ? ok('It goes on.') : resumed;
  });
}

/** `common-hours job raise ID CPU-HOURS` */
export function raiseCeiling(id: string, typed: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const ceiling = ceilingOf(typed);
    if (!ceiling.ok) return ceiling;
    const raised = await client.jobs.raise({ job: job.id, ceiling: ceiling.value });
    return raised.ok ? ok(`The ceiling is ${formatCpuHours(ceiling.value)} now.`) : raised;
  });
}

export interface ExtendOptions extends JobOptions {
  readonly stopLate: boolean;
}

/** `common-hours job extend ID DEADLINE`; `none` takes the deadline away. */
export function extendJob(id: string, typed: string, options: ExtendOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const nowMs = Date.now();
    const stopLate = options.stopLate || job.deadline?.then === 'stop';
    const deadline = typed === 'none' ? ok(null) : deadlineFrom(typed, stopLate, nowMs);
    if (!deadline.ok) return deadline;
    const extended = await client.jobs.extend({ job: job.id, deadline: deadline.value });
    if (!extended.ok) return extended;
    return ok(
      deadline.value === null
        ? 'It has no deadline any more.'
        : `It has until ${formatWhen(deadline.value.atMs, nowMs)}.`,
    );
  });
}

/** `common-hours job again ID SLICE` */
export function runAgain(id: string, typed: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const slice = wholeNumberOf(typed, 'The slice');
    if (!slice.ok) return slice;
    const again = await client.jobs.again({ job: job.id, slice: slice.value });
    return again.ok ? ok(`Slice ${typed} is run again, by somebody else.`) : again;
  });
}

/** `common-hours job cancel ID` */
export function cancelJob(id: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const cancelled = await client.jobs.cancel({ job: job.id });
    if (!cancelled.ok) return cancelled;
    const { done } = job.slices;
    return ok(
      done === 0
        ? 'Cancelled. What was not delivered is not charged.'
        : `Cancelled. ${plural(done, 'slice that is', 'slices that are')} done stay with the job; nothing else is charged.`,
    );
  });
}

/** `common-hours job remove ID` */
export function removeJob(id: string, options: JobOptions): Promise<number> {
  return change(id, options, async (job, client) => {
    const removed = await client.jobs.remove({ job: job.id });
    return removed.ok ? ok('Removed. Its receipts stay in your statement.') : removed;
  });
}
