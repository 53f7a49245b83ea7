import type { Cell } from '../../shared/api/handlers.ts';
import type { Clock } from './ports.ts';

/** How long changes gather before a topic speaks. */
const gatherMs = 30;
/** What is long to read is read more seldom, so that it takes no more than one part in so many of the time. */
const restFactor = 20;
const gatherMsMax = 2_000;

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

/**
 * Sets the cell from `read` soon after the first of several changes, so that a burst of them costs one reading, and
 * none while nobody listens. Whoever begins to listen in between hears how things are now: what a call has done must
 * be seen by who asks after it. `onSpeak` is called each time in any case.
 */
export function createPublisher<Value>(
  clock: Clock,
  cell: Cell<Value>,
  read: () => Value,
  onSpeak: () => void = () => undefined,
): Publisher {
  let cancel: (() => void) | null = null;
  let waitMs = gatherMs;

  function speak(): void {
    cancel = null;
    const beganAtMs = clock.elapsed();
    onSpeak();
    if (cell.listeners() === 0) cell.setWhenWanted(read);
    else cell.set(read());
    const tookMs = clock.elapsed() - beganAtMs;
    waitMs = Math.min(gatherMsMax, Math.max(gatherMs, tookMs * restFactor));
  }

  return {
    /** Without waiting: before anybody has listened. */
    now() {
      cell.set(read());
    },
    changed() {
      cell.setWhenWanted(read);
      cancel ??= clock.after(waitMs, speak);
    },
    stop() {
      cancel?.();
      cancel = null;
    },
  };
}
