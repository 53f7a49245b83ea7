/**
 * Looks now and then whether what waits for somebody may go to somebody: most changes are told, but not that a lender
 * may be asked again, or that a core is free by now. While nothing waits, nothing looks: a node at rest is not woken.
 */
import type { Clock } from '../ports.ts';
import type { Waiting } from './waiting.ts';

export interface Looking {
  /** Something may wait from now on. */
  goOn(): void;
  start(): void;
  stop(): void;
}

const lookEveryMs = 2_000;

/** Does not look before `start`. */
export function createLooking(
  clock: Pick<Clock, 'every'>,
  waiting: Pick<Waiting, 'isEmpty'>,
  look: () => void,
): Looking {
  let isStarted = false;
  let rest: (() => void) | null = null;

  function turn(): void {
    look();
    if (waiting.isEmpty()) stop();
  }

  function stop(): void {
    rest?.();
    rest = null;
  }

  function goOn(): void {
    if (isStarted && !waiting.isEmpty()) rest ??= clock.every(lookEveryMs, turn);
  }

  return {
    goOn,
    start() {
      isStarted = true;
      goOn();
    },
    stop() {
      isStarted = false;
      stop();
    },
  };
}
