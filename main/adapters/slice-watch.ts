/**
 * Watches one slice from outside its thread: reads its CPU time while it works and says when it must end.
 *
 * The reading comes from the operating system through the thread itself, which answers even from inside a
 * module's loop; while it cannot answer, as in one long copy of memory, the wall clock still runs.
 */
import type { Worker } from 'node:worker_threads';
import type { SliceLimits } from '../../shared/jobs/task.ts';

/** Why a slice was ended from outside. */
export type SliceEnd = 'stopped' | 'ceiling_reached' | 'time_limit';

export interface SliceWatchOptions {
  readonly threads: () => readonly Worker[];
  /** What the thread tells: its id, and its CPU time in microseconds when the module began. */
  readonly started: BigInt64Array;
  readonly limits: SliceLimits;
  readonly signal: AbortSignal;
  readonly onProgress: (cpuMicroseconds: number) => void;
  /** Ends the thread. */
  readonly end: () => void;
}

export interface SliceWatch {
  /** Why it ended the slice, or null when it did not. */
  readonly endedBy: () => SliceEnd | null;
  /** The last reading, in microseconds. */
  readonly cpuMicroseconds: () => number;
  /** Waits until the thread is gone, a short while at most. */
  readonly threadGone: () => Promise<void>;
  readonly close: () => void;
}

const lookMs = 100;
const lookMsMin = 5;
const progressMs = 500;
const lastLookMs = 20;
const goneMs = 2_000;
/** For a thread to start and a module to be looked at and compiled, which nobody is charged for. */
const beginWithinMs = 60_000;
/** What Node says is the id of a thread that has ended. */
const goneThreadId = -1;

export function watchSlice(options: SliceWatchOptions): SliceWatch {
  const { limits, signal, started } = options;
  let thread: Worker | null = null;
  let cpuMicroseconds = 0;
  let endedBy: SliceEnd | null = null;
  let isClosed = false;
  let progressAt = performance.now();

  async function look(): Promise<void> {
    thread ??= findThread();
    const begun = Number(Atomics.load(started, 1));
    if (thread === null || begun === 0) return;
    try {
      const { user, system } = await thread.cpuUsage();
      cpuMicroseconds = Math.max(cpuMicroseconds, Math.round(user + system - begun));
    } catch {
      // The thread is gone: whoever waits for its answer hears of it.
    }
  }

  function findThread(): Worker | null {
    const id = Number(Atomics.load(started, 0));
    return options.threads().find((one) => one.threadId === id) ?? null;
  }

  async function lookAgain(): Promise<void> {
    await look();
    if (isClosed || endedBy !== null) return;
    if (cpuMicroseconds > limits.cpuMicroseconds) return end('ceiling_reached');
    if (cpuMicroseconds > 0 && performance.now() - progressAt >= progressMs) {
      progressAt = performance.now();
      options.onProgress(cpuMicroseconds);
    }
    const leftMs = (limits.cpuMicroseconds - cpuMicroseconds) / 1000;
    looking = setTimeout(() => void lookAgain(), Math.min(lookMs, Math.max(lookMsMin, leftMs)));
  }

  async function end(why: SliceEnd): Promise<void> {
    if (isClosed || endedBy !== null) return;
    endedBy = why;
    await Promise.race([look(), pause(lastLookMs)]);
    options.end();
  }

  const onAbort = () => void end('stopped');
  signal.addEventListener('abort', onAbort, { once: true });
  const wall = setTimeout(() => void end('time_limit'), limits.wallMs);
  const beginning = setTimeout(() => {
    if (Number(Atomics.load(started, 1)) === 0) void end('time_limit');
  }, beginWithinMs);
  let looking = setTimeout(() => void lookAgain(), lookMsMin);

  return {
    endedBy: () => endedBy,
    cpuMicroseconds: () => cpuMicroseconds,
    async threadGone() {
      if (thread === null || thread.threadId === goneThreadId) return;
      const left = new Promise<void>((resolve) => thread?.once('exit', () => resolve()));
      await Promise.race([left, pause(goneMs)]);
    },
    close() {
      isClosed = true;
      clearTimeout(wall);
      clearTimeout(beginning);
      clearTimeout(looking);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
