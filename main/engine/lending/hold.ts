import type { Hold } from '../run-orders.ts';

/** A hold on one slice, for whoever decides over it. */
export interface OwnHold extends Hold {
  set(isHeld: boolean): void;
}

/** Nothing is held at first. */
export function createHold(): OwnHold {
  const listeners = new Set<() => void>();
  let isHeld = false;
  return {
    isHeld: () => isHeld,
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set(next) {
      if (next === isHeld) return;
      isHeld = next;
      for (const listener of [...listeners]) listener();
    },
  };
}
