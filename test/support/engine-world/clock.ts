/** The clock of one process in a world of virtual time. */
import type { Clock } from '../../../main/engine/ports.ts';
import type { Life } from './life.ts';

/** What a clock needs of the world's time. */
interface WorldTime {
  now(): number;
  after(ms: number, action: () => void): () => void;
}

/** It shows what `wallMs` says, and calls nobody whose process has ended. */
export function createClock(time: WorldTime, life: Life, wallMs: () => number): Clock {
  const after: Clock['after'] = (ms, action) =>
    time.after(ms, () => {
      if (life.isAlive()) action();
    });
  return {
    now: wallMs,
    elapsed: time.now,
    after,
    every(ms, action) {
      let cancel = () => undefined as void;
      const again = () => {
        cancel = after(ms, () => {
          again();
          action();
        });
      };
      again();
      return () => {
        cancel();
      };
    },
  };
}
