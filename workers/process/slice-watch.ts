/**
 * Watches one slice from outside its thread. The thread ends itself at the module's yields, some hundred times a
 * second; this is what stands behind it, should it not. Behind this one stands the node, which ends the process.
 */
import type { Worker } from 'node:worker_threads';
import type { SliceLimits, SliceProgress } from '../../shared/jobs/task.ts';
import { progressIn, type SliceControl, threadIn } from '../sandbox/control.ts';

/** Why a slice was ended from outside. */
export type SliceEnd = 'stopped' | 'ceiling_reached' | 'time_limit';

export interface SliceWatchOptions {
  readonly control: SliceControl;
  readonly limits: SliceLimits;
  readonly threads: () => readonly Worker[];
  readonly onProgress: (used: SliceProgress) => void;
  /** Ends the thread. */
  readonly end: () => void;
}

export interface SliceWatch {
  /** Ends the thread a little later, unless it ends by itself. */
  readonly stop: () => void;
  /** Why it ended the thread, or null when it did not. */
  readonly endedBy: () => SliceEnd | null;
  /** Waits until the thread is gone, a short while at most. */
  readonly threadGone: () => Promise<void>;
  readonly close: () => void;
}

const lookMs = 500;
/** For a thread to start: when it has not by then, it never will. */
const beginWithinMs = 60_000;
/** The thread's own limits come first. */
const graceMs = 1_000;
const stopWithinMs = 40;
const goneMs = 1_000;
const neverGoneMs = 10_000;
/** What Node says is the id of a thread that has ended. */
const goneThreadId = -1;

export function watchSlice(options: SliceWatchOptions): SliceWatch {
  const { control, limits } = options;
  let thread: Worker | null = null;
  /** The thread's CPU time when we first looked, in microseconds. */
  let cpuAtFirst: number | null = null;
  let endedBy: SliceEnd | null = null;
  let told = 0;
  let isClosed = false;
  let stopping: NodeJS.Timeout | undefined;

  function end(why: SliceEnd): void {
    if (isClosed || endedBy !== null) return;
    endedBy = why;
    thread ??= findThread();
    options.end();
  }

  function findThread(): Worker | null {
    const id = threadIn(control);
    return options.threads().find((one) => one.threadId === id) ?? null;
  }

  /** As the operating system counts it, for a thread whose module does not yield. */
  async function lookAtThread(): Promise<void> {
    thread ??= findThread();
    if (thread === null) return;
    try {
      const { user, system } = await thread.cpuUsage();
      cpuAtFirst ??= user + system;
      const over = user + system - cpuAtFirst - limits.cpuMicroseconds;
      if (over > graceMs * 1000) end('ceiling_reached');
    } catch {
      // The thread is gone: whoever waits for its answer hears of it.
    }
  }

  const looking = setInterval(() => {
    void lookAtThread();
    const used = progressIn(control);
    if (used === null || used.cpuMicroseconds <= told) return;
    told = used.cpuMicroseconds;
    options.onProgress(used);
  }, lookMs);
  const wall = setTimeout(() => end('time_limit'), Math.min(limits.wallMs + graceMs, 2 ** 31 - 1));
  const beginning = setTimeout(() => {
    if (threadIn(control) === 0) end('time_limit');
  }, beginWithinMs);

  return {
    stop() {
      stopping ??= setTimeout(() => end('stopped'), stopWithinMs);
    },
    endedBy: () => endedBy,
    threadGone: () =>
      new Promise((resolve) => {
        if (thread === null || thread.threadId === goneThreadId) return resolve();
        const late = setTimeout(resolve, goneMs);
        // It holds a core that nobody pays for. Ending all of us costs the others their work, so it comes last.
        const never = setTimeout(() => process.exit(1), neverGoneMs);
        thread.once('exit', () => {
          clearTimeout(late);
          clearTimeout(never);
          resolve();
        });
      }),
    close() {
      isClosed = true;
      clearInterval(looking);
      clearTimeout(wall);
      clearTimeout(beginning);
      clearTimeout(stopping);
    },
  };
}
