/** Time that stands still until a test lets it go: all nodes of a world live in it. */
import { setImmediate as settle } from 'node:timers/promises';

export interface VirtualTime {
  /** Milliseconds since the world began. */
  now(): number;
  /** Calls once after `ms`; the answer cancels it. Equal moments keep the order of asking. */
  after(ms: number, action: () => void): () => void;
  /** Lets `ms` pass: everything that falls due happens, each thing after what promises made of the last. */
  pass(ms: number): Promise<void>;
  /** Lets time pass until it holds, at most `ms`; says whether it does. */
  until(holds: () => boolean, ms: number): Promise<boolean>;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  action: (() => void) | null;
}

/** More events than this in one test is a loop. */
const eventsMax = 5_000_000;

export function createVirtualTime(): VirtualTime {
  const queue: Due[] = [];
  let nowMs = 0;
  let order = 0;

  function insert(due: Due): void {
    let [low, high] = [0, queue.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((queue[middle]?.atMs ?? 0) <= due.atMs) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, due);
  }

  /** False when nothing falls due by then. */
  async function step(endMs: number): Promise<boolean> {
    while (queue[0]?.action === null) queue.shift();
    const [due] = queue;
    if (due === undefined || due.atMs > endMs) return false;
    queue.shift();
    nowMs = due.atMs;
    due.action?.();
    await settle();
    return true;
  }

  return {
    now: () => nowMs,
    after(ms, action) {
      if (++order > eventsMax) throw new Error('the world never comes to rest');
      const due: Due = { atMs: nowMs + Math.max(0, ms), order, action };
      insert(due);
      return () => {
        due.action = null;
      };
    },
    async pass(ms) {
      const endMs = nowMs + ms;
      await settle();
      while (await step(endMs));
      nowMs = endMs;
    },
    async until(holds, ms) {
      const endMs = nowMs + ms;
      await settle();
      while (!holds()) {
        if (await step(endMs)) continue;
        nowMs = endMs;
        return holds();
      }
      return true;
    },
  };
}
