/**
 * Runs one slice in the thread that calls it, from bytes to bytes.
 *
 * Only the module's own work is charged: preparing it stands before the first reading of the thread's CPU
 * clock; everything that it does, its start function included, between the readings.
 */
import { createHash } from 'node:crypto';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { SliceFailure, SliceOutcome, SliceTask } from '../../shared/jobs/task.ts';
import { meterExports } from '../meter/contract.ts';
import { type Checkpoints, openCheckpoints } from '../checkpoint/checkpoints.ts';
import { type Caller, directCaller, type ModuleFunction } from './caller.ts';
import { createDeterministicSource } from './deterministic-source.ts';
import { explainExitCode } from './explain-failure.ts';
import { runFunction } from './function-module.ts';
import { createJavaScriptHost } from './javascript.ts';
import type { JobFailure } from './job-end.ts';
import { jobFailure } from './job-end.ts';
import { createMeteredRun, type MeteredRun, type SliceSurroundings } from './metered-run.ts';
import { type Prepared, prepareModule } from './prepare.ts';
import { bytesInWords, quoted } from './sentence.ts';
import { createStandardStreams } from './standard-streams.ts';
import { mute } from './voice.ts';
import { createWasiHost } from './wasi-host.ts';

/** The task's own `module` is not looked at: it is `prepared`. */
export function runSlice(
  prepared: Prepared,
  asked: SliceTask,
  around: SliceSurroundings = {},
): Result<SliceOutcome, SliceFailure> {
  const task = withinOurLimits(asked);
  const unfit = whyUnfit(prepared, task);
  if (unfit !== null) return err({ ...unfit, cpuMicroseconds: 0, workCount: 0 });
  const opened = openCheckpoints(prepared, task, around);
  if (!opened.ok) return err({ ...opened.error, cpuMicroseconds: 0, workCount: 0 });
  const checkpoints = opened.value;
  const run = createMeteredRun(task, prepared.memoryPagesMax, around, checkpoints?.yields);
  const finished = run.finish(work(prepared, task, run, checkpoints));
  const { whyNotLeavable: why } = prepared;
  if (!finished.ok || why === null || task.checkpointEvery === null) return finished;
  return ok({ ...finished.value, whyNoCheckpoints: why });
}

/** Prepares the task's module and runs it. */
export function prepareAndRun(
  task: SliceTask,
  around: SliceSurroundings = {},
): Result<SliceOutcome, SliceFailure> {
  const prepared = prepareModule(task.module);
  if (!prepared.ok) return err({ ...prepared.error, cpuMicroseconds: 0, workCount: 0 });
  return runSlice(prepared.value, task, around);
}

function withinOurLimits(task: SliceTask): SliceTask {
  const memoryBytes = Math.min(task.limits.memoryBytes, limits.memoryBytesMax);
  const outputBytes = Math.min(task.limits.outputBytes, limits.resultBytes);
  return { ...task, limits: { ...task.limits, memoryBytes, outputBytes } };
}

/** What admission could not know: it looked at the module alone. */
function whyUnfit({ report }: Prepared, { entry, limits: most }: SliceTask): JobFailure | null {
  if (report.memoryBytes > most.memoryBytes)
    return jobFailure(
      'memory_too_large',
      `This module asks for ${bytesInWords(report.memoryBytes)} of memory, and the job may have ` +
        `${bytesInWords(most.memoryBytes)}. Raise the job's memory limit.`,
    );
  const isDefault = report.kind !== 'function' && entry === '';
  if (isDefault || report.entries.includes(entry)) return null;
  const names = report.entries.slice(0, 5).map(quoted).join(', ');
  return jobFailure('unknown_entry', `This module has no entry ${quoted(entry)}. It has ${names}.`);
}

function work(
  prepared: Prepared,
  task: SliceTask,
  run: MeteredRun,
  checkpoints: Checkpoints | null,
): Result<Uint8Array, JobFailure> {
  if (prepared.script !== null) return runScript(prepared.module, prepared.script, task, run);
  if (prepared.report.kind === 'function' && checkpoints === null)
    return runBare(prepared.module, task, run);
  const streams = createStandardStreams(task.input, task.limits.outputBytes);
  const source = createDeterministicSource(() => seedOf(task));
  const host = createWasiHost(task, streams, source, run);
  run.hear({ ...mute, console: streams.console });
  const caller = checkpoints?.caller ?? directCaller;
  try {
    run.begin();
    const imports = { ...host.imports, ...run.imports };
    const instance = new WebAssembly.Instance(prepared.module, imports);
    run.attach(instance);
    host.attach(instance);
    checkpoints?.attach(instance, run, { input: task.input, streams, source, wasi: host });
    callStart(instance, caller);
    if (prepared.report.kind === 'function')
      return ok(runFunction(instance, task, run.count, caller));
    const exitCode = host.start(instance, caller);
    return exitCode === 0
      ? ok(streams.output())
      : err(explainExitCode(exitCode, run.context(streams.lastErrorLine())));
  } catch (error) {
    return err(run.explain(error, streams.lastErrorLine()));
  }
}

/** A function imports nothing of a host; to make it one would take longer than many a slice. */
function runBare(
  module: WebAssembly.Module,
  task: SliceTask,
  run: MeteredRun,
): Result<Uint8Array, JobFailure> {
  try {
    run.begin();
    const instance = new WebAssembly.Instance(module, run.imports);
    run.attach(instance);
    callStart(instance, directCaller);
    return ok(runFunction(instance, task, run.count, directCaller));
  } catch (error) {
    return err(run.explain(error));
  }
}

function callStart(instance: WebAssembly.Instance, caller: Caller): void {
  const start = instance.exports[meterExports.start] as ModuleFunction | undefined;
  if (start !== undefined && !caller.isPast('start')) caller.call('start', start);
}

function runScript(
  module: WebAssembly.Module,
  script: Uint8Array,
  task: SliceTask,
  run: MeteredRun,
): Result<Uint8Array, JobFailure> {
  const host = createJavaScriptHost({
    source: script,
    input: task.input,
    args: task.args,
    seed: seedOf(task),
    memoryBytes: task.limits.memoryBytes,
    outputBytesMax: task.limits.outputBytes,
    charge: run.count.charge,
  });
  run.hear(host.voice);
  try {
    run.begin();
    const instance = new WebAssembly.Instance(module, { ...host.imports, ...run.imports });
    run.attach(instance);
    return ok(host.run(instance));
  } catch (error) {
    return err(run.explain(error));
  }
}

/** The same job gets the same chance everywhere, another job another one. */
function seedOf(task: SliceTask): Uint8Array {
  const hash = createHash('sha256').update(task.input);
  for (const arg of task.args) hash.update(`\0${arg}`);
  return new Uint8Array(hash.digest());
}
