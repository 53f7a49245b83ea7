import type { Clock } from '../ports.ts';

const declinedMs = 2_000;
const firstMs = 15_000;
/** Each further failure with the same person makes the next wait so many times longer. */
const factor = 2;
const longestMs = 3_600_000;
/** Pairs that are remembered; the oldest are forgotten first. */
const rememberedMax = 10_000;

/** Whom a job is not asked of for a while: those who have just declined it or could not finish it. */
export interface Avoidance {
  /** For a moment after they declined; longer each time that it came to nothing with them. */
  avoid(job: string, peer: string, because: 'declined' | 'failed'): void;
  isAvoided(job: string, peer: string): boolean;
}

/** Nobody is avoided at first. */
export function createAvoidance(clock: Clock): Avoidance {
  const known = new Map<string, { readonly until: number; readonly failures: number }>();
  return {
    avoid(job, peer, because) {
      const pair = `${job} ${peer}`;
      const failures = (known.get(pair)?.failures ?? 0) + (because === 'failed' ? 1 : 0);
      const ms =
        because === 'failed' ? Math.min(firstMs * factor ** (failures - 1), longestMs) : declinedMs;
      known.delete(pair);
      known.set(pair, { until: clock.elapsed() + ms, failures });
      const [oldest] = known.keys();
      if (known.size > rememberedMax && oldest !== undefined) known.delete(oldest);
    },
    isAvoided: (job, peer) => (known.get(`${job} ${peer}`)?.until ?? 0) > clock.elapsed(),
  };
}
