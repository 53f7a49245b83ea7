/** Virtual time for nodes that do everything in one turn: no promise has to settle between two moments. */
import type { VirtualTime } from '../engine-world/time.ts';

export interface SteppedTime extends VirtualTime {
  /** Lets `ms` pass; what falls due happens in its order. */
  run(ms: number): void;
  /** Lets time pass until it holds, at most `ms`; looks once a second. */
  runUntil(holds: () => boolean, ms: number): boolean;
  events(): number;
  /** So much has happened that nothing more does: only the time goes on. */
  isTooMuch(): boolean;
}

interface Due {
  readonly atMs: number;
  readonly order: number;
  action: (() => void) | null;
}

/** No more than `eventsMax` things ever happen in it. */
export function createSteppedTime(eventsMax = Infinity): SteppedTime {
  const heap: Due[] = [];
  let nowMs = 0;
  let order = 0;
  let events = 0;

  const isBefore = (a: Due, b: Due) => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

  function push(due: Due): void {
    let index = heap.length;
    heap.push(due);
    while (index > 0) {
      const above = (index - 1) >>> 1;
      const parent = heap[above];
      if (parent === undefined || !isBefore(due, parent)) break;
      heap[index] = parent;
      index = above;
    }
    heap[index] = due;
  }

  function pop(): Due | undefined {
    const [first] = heap;
    const last = heap.pop();
    if (last === undefined || first === last) return first;
    let index = 0;
    for (;;) {
      let child = 2 * index + 1;
      const [left, right] = [heap[child], heap[child + 1]];
      if (left === undefined) break;
      if (right !== undefined && isBefore(right, left)) child += 1;
      const lower = heap[child];
      if (lower === undefined || !isBefore(lower, last)) break;
      heap[index] = lower;
      index = child;
    }
    heap[index] = last;
    return first;
  }

  function run(ms: number): void {
    const endMs = nowMs + ms;
    while ((heap[0]?.atMs ?? Infinity) <= endMs && events < eventsMax) {
      const due = pop();
      if (due?.action == null) continue;
      nowMs = due.atMs;
      events += 1;
      due.action();
    }
    nowMs = endMs;
  }

  function runUntil(holds: () => boolean, ms: number): boolean {
    const endMs = nowMs + ms;
    while (!holds()) {
      if (nowMs >= endMs) return false;
      run(Math.min(1_000, endMs - nowMs));
    }
    return true;
  }

  return {
    now: () => nowMs,
    after(ms, action) {
      const due: Due = { atMs: nowMs + Math.max(0, ms), order: ++order, action };
      push(due);
      return () => {
        due.action = null;
      };
    },
    run,
    runUntil,
    events: () => events,
    isTooMuch: () => events >= eventsMax,
    pass: (ms) => Promise.resolve(run(ms)),
    until: (holds, ms) => Promise.resolve(runUntil(holds, ms)),
  };
}
