import type { Cell } from '../../shared/api/handlers.ts';
import type { Clock } from './ports.ts';

/** How long changes gather before a topic speaks. */
const gatherMs = 30;

/** Sets the cell from `read` soon after the first of several changes, so that a burst of them costs one reading. */
export function createPublisher<Value>(
  clock: Clock,
  cell: Cell<Value>,
  read: () => Value,
): { changed(): void; now(): void; stop(): void } {
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
