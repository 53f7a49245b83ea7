/** `job list|show|slices|result`. */
import { sliceWords } from '../../../shared/api/slices-shape.ts';
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import type { JobView } from '../../../shared/api/contract.ts';
import {
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatWhen,
  jobStateWord,
  personName,
  plural,
} from '../../../shared/api/words.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { present } from '../connect.ts';
import { consoleLines } from './job-console.ts';
import { slicesOfJob } from './job-report.ts';
import { resultText } from './job-results.ts';
import { withJob, withNode } from './job-session.ts';
import { shortId } from './values.ts';
import type { JobOptions } from './job-session.ts';
import { handOver, waitForJob } from './job-wait.ts';

/** `common-hours job list` */
export function listJobs(options: JobOptions): Promise<number> {
  return withNode(options, async (client, output) => {
    const list = await present(client.jobs.list);
    if (!list.ok) return list;
    if (list.value.total === 0) output.line('You have not asked anyone to run anything yet.');
    for (const job of list.value.jobs) {
      const state = jobStateWord(job.state).padEnd(15);
      output.line(`${shortId(job.id)}  ${state}  ${job.name}: ${job.sentence}`);
    }
    output.json(list.value);
    return ok(0);
  });
}

/** `common-hours job show ID` */
export function showJob(id: string, options: JobOptions): Promise<number> {
  return withJob(id, options, async ({ id: whole }, client, output) => {
    const shown = await client.jobs.show({ job: whole });
    if (!shown.ok) return shown;
    const { job, people } = shown.value;
    output.line(`${job.name}: ${job.sentence}`);
    output.line(`Job ${job.id}`);
    output.line(`Slices: ${countsSentence(job)}`);
    const aside = job.setAside > 0n ? `, ${formatCpuHours(job.setAside)} set aside` : '';
    output.line(`Used ${formatCpuHours(job.used)}${aside}, ceiling ${formatCpuHours(job.ceiling)}`);
    for (const { person, answers, agreed, wrong, paid } of people) {
      const bad = wrong === 0 ? '' : `, ${formatNumber(wrong)} wrong`;
      output.line(
        `  ${personName(person)}: ${plural(answers, 'answer')}, ${formatNumber(agreed)} checked${bad}, ${formatCpuHours(paid)}`,
      );
    }
    if (job.changed > 0) {
      output.line(
        `${plural(job.changed, 'result has', 'results have')} changed since delivery, because somebody was proved wrong.`,
      );
    }
    output.json(shown.value);
    return ok(0);
  });
}

function countsSentence({ slices }: JobView): string {
  const said = sliceWords
    .filter((word) => slices[word] > 0)
    .map((word) => `${formatNumber(slices[word])} ${wordsOfSlices[word]}`);
  return `${said.join(', ')}; ${formatNumber(slices.verified)} checked by more than one answer`;
}

const wordsOfSlices = {
  waiting: 'waiting',
  running: 'running',
  checking: 'being checked',
  done: 'done',
  differs: 'with different answers',
  failed: 'failed',
  stopped: 'stopped',
} as const;

export interface SlicesOptions extends JobOptions {
  readonly state?: string;
  readonly slice?: string;
}

/** `common-hours job slices ID`: who answered what. */
export function showSlices(id: string, options: SlicesOptions): Promise<number> {
  return withJob(id, options, async (job, client, output) => {
    const state = sliceWords.find((word) => word === options.state) ?? null;
    if (options.state !== undefined && state === null) {
      const words = sliceWords.join(', ');
      return refuse('bad_state', `“${options.state}” is no state of a slice: ${words}.`);
    }
    const slices = await slicesOfJob(client, job.id, state);
    if (!slices.ok) return slices;
    if (slices.value.length === 0) output.line('There is no such slice.');
    const nowMs = Date.now();
    for (const slice of slices.value) {
      for (const line of linesOf(slice, nowMs)) output.line(line);
    }
    output.json({ job: job.id, slices: slices.value });
    return ok(0);
  });
}

function linesOf(slice: SliceView, nowMs: number): string[] {
  const { index, name, state, fault, result, verified } = slice;
  const what = result === null ? (fault?.sentence ?? slice.sentence) : resultText(result, null);
  const checked = state === 'done' && verified ? ', checked' : '';
  const head = `${formatNumber(index)}  ${name}  ${wordsOfSlices[state]}${checked}: ${what}`;
  return [
    head,
    ...slice.answers.flatMap((answer) => {
      const who = answer.here
        ? 'this computer'
        : answer.person === null
          ? answer.state === 'ended'
            ? 'nobody'
            : 'nobody yet'
          : personName(answer.person);
      const cost = answer.cost === null ? '' : `, ${formatCpuHours(answer.cost)}`;
      const why = answer.reason === null ? '' : ` ${answer.reason}`;
      const used = `${formatCpuTime(answer.cpuMicroseconds)} of CPU time, ${formatNumber(answer.workCount)} units of work`;
      const part =
        answer.progressMilli === null
          ? ''
          : ` It says to be ${formatNumber(answer.progressMilli / 10)}% done.`;
      const run = `${who}, ${answer.purpose}, ${answer.state.replace('_', ' ')} ${formatWhen(answer.sinceMs, nowMs)}`;
      return [
        `    ${run}: ${used}${cost}.${part}${why}`,
        ...consoleLines(answer.console, '      '),
      ];
    }),
  ];
}

export interface ResultOptions extends JobOptions {
  readonly output?: string;
  readonly slice?: string;
  readonly wait: boolean;
}

/** `common-hours job result ID`: what is there of it, or all of it after waiting. */
export function saveResult(id: string, options: ResultOptions): Promise<number> {
  return withJob(id, options, (job, client, output) => {
    if (options.wait) return waitForJob(client, job.id, options, output);
    if (job.slices.done > 0) return handOver(client, job, options, output);
    return Promise.resolve(refuse('no_result', `There is no result yet. ${job.sentence}`));
  });
}
