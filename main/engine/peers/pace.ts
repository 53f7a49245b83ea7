import type { Clock } from '../ports.ts';

export interface PaceLimit {
  /** What may come at once. */
  readonly burst: number;
  readonly perSecond: number;
}

/** How much somebody may do in a time: what is not used is saved up, as far as the burst goes. */
export interface Pace {
  /** False when that is too much now; nothing is taken then. */
  take(cost?: number): boolean;
}

/** The burst can be taken at once. */
export function createPace(clock: Pick<Clock, 'elapsed'>, { burst, perSecond }: PaceLimit): Pace {
  let left = burst;
  let lookedAt = clock.elapsed();
  return {
    take(cost = 1) {
      const now = clock.elapsed();
      left = Math.min(burst, left + ((now - lookedAt) * perSecond) / 1000);
      lookedAt = now;
      if (left < cost) return false;
      left -= cost;
      return true;
    },
  };
}
