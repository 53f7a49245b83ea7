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
  /** Who waits for a thread to start: one that fails before it has a task tells only the pool. */
  readonly starting: Set<(cause: Error) => void>;
}

/** An idle thread holds memory for nothing, and a new one starts in some 40 ms. */
const idleMs = 5_000;
const waitingMax = 1_000;
const questionMs = 60_000;
const threadLimits = { maxOldGenerationSizeMb: 64, maxYoungGenerationSizeMb: 16, stackSizeMb: 16 };

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
      return await orFailedStart(questions, questions.piscina.run(subject, { name, signal }));
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
    async run(task, signal, onProgress) {
      const unwanted = AbortSignal.any([signal, closing.signal]);
      const leave = await sliceGate.enter(unwanted);
      if (leave === null && !unwanted.aborted) return failure('sandbox_failed', crowdedSentence, 0);
      if (leave === null) return failure('stopped', stoppedSentence, 0);
      try {
        return await runInThread(slices, task, unwanted, onProgress);
      } finally {
        leave();
      }
    },
    async rate() {
      return (await ask('rate', new Uint8Array(await readFile(options.calibrationFile)))) as number;
    },
    async close() {
      closing.abort();
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
  const starting = new Set<(cause: Error) => void>();
  piscina.on('error', (cause: Error) => {
    log?.warn('A worker thread failed outside a slice.', cause);
    for (const fail of [...starting]) fail(cause);
  });
  return { piscina, starting };
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
    const answer = pool.piscina.run({ task, started }, { signal: ending.signal });
    const ended = (await orFailedStart(pool, answer, started)) as Ended;
    return withinCeiling(ended, task);
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

/** The answer, or the failure of a thread that never came to life. */
function orFailedStart<Answer>(
  { starting }: ThreadPool,
  answer: Promise<Answer>,
  started?: BigInt64Array,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error) => {
      if (started === undefined || Atomics.load(started, 0) === 0n) reject(cause);
    };
    starting.add(fail);
    answer.then(resolve, reject).finally(() => starting.delete(fail));
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
  return err({ name, detail, cpuMicroseconds });
}
