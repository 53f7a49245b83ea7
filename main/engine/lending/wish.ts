import type { CheckpointWish } from '../run-orders.ts';

/** A wish for a checkpoint of one slice, for whoever may soon end it. */
export interface OwnWish extends CheckpointWish {
  wish(): void;
}

/** Nothing is wished for at first. */
export function createWish(): OwnWish {
  const listeners = new Set<() => void>();
  return {
    onWish(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    wish() {
      for (const listener of [...listeners]) listener();
    },
  };
}
