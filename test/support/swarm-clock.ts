import type { Clock } from '../../main/engine/ports.ts';

/** The real clock, which a test can put forward: what falls due on the way happens at once. */
export interface MovableClock extends Clock {
  advance(ms: number): void;
  /** Timers that have neither fired nor been cancelled. */
  pending(): number;
}

export function createMovableClock(): MovableClock {
  const timers = new Map<number, { dueMs: number; fire: () => void; handle: NodeJS.Timeout }>();
  let aheadMs = 0;
  let lastId = 0;
  const elapsed = () => performance.now() + aheadMs;

  function after(ms: number, action: () => void): () => void {
    const id = ++lastId;
    const fire = () => {
      cancel();
      action();
    };
    const cancel = () => {
      clearTimeout(timers.get(id)?.handle);
      timers.delete(id);
    };
    timers.set(id, { dueMs: elapsed() + ms, fire, handle: setTimeout(fire, ms) });
    return cancel;
  }

  function every(ms: number, action: () => void): () => void {
    let cancel = () => {};
    const again = () => {
      cancel = after(ms, () => {
        again();
        action();
      });
    };
    again();
    return () => cancel();
  }

  return {
    now: () => Date.now() + aheadMs,
    elapsed,
    after,
    every,
    advance(ms) {
      aheadMs += ms;
      const due = [...timers.values()].filter(({ dueMs }) => dueMs <= elapsed());
      for (const { fire } of due.sort((a, b) => a.dueMs - b.dueMs)) fire();
    },
    pending: () => timers.size,
  };
}
