/** `job run|list|show|result|cancel|remove`. */
import { randomBytes } from 'node:crypto';
import { basename } from 'node:path';
import type { JobView } from '../../../shared/api/contract.ts';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  jobSentence,
  jobStateWord,
  parseCpuHours,
  personName,
  shortKey,
} from '../../../shared/api/words.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { connectTo, present, until } from '../connect.ts';
import type { NodeConnection } from '../connect.ts';
import { createOutput } from '../output.ts';
import type { Output } from '../output.ts';
import { readLimited, writeResult } from './files.ts';

interface Common {
  readonly data: string;
  readonly json: boolean;
}

interface RunOptions extends Common {
  readonly input?: string;
  readonly entry?: string;
  readonly arg: readonly string[];
  readonly ceiling: string;
  readonly name?: string;
  readonly output?: string;
  readonly wait: boolean;
}

/** `common-hours job run FILE` */
export function runJob(file: string, options: RunOptions): Promise<number> {
  return withNode(options, async (connection, output) => {
    const ceiling = parseCpuHours(options.ceiling);
    if (ceiling === null) {
      return refuse(
        'bad_ceiling',
        `“${options.ceiling}” is no number of CPU-hours: write 0.1, for example.`,
      );
    }
    const args = checkArguments(options.arg);
    if (!args.ok) return args;
    const module = await readLimited(file, limits.moduleBytes, 'module');
    if (!module.ok) return module;
    const input =
      options.input === undefined
        ? ok(new Uint8Array())
        : await readLimited(options.input, limits.inputBytes, 'input');
    if (!input.ok) return input;
    const sent = await connection.client.jobs.submit({
      request: bytesToHex(randomBytes(32)),
      name: (options.name ?? basename(file)).slice(0, limits.jobNameLength),
      module: module.value,
      input: input.value,
      entry: options.entry ?? null,
      args: args.value,
      ceiling,
    });
    if (!sent.ok) return sent;
    const { job } = sent.value;
    if (!options.wait) {
      output.line(
        `Sent as job ${job}. See how it goes with: common-hours job show ${job.slice(0, 12)}`,
      );
      output.json({ job });
      return ok(0);
    }
    return waitFor(connection, job, options, output);
  });
}

/** The node checks them too, but a number says more than which rule of the link was broken. */
export function checkArguments(args: readonly string[]): Result<string[], Refusal> {
  const bytes = args.reduce((sum, arg) => sum + Buffer.byteLength(arg), 0);
  if (args.length <= limits.argumentCount && bytes <= limits.argumentBytes) return ok([...args]);
  return refuse(
    'arguments_too_large',
    `These are ${String(args.length)} arguments of ${String(bytes)} bytes together: at most ${String(limits.argumentCount)} of ${String(limits.argumentBytes)} bytes are sent. Put more into the input.`,
  );
}

async function waitFor(
  { client }: NodeConnection,
  id: string,
  options: RunOptions,
  output: Output,
): Promise<Result<number, Refusal>> {
  let last = '';
  const ended = await until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find((each) => each.id === id);
    if (job === undefined) return null;
    const said = job.state === 'running' ? 'running' : jobSentence(job);
    if (said !== last && job.endedAtMs === null && !options.json) {
      process.stderr.write(`${jobSentence(job)}\n`);
    }
    last = said;
    return job.endedAtMs === null ? null : job;
  });
  if (!ended.ok) return ended;
  const job = ended.value;
  if (job.state !== 'done') return refuse(`job_${job.state}`, jobSentence(job));
  const result = await client.jobs.result({ job: id });
  if (!result.ok) return result;
  const receipt = await receiptOf(client, job);
  if (!receipt.ok) return receipt;
  const { bytes } = result.value;
  const delivered = await deliver(job, bytes, options.output, output);
  if (!delivered.ok) return delivered;
  output.json({
    job,
    result: { bytes, text: job.result?.preview ?? null },
    receipt: receipt.value,
  });
  if (!options.json) {
    const used = `${formatCpuTime(job.cpuMicroseconds)} of CPU time on ${job.peer === null ? 'a peer' : personName(job.peer)}’s computer`;
    process.stderr.write(
      `Done: ${used}, ${formatCpuHours(job.cost ?? 0n)}, receipt ${shortKey(job.receipt ?? '')} signed by both.\n`,
    );
  }
  return ok(0);
}

/** To the file that was named, or to standard output unless it is a screen that the bytes would spoil. */
async function deliver(
  { id, result }: JobView,
  bytes: Uint8Array,
  file: string | undefined,
  output: Output,
): Promise<Result<null, Refusal>> {
  const isForPeople = result?.media === 'text' || result?.media === 'json';
  if (file !== undefined) {
    const written = await writeResult(file, bytes);
    if (written.ok) output.line(`The result is in ${file}, ${formatBytes(bytes.byteLength)}.`);
    return written;
  }
  if (isForPeople || process.stdout.isTTY !== true) output.raw(bytes);
  else {
    const size = formatBytes(bytes.byteLength);
    output.line(
      `The result is ${size} of data. Write it with: common-hours job result ${id.slice(0, 12)} --output FILE`,
    );
  }
  return ok(null);
}

async function receiptOf(client: NodeConnection['client'], job: JobView) {
  const found = await until(client.hours.statement, ({ newest }) => {
    return newest.find(({ receipt }) => receipt === job.receipt) ?? null;
  });
  return found;
}

/** `common-hours job list` */
export function listJobs(options: Common): Promise<number> {
  return withNode(options, async ({ client }, output) => {
    const list = await present(client.jobs.list);
    if (!list.ok) return list;
    if (list.value.total === 0) output.line('You have not asked anyone to run anything yet.');
    for (const job of list.value.jobs) {
      const state = jobStateWord(job.state).padEnd(9);
      output.line(`${job.id.slice(0, 12)}  ${state}  ${job.name}: ${jobSentence(job)}`);
    }
    output.json(list.value);
    return ok(0);
  });
}

/** `common-hours job show ID` */
export function showJob(id: string, options: Common): Promise<number> {
  return withJob(id, options, (job, _, output) => {
    output.line(`${job.name}: ${jobSentence(job)}`);
    output.line(`Job ${job.id}, ceiling ${formatCpuHours(job.ceiling)}`);
    if (job.ratingMilli !== null && job.cost === null) {
      const amount = microCpuHoursByTime(job.cpuMicroseconds, job.ratingMilli);
      output.line(`So far ${formatCpuHours(amount)}, charged only when the result is delivered`);
    }
    if (job.receipt !== null) output.line(`Receipt ${job.receipt}`);
    output.json(job);
    return Promise.resolve(ok(0));
  });
}

/** `common-hours job result ID` */
export function saveResult(
  id: string,
  options: Common & { readonly output?: string },
): Promise<number> {
  return withJob(id, options, async (job, { client }, output) => {
    const result = await client.jobs.result({ job: job.id });
    if (!result.ok) return result;
    const { bytes } = result.value;
    const delivered = await deliver(job, bytes, options.output, output);
    if (!delivered.ok) return delivered;
    output.json({ job: job.id, bytes });
    return ok(0);
  });
}

/** `common-hours job cancel ID` */
export function cancelJob(id: string, options: Common): Promise<number> {
  return withJob(id, options, async (job, { client }, output) => {
    const cancelled = await client.jobs.cancel({ job: job.id });
    if (!cancelled.ok) return cancelled;
    output.line('Cancelled. Nothing is charged.');
    output.json({ job: job.id });
    return ok(0);
  });
}

/** `common-hours job remove ID` */
export function removeJob(id: string, options: Common): Promise<number> {
  return withJob(id, options, async (job, { client }, output) => {
    const removed = await client.jobs.remove({ job: job.id });
    if (!removed.ok) return removed;
    output.line('Removed. Its receipt stays in your statement.');
    output.json({ job: job.id });
    return ok(0);
  });
}

type Action = (connection: NodeConnection, output: Output) => Promise<Result<number, Refusal>>;

async function withNode({ data, json }: Common, action: Action): Promise<number> {
  const output = createOutput(json);
  const connection = await connectTo(data);
  if (!connection.ok) return output.fail(connection.error);
  const done = await action(connection.value, output);
  connection.value.close();
  return done.ok ? done.value : output.fail(done.error);
}

/** A job by its id, or by the beginning of its id where that is enough. */
function withJob(
  id: string,
  options: Common,
  action: (
    job: JobView,
    connection: NodeConnection,
    output: Output,
  ) => Promise<Result<number, Refusal>>,
): Promise<number> {
  return withNode(options, async (connection, output) => {
    const list = await present(connection.client.jobs.list);
    if (!list.ok) return list;
    const found = list.value.jobs.filter((job) => job.id.startsWith(id.toLowerCase()));
    const [job] = found;
    if (job === undefined || id === '')
      return refuse('unknown_job', `There is no job “${id}” here.`);
    if (found.length > 1) {
      return refuse(
        'unknown_job',
        `“${id}” begins the ids of ${String(found.length)} jobs: give more of it.`,
      );
    }
    return action(job, connection, output);
  });
}
