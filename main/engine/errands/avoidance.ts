import type { Clock } from '../ports.ts';

const declinedMs = 2_000;
const firstMs = 15_000;
/** Each further failure with the same machine makes the next wait so many times longer. */
const factor = 2;
const longestMs = 3_600_000;
/** So many failures of one job in a row, and the machine is not asked for the whole job for a while. */
const inARowMax = 3;
/** Pairs that are remembered; the oldest are forgotten first. */
const rememberedMax = 10_000;

/** Whom an errand is not asked of for a while: those who have just declined its job or could not finish it. */
export interface Avoidance {
  /** For a moment: what they decline of a job now, they decline of all its slices. */
  declined(job: string, peer: string): void;
  /** Longer each time that it came to nothing with them. */
  failed(errand: Of, peer: string): void;
  /** They can do it. */
  answered(job: string, peer: string): void;
  isAvoided(errand: Of, peer: string): boolean;
}

interface Of {
  readonly id: string;
  readonly job: string;
}

/** Nobody is avoided at first. */
export function createAvoidance(clock: Clock): Avoidance {
  const known = new Map<string, { readonly until: number; readonly failures: number }>();
  const inARow = new Map<string, number>();

  function avoid(pair: string, because: 'declined' | 'failed'): void {
    const failures = (known.get(pair)?.failures ?? 0) + (because === 'failed' ? 1 : 0);
    const ms =
      because === 'failed' ? Math.min(firstMs * factor ** (failures - 1), longestMs) : declinedMs;
    known.delete(pair);
    known.set(pair, { until: clock.elapsed() + ms, failures });
    forgetOldest(known);
  }

  const isKept = (pair: string) => (known.get(pair)?.until ?? 0) > clock.elapsed();

  return {
    declined(job, peer) {
      avoid(`${job} ${peer}`, 'declined');
    },
    failed({ id, job }, peer) {
      const pair = `${job} ${peer}`;
      avoid(`${id} ${peer}`, 'failed');
      inARow.set(pair, (inARow.get(pair) ?? 0) + 1);
      forgetOldest(inARow);
      if ((inARow.get(pair) ?? 0) >= inARowMax) avoid(pair, 'failed');
    },
    answered(job, peer) {
      inARow.delete(`${job} ${peer}`);
    },
    isAvoided: ({ id, job }, peer) => isKept(`${id} ${peer}`) || isKept(`${job} ${peer}`),
  };
}

function forgetOldest(map: Map<string, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > rememberedMax && oldest !== undefined) map.delete(oldest);
}
