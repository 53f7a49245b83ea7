/** Deadlines of errands: a word of a peer moves one on, which costs nothing but a number. */
import type { Clock } from '../ports.ts';
import type { Errand } from './errand.ts';

export interface Waits {
  /** Calls `onOver` after so long, unless it is told otherwise before. */
  until(errand: Errand, ms: number): void;
  end(errand: Errand): void;
  stop(): void;
}

interface Wait {
  atMs: number;
  /** When the timer calls, which may be before. */
  callsAtMs: number;
  cancel: () => void;
}

/** Waits for nothing at first. */
export function createWaits(clock: Clock, onOver: (errand: Errand) => void): Waits {
  const waits = new Map<Errand, Wait>();

  function end(errand: Errand): void {
    waits.get(errand)?.cancel();
    waits.delete(errand);
  }

  function arm(errand: Errand, wait: Wait, ms: number): void {
    wait.callsAtMs = clock.elapsed() + ms;
    wait.cancel = clock.after(ms, () => {
      const leftMs = wait.atMs - clock.elapsed();
      if (leftMs > 0) arm(errand, wait, leftMs);
      else {
        waits.delete(errand);
        onOver(errand);
      }
    });
  }

  return {
    end,
    until(errand, ms) {
      const atMs = clock.elapsed() + ms;
      const before = waits.get(errand);
      if (before !== undefined && before.callsAtMs <= atMs) {
        before.atMs = atMs;
        return;
      }
      end(errand);
      const wait: Wait = { atMs, callsAtMs: atMs, cancel: () => undefined };
      waits.set(errand, wait);
      arm(errand, wait, ms);
    },
    stop() {
      for (const { cancel } of waits.values()) cancel();
      waits.clear();
    },
  };
}
