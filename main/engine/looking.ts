/**
 * Looks now and then at what is not told, such as that time has passed. While nobody needs it, nothing looks: a node at
 * rest is not woken.
 */
import type { Clock } from './ports.ts';

export interface Looking {
  /** It may be needed from now on. */
  goOn(): void;
  start(): void;
  stop(): void;
}

/** Does not look before `start`. */
export function createLooking(
  clock: Pick<Clock, 'every'>,
  everyMs: number,
  isNeeded: () => boolean,
  look: () => void,
): Looking {
  let isStarted = false;
  let rest: (() => void) | null = null;

  function turn(): void {
    look();
    if (!isNeeded()) stop();
  }

  function stop(): void {
    rest?.();
    rest = null;
  }

  /** Called with most of what happens: what looks already is not asked whether it must. */
  function goOn(): void {
    if (rest === null && isStarted && isNeeded()) rest = clock.every(everyMs, turn);
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
