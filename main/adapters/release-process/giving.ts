/** How fast pieces are given to others, all of them together: one piece after the other, in the order asked for. */
import { pieceBytes } from '../../../shared/software/limits.ts';
import type { Clock } from '../../engine/ports.ts';

/**
 * Calls `answer`, which must not fail, when it is its turn. A promise comes back only where that is at once: until it
 * is kept the multiplexer holds back all that is sent on the connection.
 */
export type Giving = (answer: () => Promise<void>) => Promise<void> | undefined;

export interface GiveLimit {
  readonly give: Giving;
  /** Bytes each second; null: as fast as it goes. */
  setRate(bytesPerSecond: number | null): void;
  /** What waits is never answered. */
  close(): void;
}

export function createGiveLimit(clock: Pick<Clock, 'elapsed' | 'after'>): GiveLimit {
  const waiting: (() => void)[] = [];
  let rate: number | null = null;
  let nextAtMs = 0;
  let cancel: (() => void) | null = null;

  function pump(): void {
    cancel?.();
    cancel = null;
    while (waiting.length > 0 && (rate === null || clock.elapsed() >= nextAtMs)) {
      if (rate !== null) {
        nextAtMs = Math.max(nextAtMs, clock.elapsed()) + (pieceBytes * 1_000) / rate;
      }
      waiting.shift()?.();
    }
    if (waiting.length > 0) cancel = clock.after(Math.max(1, nextAtMs - clock.elapsed()), pump);
  }

  return {
    give(answer) {
      if (rate === null && waiting.length === 0) return answer();
      waiting.push(() => void answer());
      pump();
      return undefined;
    },
    setRate(bytesPerSecond) {
      rate = bytesPerSecond;
      nextAtMs = 0;
      pump();
    },
    close() {
      cancel?.();
      waiting.length = 0;
    },
  };
}
