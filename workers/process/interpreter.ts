/**
 * QuickJS for all threads of this process: metered and compiled once, when the first JavaScript comes, which takes
 * seconds of the optimising compiler's time.
 */
import { createSliceControl, threadIn } from '../sandbox/control.ts';
import type { InterpreterRequest } from '../job-worker.ts';
import type { ThreadPool } from './thread-pool.ts';

export interface Interpreter {
  /** Rejects when the signal ends the wait, or when it could not be made; the next one tries again. */
  readonly take: (signal: AbortSignal) => Promise<WebAssembly.Module>;
}

/** Nobody is charged for it, and it is the same file each time. */
const withinMs = 60_000;

export function createInterpreter(pool: ThreadPool): Interpreter {
  let made: Promise<WebAssembly.Module> | null = null;

  async function make(): Promise<WebAssembly.Module> {
    const request: InterpreterRequest = { control: createSliceControl() };
    const options = {
      name: 'interpreter',
      signal: AbortSignal.timeout(withinMs),
      threadId: () => threadIn(request.control),
    };
    return (await pool.ask(request, options)) as WebAssembly.Module;
  }

  return {
    async take(signal) {
      signal.throwIfAborted();
      const making = (made ??= make());
      making.catch(() => {
        if (made === making) made = null;
      });
      const unwanted = Promise.withResolvers<never>();
      const onAbort = () => unwanted.reject(signal.reason as Error);
      signal.addEventListener('abort', onAbort, { once: true });
      try {
        return await Promise.race([making, unwanted.promise]);
      } finally {
        signal.removeEventListener('abort', onAbort);
      }
    },
  };
}
