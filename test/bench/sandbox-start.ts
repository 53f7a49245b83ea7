/** How long a job waits for its sandbox: a cold start, and the end of one that loops for ever. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSliceRunner, type SliceRunnerOptions } from '../../main/adapters/slice-runner.ts';
import type { SliceRunner } from '../../main/engine/ports.ts';
import { calibrationFile, programsDir, workerUrl } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { assemble } from '../unit/sandbox-modules.ts';
import type { BenchResult } from './bench-result.ts';

const runs = 15;
const options: SliceRunnerOptions = { workerUrl: workerUrl(), calibrationFile, maxThreads: 2 };

export interface SandboxStartResult extends BenchResult {
  /** Medians, in milliseconds. */
  readonly figures: Readonly<{ [what: string]: number }>;
}

export async function run(): Promise<SandboxStartResult> {
  assert(workerUrl().href.endsWith('.js'), 'the workers are built: npm run build');
  const noProcess: number[] = [];
  for (let index = 0; index < 5; index += 1) {
    const runner = createSliceRunner(options);
    noProcess.push(await timed(() => sample(runner, fresh())));
    await runner.close();
  }
  const runner = createSliceRunner(options);
  await sample(runner, fresh());
  const [cold, noThread, again]: [number[], number[], number[]] = [[], [], []];
  for (let index = 0; index < runs; index += 1) {
    const module = fresh();
    cold.push(await timed(() => sample(runner, module)));
    again.push(await timed(() => sample(runner, module)));
    noThread.push(await timedWithoutThread());
  }
  const kill: number[] = [];
  for (let index = 0; index < runs; index += 1) kill.push(await timedKill(runner));
  await runner.close();
  const value = median(cold);
  return {
    name: 'sandbox-start',
    value,
    unit: 'ms',
    baseline: null,
    ratio: null,
    runs,
    figures: {
      coldStart: value,
      coldStartWorst: Math.max(...cold),
      processNotStarted: median(noProcess),
      noThreadAlive: median(noThread),
      moduleKnown: median(again),
      killOfEndlessLoop: median(kill),
      killOfEndlessLoopWorst: Math.max(...kill),
    },
    what:
      'From asking to the answer of a sample that counts the primes below 10, in a sandbox whose process is up, ' +
      'with a module never seen, in the thread that the process holds ready; beside it, the same where no thread ' +
      'is ready and one is started, where the process is not started either (and what wall works here is found ' +
      'out first), where the module is known, and the time from stopping an endless loop to its answer.',
  };
}

const primeCount = new Uint8Array(readFileSync(join(programsDir, 'prime-count.wasm')));
const endless = assemble(`(module (memory (export "memory") 1)
  (func (export "alloc") (param i32) (result i32) (i32.const 16))
  (func (export "run") (param i32 i32) (result i64) (loop $again (br $again)) (i64.const 0)))`);
let made = 0;

/** The sample with a custom section that no module before it had, so that its hash is new. */
function fresh(): Uint8Array {
  made += 1;
  const name = new TextEncoder().encode(`n${String(made).padStart(6, '0')}`);
  return new Uint8Array([...primeCount, 0, name.length + 1, name.length, ...name]);
}

async function sample(runner: SliceRunner, module: Uint8Array): Promise<void> {
  const ended = await runner.run(
    taskOf(module, '_start', ['2', '10']),
    new AbortController().signal,
    ignored,
  );
  assert(ended.ok, 'the sample runs');
}

/** With one thread busy in a runner of its own, the next has to be started. */
async function timedWithoutThread(): Promise<number> {
  const runner = createSliceRunner(options);
  const stopping = new AbortController();
  const working = Promise.withResolvers<undefined>();
  const busy = runner.run(taskOf(endless, 'run', []), stopping.signal, {
    progress: () => working.resolve(undefined),
  });
  await working.promise;
  const ms = await timed(() => sample(runner, fresh()));
  stopping.abort();
  await busy;
  await runner.close();
  return ms;
}

async function timedKill(runner: SliceRunner): Promise<number> {
  const stopping = new AbortController();
  const ended = runner.run(taskOf(endless, 'run', []), stopping.signal, ignored);
  await wait(300); // it works by then; it would be killed sooner if not
  return timed(async () => {
    stopping.abort();
    await ended;
  });
}

const ignored = { progress: () => undefined };

function taskOf(module: Uint8Array, entry: string, args: readonly string[]): SliceTask {
  return {
    module,
    input: new Uint8Array(0),
    entry,
    args,
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 2 ** 24,
      cpuMicroseconds: 6e7,
      workUnits: 2 ** 53 - 1,
      wallMs: 6e4,
      outputBytes: 100,
    },
  };
}

async function timed(action: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await action();
  return Math.round((performance.now() - begun) * 10) / 10;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
