import type { Cell } from '../../shared/api/handlers.ts';
import type { Clock } from './ports.ts';

/** How long changes gather before a topic speaks. */
const gatherMs = 30;

export interface Publisher {
  changed(): void;
  now(): void;
  stop(): void;
}

/** Several as one. */
export function togetherOf(publishers: readonly Publisher[]): Publisher {
  return {
    changed: () => publishers.forEach((each) => each.changed()),
    now: () => publishers.forEach((each) => each.now()),
    stop: () => publishers.forEach((each) => each.stop()),
  };
}

/** Sets the cell from `read` soon after the first of several changes, so that a burst of them costs one reading. */
export function createPublisher<Value>(
  clock: Clock,
  cell: Cell<Value>,
  read: () => Value,
): Publisher {
  let cancel: (() => void) | null = null;
  return {
    /** Without waiting: before anybody has listened. */
    now() {
      cell.set(read());
    },
    changed() {
      cancel ??= clock.after(gatherMs, () => {
        cancel = null;
        cell.set(read());
      });
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
