/**
 * What was given and used in each quarter of an hour, added up as receipts are kept: a statement of thousands of
 * receipts a minute reads a few sums. Hours and days of every zone begin on a quarter.
 */
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';
import type { KeptPosting } from './postings.ts';

const quarterMs = 900_000;

export interface GivenAndUsed {
  readonly given: MicroCpuHours;
  readonly used: MicroCpuHours;
}

export interface QuarterSums {
  add(posting: KeptPosting): void;
  /** By the moment at which the quarter began. */
  all(): Iterable<readonly [startsAtMs: number, sum: GivenAndUsed]>;
  /** From one moment to another, which both begin a quarter. */
  between(fromMs: number, toMs: number): GivenAndUsed;
}

const nothing: GivenAndUsed = { given: 0n, used: 0n };

/** Nothing yet. */
export function createQuarterSums(): QuarterSums {
  const quarters = new Map<number, GivenAndUsed>();
  return {
    add({ keptAtMs, isGiven, microCpuHours }) {
      const startsAtMs = Math.floor(keptAtMs / quarterMs) * quarterMs;
      const { given, used } = quarters.get(startsAtMs) ?? nothing;
      quarters.set(startsAtMs, {
        given: isGiven ? given + microCpuHours : given,
        used: isGiven ? used : used + microCpuHours,
      });
    },
    all: () => quarters,
    between(fromMs, toMs) {
      let [given, used] = [0n, 0n];
      for (const [startsAtMs, sum] of quarters) {
        if (startsAtMs < fromMs || startsAtMs >= toMs) continue;
        given += sum.given;
        used += sum.used;
      }
      return { given, used };
    },
  };
}
