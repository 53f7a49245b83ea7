/**
 * Runs one slice in the thread that calls it, from bytes to bytes.
 *
 * Only the module's own work is charged: admission and compilation stand before the first reading of the
 * thread's CPU clock, everything that the module does, its start function included, between the readings.
 * Nothing here ends a module that does not end: whoever owns the thread does, from outside.
 */
import { createHash } from 'node:crypto';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { SliceFailure, SliceOutcome, SliceTask } from '../../shared/jobs/task.ts';
import { admitModule, type AdmittedModule } from './admission.ts';
import { capMemory, pageBytes } from './cap-limits.ts';
import { createDeterministicSource } from './deterministic-source.ts';
import { explainExitCode, explainFailure, type FailureContext } from './explain-failure.ts';
import { runFunction } from './function-module.ts';
import type { JobFailure } from './job-end.ts';
import { createStandardStreams } from './standard-streams.ts';
import { readThreadCpu } from './thread-cpu.ts';
import { createWasiHost } from './wasi-host.ts';

/** `onStart` is told the thread's CPU time, in microseconds, just before the module begins to work. */
export function runSlice(
  task: SliceTask,
  onStart: (threadCpuMicroseconds: number) => void = () => undefined,
): Result<SliceOutcome, SliceFailure> {
  const memoryBytesMax = Math.min(task.limits.memoryBytes, limits.memoryBytesMax);
  const admitted = admitModule(task.module, memoryBytesMax, task.entry);
  if (!admitted.ok) return err({ ...admitted.error, cpuMicroseconds: 0, workCount: 0 });
  const { layout } = admitted.value;
  const pagesMax = Math.floor(memoryBytesMax / pageBytes);
  const compiled = compile(capMemory(task.module, layout, pagesMax));
  if (!compiled.ok) return err({ ...compiled.error, cpuMicroseconds: 0, workCount: 0 });
  const begun = readThreadCpu();
  onStart(begun);
  const ended = work(compiled.value, admitted.value, task, pagesMax * pageBytes);
  const cpuMicroseconds = readThreadCpu() - begun;
  if (!ended.ok) return err({ ...ended.error, cpuMicroseconds, workCount: 0 });
  return ok({ output: ended.value, cpuMicroseconds, workCount: 0 });
}

function compile(bytes: Uint8Array): Result<WebAssembly.Module, JobFailure> {
  try {
    return ok(new WebAssembly.Module(bytes));
  } catch (error) {
    const nothing = { memoryBytes: null, memoryBytesInitial: 0, memoryBytesMax: 0 };
    return err(explainFailure(error, { ...nothing, lastErrorLine: '' }));
  }
}

function work(
  module: WebAssembly.Module,
  { report, layout }: AdmittedModule,
  task: SliceTask,
  memoryBytesMax: number,
): Result<Uint8Array, JobFailure> {
  const outputBytesMax = Math.min(task.limits.outputBytes, limits.resultBytes);
  const streams = createStandardStreams(task.input, outputBytesMax);
  const source = createDeterministicSource(seedOf(task));
  const host = createWasiHost(task.args, streams, source);
  let instance: WebAssembly.Instance | null = null;
  const context = (): FailureContext => ({
    memoryBytes: instance === null ? null : memoryOf(instance).buffer.byteLength,
    memoryBytesInitial: report.memoryBytes,
    memoryBytesMax: Math.min(memoryBytesMax, (layout.memories[0]?.maximum ?? Infinity) * pageBytes),
    lastErrorLine: streams.lastErrorLine(),
  });
  try {
    instance = new WebAssembly.Instance(module, host.imports);
    if (report.kind === 'function')
      return ok(runFunction(instance, task.entry, task.input, outputBytesMax));
    const exitCode = host.start(instance);
    return exitCode === 0 ? ok(streams.output()) : err(explainExitCode(exitCode, context()));
  } catch (error) {
    return err(explainFailure(error, context()));
  }
}

function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory {
  return instance.exports['memory'] as WebAssembly.Memory;
}

/** The same job gets the same chance everywhere, another job another one. */
function seedOf(task: SliceTask): Uint8Array {
  const hash = createHash('sha256').update(task.input);
  for (const arg of task.args) hash.update(`\0${arg}`);
  return new Uint8Array(hash.digest());
}
