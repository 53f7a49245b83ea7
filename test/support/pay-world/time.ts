/** Time of a world in which nothing waits for anything but time: it goes as fast as things can be done. */
import type { Clock } from '../../../main/engine/ports.ts';

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly action: () => void;
}

export interface PlainTime extends Pick<Clock, 'now' | 'elapsed' | 'after'> {
  pass(ms: number): void;
}

/** More than that is a loop. */
const eventsMax = 3_000_000;

export function createPlainTime(): PlainTime {
  const due = new Set<Due>();
  const queue: Due[] = [];
  let [nowMs, order] = [0, 0];

  function isBefore(a: Due, b: Due): boolean {
    return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
  }

  function insert(each: Due): void {
    let [low, high] = [0, queue.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      // The next one is last: taking it moves nothing.
      if (isBefore(each, queue[middle] as Due)) low = middle + 1;
      else high = middle;
    }
    queue.splice(low, 0, each);
  }

  return {
    now: () => nowMs,
    elapsed: () => nowMs,
    after(ms, action) {
      if (++order > eventsMax) throw new Error('the world never comes to rest');
      const each = { atMs: nowMs + Math.max(0, ms), order, action };
      due.add(each);
      insert(each);
      return () => due.delete(each);
    },
    pass(ms) {
      const endMs = nowMs + ms;
      for (;;) {
        const next = queue.at(-1);
        if (next === undefined || next.atMs > endMs) break;
        queue.pop();
        if (!due.delete(next)) continue;
        nowMs = next.atMs;
        next.action();
      }
      nowMs = endMs;
    },
  };
}
