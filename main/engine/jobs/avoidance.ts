import type { Clock } from '../ports.ts';

const avoidMs = { short: 2_000, long: 15_000 } as const;
/** Pairs that are remembered; the oldest are forgotten first. */
const rememberedMax = 10_000;

/** Whom a job is not asked of for a while: those who have just declined it or could not finish it. */
export interface Avoidance {
  avoid(job: string, member: string, howLong: keyof typeof avoidMs): void;
  isAvoided(job: string, member: string): boolean;
}

/** Nobody is avoided at first. */
export function createAvoidance(clock: Clock): Avoidance {
  const until = new Map<string, number>();
  return {
    avoid(job, member, howLong) {
      until.set(`${job} ${member}`, clock.elapsed() + avoidMs[howLong]);
      const [oldest] = until.keys();
      if (until.size > rememberedMax && oldest !== undefined) until.delete(oldest);
    },
    isAvoided: (job, member) => (until.get(`${job} ${member}`) ?? 0) > clock.elapsed(),
  };
}
