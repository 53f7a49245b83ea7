/** Lets so many in at a time; the others wait in the order in which they came. */
export interface Gate {
  /**
   * Answers how to leave, once there is room; null when the signal ends the wait, or when too many wait
   * already.
   */
  enter(signal: AbortSignal): Promise<(() => void) | null>;
  /** How many wait. */
  waiting(): number;
  /** Waits until nobody is inside. */
  empty(): Promise<void>;
}

export function createGate(size: number, waitingMax: number): Gate {
  const waiting = new Set<() => void>();
  const onEmpty: (() => void)[] = [];
  let inside = 0;

  function admit(): () => void {
    inside += 1;
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      inside -= 1;
      const [next] = waiting;
      next?.();
      if (inside === 0) for (const resolve of onEmpty.splice(0)) resolve();
    };
  }

  return {
    waiting: () => waiting.size,
    empty: () =>
      new Promise((resolve) => {
        if (inside === 0) resolve();
        else onEmpty.push(resolve);
      }),
    enter(signal) {
      if (signal.aborted) return Promise.resolve(null);
      if (inside < size) return Promise.resolve(admit());
      if (waiting.size >= waitingMax) return Promise.resolve(null);
      return new Promise((resolve) => {
        const settle = (leave: (() => void) | null) => {
          waiting.delete(onTurn);
          signal.removeEventListener('abort', onAbort);
          resolve(leave);
        };
        const onTurn = () => settle(admit());
        const onAbort = () => settle(null);
        waiting.add(onTurn);
        signal.addEventListener('abort', onAbort, { once: true });
      });
    },
  };
}
