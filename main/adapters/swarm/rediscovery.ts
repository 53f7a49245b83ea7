/**
 * When to look for peers again. Two peers that join at the same moment both look before the other has
 * announced itself, and the DHT library looks again only after ten minutes. So we look a few times in the
 * first minute after the start and after each change, and once a minute while nobody is there. The library also
 * forgets a peer from whom it parted a few times in a row, so we look a few times after each loss too, however many
 * others are there.
 */
import type { Clock } from '../../engine/ports.ts';

export interface Rediscovery {
  /** Looks at once, and begins the quick looks anew. */
  restart(): void;
  /** Somebody has gone: looks within some seconds. Whoever comes and goes makes it look no more often than that. */
  lost(): void;
  stop(): void;
}

/** Each is counted from the end of the look before it. */
const waitsMs = [250, 1_000, 3_000, 10_000, 30_000];
/** The wait with which the looks after a loss begin. */
const afterLoss = 2;
const idleWaitMs = 60_000;

/** `look` must not reject; it may take its time, and there is one at a time. */
export function createRediscovery(
  clock: Clock,
  look: () => Promise<unknown>,
  isAlone: () => boolean,
): Rediscovery {
  let cancel = () => {};
  let turn = 0;
  let at = 0;
  let isStopped = false;

  async function run(mine: number, step: number): Promise<void> {
    at = step;
    if (step <= waitsMs.length || isAlone()) await look();
    if (mine === turn) waitIn(step);
  }

  function waitIn(step: number): void {
    const mine = turn;
    cancel = clock.after(waitsMs[step] ?? idleWaitMs, () => void run(mine, step + 1));
  }

  return {
    restart() {
      if (isStopped) return;
      cancel();
      turn += 1;
      void run(turn, 0);
    },
    lost() {
      if (isStopped || at <= afterLoss) return;
      cancel();
      turn += 1;
      at = afterLoss;
      waitIn(afterLoss);
    },
    stop() {
      isStopped = true;
      cancel();
      turn += 1;
    },
  };
}
