/** Worker threads that do one thing at a time, by Piscina. */
import type { MessagePort, Worker } from 'node:worker_threads';
import { Piscina } from 'piscina';

export interface ThreadPool {
  /**
   * Asks a thread for the default export of the entry, or for another one by name. Rejects with what the thread threw,
   * or because it was ended. `threadId` answers which thread has begun it, or 0: a thread that dies before it begins
   * a task tells nobody.
   */
  readonly ask: (subject: unknown, options: AskOptions) => Promise<unknown>;
  readonly threads: () => readonly Worker[];
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

/** An idle thread holds memory for nothing, and a new one is there in some 40 ms. */
const idleMs = 5_000;
/** Stack and heap of a thread. The meter counts the stack of a job, and ends it long before this is used up. */
const threadLimits = {
  stackSizeMb: 16,
  maxOldGenerationSizeMb: 64,
  maxYoungGenerationSizeMb: 16,
};

/** The threads inherit all flags of this process, and with them what it is not permitted to do. */
export function createThreadPool(entry: URL, maxThreads: number): ThreadPool {
  const piscina = new Piscina<unknown, unknown>({
    filename: entry.href,
    minThreads: 0,
    maxThreads,
    maxQueue: maxThreads,
    concurrentTasksPerWorker: 1,
    idleTimeout: idleMs,
    resourceLimits: threadLimits,
    env: {} as never, // its type takes the runtime's own for an optional one
    argv: [],
  });
  const tasks = new Set<AskedTask>();

  /** Tasks that no thread has begun have failed when every thread that is left has begun another one. */
  function failAbandoned(): void {
    const begun = new Set([...tasks].map((task) => task.threadId()));
    if (piscina.threads.some((thread) => !begun.has(thread.threadId))) return;
    for (const task of [...tasks])
      if (task.threadId() === 0) task.fail(new Error('its thread did not start'));
  }

  piscina.on('error', () => undefined); // whoever waits for an answer hears of it
  piscina.on('workerDestroy', () => setImmediate(failAbandoned));
  return {
    threads: () => piscina.threads,
    ask: (subject, { threadId = () => 0, transferList, ...options }) =>
      new Promise((resolve, reject) => {
        const task: AskedTask = { threadId, fail: reject };
        tasks.add(task);
        piscina
          .run(subject, { ...options, ...(transferList && { transferList: [...transferList] }) })
          .then(resolve, reject)
          .finally(() => tasks.delete(task));
      }),
  };
}
