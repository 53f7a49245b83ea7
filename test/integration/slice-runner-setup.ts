/** A runner of slices as a node has it, and tasks for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createChildProcessHost } from '../../main/adapters/job-process/child-process-host.ts';
import type { JobProcessProgram } from '../../main/adapters/job-process/host.ts';
import { createSliceRunner, type SliceRunnerOptions } from '../../main/adapters/slice-runner.ts';
import type { RunListener, SliceRunner } from '../../main/engine/ports.ts';
import { calibrationFile, programsDir, projectDir, workerUrl } from '../../main/paths.ts';
import type { Ended } from '../../shared/jobs/process-protocol.ts';
import type { SliceLimits, SliceTask } from '../../shared/jobs/task.ts';
import { assemble } from '../unit/sandbox-modules.ts';

/** Does what a bug in the engine could let a module do. */
export const hostileWorker = new URL('./slice-runner-hostile-worker.ts', import.meta.url);

/** Closed when the test has finished. */
export function openRunner(
  maxThreads = 2,
  url = workerUrl(),
  more: Partial<SliceRunnerOptions> = {},
): SliceRunner {
  const host: SliceRunnerOptions['host'] = (program) =>
    createChildProcessHost({ ...program, files: testFiles(program) });
  const given = url.href === workerUrl().href ? {} : { host };
  const options = { workerUrl: url, calibrationFile, maxThreads, ...given, ...more };
  const runner = createSliceRunner(options);
  onTestFinished(() => runner.close());
  return runner;
}

/** What a process needs to read that runs tests, which are there from source only. */
export function testFiles({ files }: JobProcessProgram): readonly string[] {
  return [...files, ...['test/', 'workers/', 'shared/'].map((each) => join(projectDir, each))];
}

export const sliceLimits: SliceLimits = {
  memoryBytes: 64 * 1024 * 1024,
  cpuMicroseconds: 30_000_000,
  workUnits: 2 ** 53 - 1,
  // What is at fault ends by its CPU time; a busy machine is not at fault.
  wallMs: 180_000,
  outputBytes: 8 * 1024 * 1024,
};

const primeCount = new Uint8Array(readFileSync(join(programsDir, 'prime-count.wasm')));

/** Counts primes below a number. */
export function primesBelow(to: number, more: Partial<SliceLimits> = {}): SliceTask {
  return taskOf(primeCount, {
    entry: '_start',
    args: ['2', String(to)],
    limits: { ...sliceLimits, ...more },
  });
}

export function taskOf(module: Uint8Array, changes: Partial<SliceTask> = {}): SliceTask {
  return {
    module,
    input: new Uint8Array(0),
    entry: 'run',
    args: [],
    limits: sliceLimits,
    from: null,
    checkpointEvery: null,
    ...changes,
  };
}

/** What the hostile worker does instead of running the module; an honest one runs it. */
export function wishFor(wish: string, more: Partial<SliceLimits> = {}): SliceTask {
  return { ...primesBelow(10, more), input: new TextEncoder().encode(wish) };
}

/** A function module whose entry `run` is this body. */
export function functionOf(body: string): Uint8Array {
  return assemble(`(module (memory (export "memory") 1)
    (func (export "alloc") (param i32) (result i32) (i32.const 16))
    (func (export "run") (param i32 i32) (result i64) ${body}))`);
}

export const endless = functionOf('(loop $again (br $again)) (i64.const 0)');

export const never = new AbortController().signal;
const ignored: RunListener = { progress: () => undefined };

export function run(
  runner: SliceRunner,
  task: SliceTask,
  signal = never,
  listener = ignored,
): Promise<Ended> {
  return runner.run(task, signal, listener);
}

/** The output as text, or the name of the failure. */
export function textOf(ended: Ended): string {
  return ended.ok ? new TextDecoder().decode(ended.value.output) : ended.error.name;
}
