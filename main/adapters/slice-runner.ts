/**
 * Runs slices in Piscina's worker threads and holds their limits from outside, where a module cannot reach.
 *
 * A slice has a thread of its own while it runs. Its CPU time is read from the operating system while it works;
 * a slice over its CPU time, over its time by the wall clock, or no longer wanted loses its thread at once, and
 * no other slice notices. Looking at modules and rating have a pool of their own, so that neither waits for an
 * hour of work. Piscina's queue is never used for waiting: it forgets who waits when a thread is ended.
 */
import { readFile } from 'node:fs/promises';
import { Piscina } from 'piscina';
import { unreachable } from '../../shared/base/assert.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { err } from '../../shared/base/result.ts';
import type {
  ModuleRefusalName,
  ModuleReport,
  SliceFailure,
  SliceFailureName,
  SliceOutcome,
  SliceTask,
} from '../../shared/jobs/task.ts';
import type { Log, SliceRunner } from '../engine/ports.ts';
import { createGate } from './gate.ts';
import { type SliceEnd, watchSlice } from './slice-watch.ts';

export interface SliceRunnerOptions {
  /** The entry of the worker threads, as main/paths.ts knows it. */
  readonly workerUrl: URL;
  /** The calibration kernel. */
  readonly calibrationFile: string;
  /** Slices that run at the same time at most; further ones wait. */
  readonly maxThreads: number;
  readonly log?: Pick<Log, 'warn'>;
}

type Ended = Result<SliceOutcome, SliceFailure>;
type Inspected = Result<ModuleReport, Refusal<ModuleRefusalName>>;

interface ThreadPool {
  readonly piscina: Piscina<unknown, unknown>;
  readonly tasks: Set<PooledTask>;
}

/** A task that has been given to Piscina and is not answered yet. */
interface PooledTask {
  /** The thread that has begun it, or 0: a thread that dies before it begins one tells nobody. */
  readonly threadId: () => number;
  readonly fail: (cause: Error) => void;
}

/** An idle thread holds memory for nothing, and a new one starts in some 40 ms. */
const idleMs = 5_000;
const waitingMax = 1_000;
const questionMs = 60_000;
const threadLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16 };

export function createSliceRunner(options: SliceRunnerOptions): SliceRunner {
  const slices = createPool(options, options.maxThreads);
  const questions = createPool(options, 1);
  const sliceGate = createGate(options.maxThreads, waitingMax);
  const questionGate = createGate(1, waitingMax);
  const closing = new AbortController();

  async function ask(name: 'inspect' | 'rate', subject: Uint8Array): Promise<unknown> {
    const leave = await questionGate.enter(closing.signal);
    const signal = AbortSignal.any([closing.signal, AbortSignal.timeout(questionMs)]);
    try {
      return await answerOf(questions, subject, { name, signal }, () => 0);
    } finally {
      leave?.();
    }
  }

  return {
    async inspect(module) {
      try {
        return (await ask('inspect', module)) as Inspected;
      } catch {
        const detail = 'This module could not be looked at in time. Try again, or choose another.';
        return err({ name: 'not_webassembly', detail });
      }
    },
    async run(task, signal, listener) {
      const onProgress = (cpuMicroseconds: number) =>
        listener.progress({ cpuMicroseconds, workCount: 0 });
      const unwanted = AbortSignal.any([signal, closing.signal]);
      const leave = await sliceGate.enter(unwanted);
      try {
        if (unwanted.aborted) return failure('stopped', stoppedSentence, 0);
        if (leave === null) return failure('sandbox_failed', crowdedSentence, 0);
        return await runInThread(slices, task, unwanted, onProgress);
      } finally {
        leave?.();
      }
    },
    async rate() {
      const milli = await ask('rate', new Uint8Array(await readFile(options.calibrationFile)));
      return { milli: milli as number, spreadMilli: 0 };
    },
    setShare: () => undefined,
    wall: () => ({ isolation: 'starting', sentence: '', crashes: 0 }),
    onWallChange: () => undefined,
    async close() {
      closing.abort();
      await sliceGate.empty();
      await Promise.all([slices.piscina.destroy(), questions.piscina.destroy()]);
    },
  };
}

function createPool({ workerUrl, log }: SliceRunnerOptions, maxThreads: number): ThreadPool {
  const piscina = new Piscina<unknown, unknown>({
    filename: workerUrl.href,
    minThreads: 0,
    maxThreads,
    maxQueue: maxThreads,
    concurrentTasksPerWorker: 1,
    idleTimeout: idleMs,
    resourceLimits: threadLimits,
    env: {} as never, // its type takes the runtime's own for an optional one
    argv: [],
    execArgv: [],
  });
  const pool: ThreadPool = { piscina, tasks: new Set() };
  piscina.on('error', (cause) => log?.warn('A worker thread failed outside a slice.', cause));
  piscina.on('workerDestroy', () => setImmediate(failAbandoned, pool));
  return pool;
}

/** Tasks that no thread has begun have failed when every thread that is left has begun another one. */
function failAbandoned({ piscina, tasks }: ThreadPool): void {
  const begun = new Set([...tasks].map((task) => task.threadId()));
  if (piscina.threads.some((thread) => !begun.has(thread.threadId))) return;
  for (const task of [...tasks])
    if (task.threadId() === 0) task.fail(new Error('its thread did not start'));
}

async function runInThread(
  pool: ThreadPool,
  task: SliceTask,
  signal: AbortSignal,
  onProgress: (cpuMicroseconds: number) => void,
): Promise<Ended> {
  const started = new BigInt64Array(new SharedArrayBuffer(16));
  const ending = new AbortController();
  const watch = watchSlice({
    threads: () => pool.piscina.threads,
    started,
    limits: task.limits,
    signal,
    onProgress,
    end: () => ending.abort(),
  });
  try {
    const threadId = () => Number(Atomics.load(started, 0));
    const request = { task, started };
    const ended = await answerOf(pool, request, { signal: ending.signal }, threadId);
    return withinCeiling(ended as Ended, task);
  } catch (cause) {
    await watch.threadGone();
    const end = watch.endedBy();
    if (end === null)
      return failure('sandbox_failed', crashSentence(cause), watch.cpuMicroseconds());
    return failure(end, sentenceOf(end, task), watch.cpuMicroseconds());
  } finally {
    watch.close();
  }
}

/** The answer of a thread, or the failure to start one. */
function answerOf(
  { piscina, tasks }: ThreadPool,
  subject: unknown,
  options: { readonly name?: string; readonly signal: AbortSignal },
  threadId: () => number,
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const task: PooledTask = { threadId, fail: reject };
    tasks.add(task);
    piscina
      .run(subject, options)
      .then(resolve, reject)
      .finally(() => tasks.delete(task));
  });
}

/** A slice may end by itself between two looks, and be over its CPU time all the same. */
function withinCeiling(ended: Ended, task: SliceTask): Ended {
  const used = ended.ok ? ended.value.cpuMicroseconds : 0;
  if (used <= task.limits.cpuMicroseconds) return ended;
  return failure('ceiling_reached', sentenceOf('ceiling_reached', task), used);
}

const crowdedSentence = `More than ${waitingMax} slices wait for a thread. Ask again later.`;
const stoppedSentence = 'The slice was stopped.';

function sentenceOf(end: SliceEnd, { limits }: SliceTask): string {
  switch (end) {
    case 'stopped':
      return stoppedSentence;
    case 'ceiling_reached':
      return (
        `The slice used all the CPU time that it may use, ${inSeconds(limits.cpuMicroseconds / 1e6)}. ` +
        'Raise the ceiling, or give it less to do.'
      );
    case 'time_limit':
      return (
        `The slice was not done within its time, ${inSeconds(limits.wallMs / 1e3)} by the clock. ` +
        'Raise the limit, or give it less to do.'
      );
    default:
      return unreachable(end);
  }
}

function inSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(3))} s`;
}

function crashSentence(cause: unknown): string {
  const { code, message } = cause as { readonly code?: string; readonly message?: string };
  if (code === 'ERR_WORKER_OUT_OF_MEMORY')
    return 'The slice used up the memory of the thread around it, and the thread was ended.';
  return `The thread that ran the slice failed: ${(message ?? String(cause)).slice(0, 200)}.`;
}

function failure(
  name: SliceFailureName,
  detail: string,
  cpuMicroseconds: number,
): { readonly ok: false; readonly error: SliceFailure } {
  return err({ name, detail, cpuMicroseconds, workCount: 0 });
}
