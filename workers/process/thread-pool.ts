/** Worker threads that do one thing at a time, by Piscina. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { threadStackMb } from '../meter/contract.ts';

export interface ThreadPool {
  /**
   * Asks a thread for the default export of the entry, or for another one by name. Rejects with what the thread threw,
   * or because it was ended. `threadId` answers which thread has begun it, or 0: a thread that dies before it begins
   * a task tells nobody.
   */
  readonly ask: (subject: unknown, options: AskOptions) => Promise<unknown>;
  readonly threads: () => readonly Worker[];
  /** Lets a thread come up that has nothing to do yet, so that the first who asks need not wait for all of it. */
  readonly warm: () => void;
}

export interface AskOptions {
  readonly name?: string;
  /** Ends the thread. */
  readonly signal: AbortSignal;
  readonly threadId?: () => number;
  readonly transferList?: readonly MessagePort[];
}

interface AskedTask {
  readonly threadId: () => number;
  readonly fail: (cause: Error) => void;
}

/** Stack and heap of a thread. The meter counts the stack of a job, and ends it long before this is used up. */
const threadLimits = {
  stackSizeMb: threadStackMb,
  maxOldGenerationSizeMb: 512,
  maxYoungGenerationSizeMb: 16,
};

/**
 * The threads inherit all flags of this process, and with them what it is not permitted to do. A thread takes
 * longer to start than most slices to run, so they stay as long as the process, which does not stay long when idle.
 */
export function createThreadPool(entry: URL, maxThreads: number): ThreadPool {
  const piscina = new Piscina<unknown, unknown>({
    filename: entry.href,
    minThreads: 0,
    maxThreads,
    maxQueue: maxThreads + 1, // and one that is warmed up
    concurrentTasksPerWorker: 1,
    idleTimeout: Infinity,
    resourceLimits: threadLimits,
    env: {} as never, // its type takes the runtime's own for an optional one
    argv: [],
  });
  const tasks = new Set<AskedTask>();
  let warming: Promise<unknown> | null = null;
  let canWarm = true;

  function give(
    subject: unknown,
    { threadId = () => 0, transferList, ...options }: AskOptions,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const task: AskedTask = { threadId, fail: reject };
      tasks.add(task);
      piscina
        .run(subject, { ...options, ...(transferList && { transferList: [...transferList] }) })
        .then(resolve, reject)
        .finally(() => tasks.delete(task));
    });
  }

  function warm(): void {
    if (!canWarm || warming !== null || piscina.threads.length > 0) return;
    const { signal } = new AbortController();
    const come = give(null, { name: 'warm', signal }).catch(() => {
      canWarm = false; // a thread that cannot come up would try for ever
    });
    warming = come;
    void come.then(() => {
      if (warming === come) warming = null;
    });
  }

  /** Tasks that no thread has begun have failed when every thread that is left has begun another one. */
  function failAbandoned(): void {
    const begun = new Set([...tasks].map((task) => task.threadId()));
    if (piscina.threads.some((thread) => !begun.has(thread.threadId))) return;
    for (const task of [...tasks])
      if (task.threadId() === 0) task.fail(new Error('its thread did not start'));
  }

  function afterDestroy(): void {
    failAbandoned();
    warm();
  }

  piscina.on('error', () => undefined); // whoever waits for an answer hears of it
  piscina.on('workerDestroy', () => setImmediate(afterDestroy));
  return {
    threads: () => piscina.threads,
    warm,
    async ask(subject, options) {
      const coming = warming;
      warming = null; // one waits for that thread, the next starts another
      await coming;
      return give(subject, options);
    },
  };
}
