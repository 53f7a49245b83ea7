/** Waiting for a job: how it goes is said beside the answer, and Ctrl-C ends the waiting, never the job. */
import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours, formatNumber, plural } from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { until } from '../connect.ts';
import type { Output } from '../output.ts';
import { deliver } from './job-output.ts';
import { reportOf, whenPaid } from './job-report.ts';
import { shortId } from './values.ts';
import type { Client } from './job-session.ts';

/** The exit code of a program that was ended from the keyboard. */
const interruptedCode = 130;
/** What a person can read; a screen takes all, and a file only what is worth a line. */
const sayEveryMs = 2_000;

export interface WaitOptions {
  readonly output?: string;
  readonly json: boolean;
}

/** Waits until nothing more comes by itself, and hands over what is there: 0 if that is all of it. */
export async function waitForJob(
  client: Client,
  id: string,
  options: WaitOptions,
  output: Output,
): Promise<Result<number, Refusal>> {
  const interrupt = createInterrupt(id, output);
  const stopped = await Promise.race([whenStill(client, id, output), interrupt.pressed]);
  interrupt.end();
  if (stopped === null) return ok(interruptedCode);
  if (!stopped.ok) return stopped;
  return handOver(client, stopped.value, options, output);
}

/** What is there of a job, with its bill. */
export async function handOver(
  client: Client,
  found: JobView,
  options: WaitOptions,
  output: Output,
): Promise<Result<number, Refusal>> {
  const paid = await whenPaid(client, found);
  if (!paid.ok) return paid;
  const job = paid.value;
  const delivered = await deliver(job, client, options.output, output);
  if (!delivered.ok) return delivered;
  if (options.json) {
    const report = await reportOf(client, job, options.output === undefined);
    if (!report.ok) return report;
    if (job.slices.done > 0) output.json(report.value);
  }
  if (job.slices.done < job.slices.total) return refuse(`job_${job.state}`, shortfall(job));
  const checked = job.slices.verified;
  const verified = checked === 0 ? '' : `, ${formatNumber(checked)} checked`;
  output.aside(
    `Done: ${plural(job.slices.done, 'slice')}${verified}, ${formatCpuHours(job.used)} of at most ${formatCpuHours(job.ceiling)}, each receipt signed by both.`,
  );
  return ok(0);
}

/** Why it is not all, and what can be done. */
function shortfall(job: JobView): string {
  const { failed, done, total } = job.slices;
  const sentence = job.sentence.trim();
  const id = shortId(job.id);
  if (job.state === 'ceiling') {
    return `${sentence} Raise it with: common-hours job raise ${id} CPU-HOURS`;
  }
  if (job.state === 'deadline') return `${sentence} Do so with: common-hours job extend ${id} 2h`;
  if (job.state !== 'done' || total === 1) return sentence;
  const how = `common-hours job slices ${id} --state failed`;
  return `${plural(failed, 'slice')} of ${formatNumber(total)} failed; ${formatNumber(done)} are here. See why with: ${how}`;
}

const still: ReadonlySet<JobView['state']> = new Set([
  'ceiling',
  'deadline',
  'done',
  'failed',
  'cancelled',
]);

/** The job once it does not go on by itself any more. */
function whenStill(client: Client, id: string, output: Output): Promise<Result<JobView, Refusal>> {
  const said = createProgress(output);
  return until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) return null;
    if (still.has(job.state)) return job;
    said(job);
    return null;
  });
}

/** Each new word about it at once; numbers that move, every two seconds. */
function createProgress(output: Output): (job: JobView) => void {
  let lastState = '';
  let lastSentence = '';
  let lastAtMs = 0;
  return ({ state, sentence, slices }) => {
    const nowMs = performance.now();
    const isNew = state !== lastState || (state !== 'running' && sentence !== lastSentence);
    const moves = sentence !== lastSentence && slices.total > 1 && nowMs - lastAtMs >= sayEveryMs;
    if (!isNew && !moves) return;
    [lastState, lastSentence, lastAtMs] = [state, sentence, nowMs];
    output.aside(sentence);
  };
}

function createInterrupt(id: string, output: Output) {
  let press = (_: null) => undefined as void;
  const pressed = new Promise<null>((resolve) => {
    press = resolve;
  });
  const onSignal = () => {
    const how = `common-hours job result ${shortId(id)} --wait`;
    const detail = `The job goes on. Wait for it again with: ${how}; end it with: common-hours job cancel ${shortId(id)}`;
    output.fail({ name: 'interrupted', detail });
    press(null);
  };
  process.once('SIGINT', onSignal);
  return { pressed, end: () => process.off('SIGINT', onSignal) };
}
