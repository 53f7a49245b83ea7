/**
 * `common-hours job check FILE`: whether a file would run as a job and, with an input, what it would cost. It needs
 * no node: the sandbox is started here, as a lender would start it, and ended with the answer.
 */
import { basename } from 'node:path';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  formatNumber,
  formatRating,
} from '../../../shared/api/words.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { ModuleReport, SliceOutcome, SliceUse } from '../../../shared/jobs/task.ts';
import { createSliceRunner } from '../../adapters/slice-runner.ts';
import { entryOf } from '../../engine/jobs/draft.ts';
import type { MeasuredRating, SliceRunner } from '../../engine/ports.ts';
import { calibrationFile, workerUrl } from '../../paths.ts';
import { createOutput, type Output } from '../output.ts';
import { readLimited } from './files.ts';
import { checkArguments } from './job-draft.ts';
import { checkSource, noteSentence } from './job-notes.ts';

export interface CheckOptions {
  readonly input?: string;
  readonly entry?: string;
  readonly arg: readonly string[];
  readonly json: boolean;
}

/** What the sample run showed. */
interface Trial {
  readonly outcome: SliceOutcome;
  readonly rating: MeasuredRating;
}

const shownBytes = 64;
/** The exit code of a program that was ended from the keyboard. */
const interrupted = 130;
/** What the count of other processors may differ by, and half as much again to be on the safe side. */
const ceilingOf = (cost: bigint) => (cost * 3n) / 2n + 1n;

/** Answers 0 for a file that runs as a job, and whose sample run ended well if there was one. */
export async function checkJob(file: string, options: CheckOptions): Promise<number> {
  const output = createOutput(options.json);
  const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 1 });
  const { signal, abort } = createInterrupt();
  let closing: Promise<void> | null = null;
  const close = () => (closing ??= runner.close());
  signal.addEventListener('abort', () => void close());
  try {
    const checked = await check(file, options, { runner, output, signal });
    if (signal.aborted) return interrupted;
    return checked.ok ? 0 : output.fail(checked.error);
  } catch (cause) {
    // A sandbox that was ended from the keyboard answers nobody any more.
    if (signal.aborted) return interrupted;
    return Promise.reject(cause instanceof Error ? cause : new Error(String(cause)));
  } finally {
    process.off('SIGINT', abort);
    await close();
  }
}

function createInterrupt() {
  const controller = new AbortController();
  const abort = () => {
    controller.abort();
  };
  process.once('SIGINT', abort);
  return { signal: controller.signal, abort };
}

interface Tools {
  readonly runner: SliceRunner;
  readonly output: Output;
  readonly signal: AbortSignal;
}

async function check(
  file: string,
  options: CheckOptions,
  tools: Tools,
): Promise<Result<null, Refusal>> {
  const args = checkArguments(options.arg);
  if (!args.ok) return args;
  const module = await readLimited(file, limits.moduleBytes, 'module');
  if (!module.ok) return module;
  const input =
    options.input === undefined
      ? ok(new Uint8Array())
      : await readLimited(options.input, limits.inputBytes, 'input');
  if (!input.ok) return input;
  const notes = checkSource(file, module.value);
  if (!notes.ok) return notes;
  for (const note of notes.value) tools.output.aside(noteSentence(file, note));
  const report = await tools.runner.inspect(module.value);
  if (!report.ok) return report;
  const entry = entryOf(report.value, options.entry ?? null);
  if (!entry.ok) return entry;
  sayReport(tools.output, basename(file), module.value.length, report.value);
  const wantsTrial =
    options.input !== undefined || options.entry !== undefined || args.value.length > 0;
  if (!wantsTrial) {
    tools.output.line('Give it --input FILE or --arg VALUE, and it is run here to see its cost.');
    tools.output.json({ report: report.value, trial: null });
    return ok(null);
  }
  const job = { module: module.value, input: input.value, entry: entry.value, args: args.value };
  const trial = await tryOut(job, tools, options.json);
  if (!trial.ok) return trial;
  sayTrial(tools.output, trial.value);
  tools.output.json({ report: report.value, trial: trialInJson(trial.value) });
  return ok(null);
}

interface SampleJob {
  readonly module: Uint8Array;
  readonly input: Uint8Array;
  readonly entry: string;
  readonly args: readonly string[];
}

/** Runs the job within the limits that a lender keeps to, and rates this machine. */
async function tryOut(
  job: SampleJob,
  { runner, signal }: Tools,
  isQuiet: boolean,
): Promise<Result<Trial, Refusal>> {
  const progress = createProgressLine(isQuiet);
  const task = {
    ...job,
    limits: {
      memoryBytes: limits.memoryBytesDefault,
      cpuMicroseconds: limits.wallMsDefault * 1000,
      workUnits: Number.MAX_SAFE_INTEGER,
      wallMs: limits.wallMsDefault,
      outputBytes: limits.resultBytes,
    },
    from: null,
    checkpointEvery: null,
  };
  const run = await runner.run(task, signal, { progress: progress.say });
  progress.clear();
  if (!run.ok) {
    const { name, detail, cpuMicroseconds, workCount } = run.error;
    const used = `${formatCpuTime(cpuMicroseconds)} of CPU time and ${formatNumber(workCount)} units of work`;
    return refuse(name, `${detail} It had used ${used}.`);
  }
  return ok({ outcome: run.value, rating: await runner.rate() });
}

/** A line on a screen that is written over while the job runs; nothing where nobody looks. */
function createProgressLine(isQuiet: boolean) {
  const isShown = process.stderr.isTTY && !isQuiet;
  return {
    say({ cpuMicroseconds, workCount }: SliceUse) {
      if (!isShown) return;
      const said = `Running: ${formatCpuTime(cpuMicroseconds)} of CPU time, ${formatNumber(workCount)} units of work`;
      process.stderr.write(`\r\u001b[K${said}`);
    },
    clear() {
      if (isShown) process.stderr.write('\r\u001b[K');
    },
  };
}

function sayReport(output: Output, name: string, size: number, report: ModuleReport): void {
  output.line(`${name} runs as a job.`);
  sayFact(output, 'Kind', kinds[report.kind]);
  sayFact(output, 'Starts at', report.entries.join(', '));
  sayFact(output, 'Asks for', report.imports.join(', ') || 'nothing from outside');
  const memory = `${formatBytes(report.memoryBytes)} at the start`;
  sayFact(output, 'Memory', `${memory}; at most ${formatBytes(limits.memoryBytesDefault)}`);
  const metered = report.meteredBytes;
  const withMeter = metered === undefined ? '' : `; ${formatBytes(metered)} with the meter in it`;
  sayFact(output, 'Size', `${formatBytes(size)}${withMeter}`);
}

const kinds = {
  function: 'WebAssembly, a function over bytes',
  command: 'WebAssembly, a WASI command: arguments and standard input to standard output',
  javascript: 'JavaScript, run by an interpreter: compiled modules are some fifty times faster',
} as const;

function sayTrial(output: Output, trial: Trial): void {
  const { outcome, rating } = trial;
  const { cost, ceiling, nanoseconds } = estimateOf(trial);
  sayFact(output, 'Result', `${formatBytes(outcome.output.length)}${beginningOf(outcome.output)}`);
  sayFact(output, 'Work', `${formatNumber(outcome.workCount)} units, the same on every machine`);
  const core = `${formatRating(rating.milli)} ± ${formatRating(rating.spreadMilli)}`;
  sayFact(
    output,
    'CPU time',
    `${formatCpuTime(outcome.cpuMicroseconds)} on this core, rated ${core} just now`,
  );
  const reference = (nanoseconds * rating.milli) / 1000;
  sayFact(
    output,
    'Rate',
    `${nanoseconds.toPrecision(2)} ns for a unit here, ${reference.toPrecision(2)} ns on the reference core`,
  );
  sayFact(
    output,
    'Cost',
    `about ${formatCpuHours(cost)} on the reference core; a ceiling of ${formatCpuHours(ceiling)} leaves room`,
  );
}

interface Estimate {
  readonly cost: bigint;
  readonly ceiling: bigint;
  /** CPU time of this core for one unit of work. */
  readonly nanoseconds: number;
}

function estimateOf({ outcome, rating }: Trial): Estimate {
  const { cpuMicroseconds, workCount } = outcome;
  const cost = microCpuHoursByTime(cpuMicroseconds, rating.milli);
  return {
    cost,
    ceiling: ceilingOf(cost),
    nanoseconds: (cpuMicroseconds * 1000) / Math.max(workCount, 1),
  };
}

function trialInJson(trial: Trial) {
  const { outcome, rating } = trial;
  const { cost, ceiling, nanoseconds } = estimateOf(trial);
  return {
    resultBytes: outcome.output.length,
    workCount: outcome.workCount,
    cpuMicroseconds: outcome.cpuMicroseconds,
    ratingMilli: rating.milli,
    ratingSpreadMilli: rating.spreadMilli,
    nanosecondsPerUnit: nanoseconds,
    cost,
    ceiling,
  };
}

/** The first bytes of a result: as text if they are some, else as numbers. */
function beginningOf(result: Uint8Array): string {
  if (result.length === 0) return '';
  const start = result.subarray(0, shownBytes);
  const more = result.length > shownBytes ? '…' : '';
  const text = new TextDecoder().decode(start);
  const isText = !/[\p{Cc}\p{Cf}\uFFFD]/u.test(text.replaceAll(/\s/g, ' '));
  if (isText) return `: ${text.replaceAll(/\s+/g, ' ').trim()}${more}`;
  const numbers = [...start.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0'));
  return `, beginning with ${numbers.join(' ')}`;
}

function sayFact(output: Output, label: string, value: string): void {
  output.line(`  ${label.padEnd(10)} ${value}`);
}
