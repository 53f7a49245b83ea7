/**
 * When to look for peers again. Two peers that join at the same moment both look before the other has
 * announced itself, and the DHT library looks again only after ten minutes. So we look a few times in the
 * first minute after the start and after each change, and once a minute while nobody is there.
 */
import type { Clock } from '../../engine/ports.ts';

export interface Rediscovery {
  /** Looks at once, and begins the quick looks anew. */
  restart(): void;
  stop(): void;
}

/** Each is counted from the end of the look before it. */
const waitsMs = [250, 1_000, 3_000, 10_000, 30_000];
const idleWaitMs = 60_000;

/** `look` must not reject; it may take its time, and there is one at a time. */
export function createRediscovery(
  clock: Clock,
  look: () => Promise<unknown>,
  isAlone: () => boolean,
): Rediscovery {
  let cancel = () => {};
  let turn = 0;

  async function run(mine: number, step: number): Promise<void> {
    if (step <= waitsMs.length || isAlone()) await look();
    if (mine !== turn) return;
    cancel = clock.after(waitsMs[step] ?? idleWaitMs, () => void run(mine, step + 1));
  }

  return {
    restart() {
      cancel();
      turn += 1;
      void run(turn, 0);
    },
    stop() {
      cancel();
      turn += 1;
    },
  };
}
