/**
 * What one job has used and what it may still use, so that it never passes its ceiling: each errand may use its own
 * ceiling until it has answered, and counts for what it answered until it is paid or refused.
 */
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';

/** An errand may need more than those before it, and so much more as long as there is plenty. */
const spareFactor = 4n;
/** As long as nothing is known of the slices, so many are tried at a time, each with its part of what is there. */
const triedAtFirst = 4;
/** Anything less is used up by starting. */
const leastCeiling = 20n;

export interface Spending {
  /** Paid with signed receipts. */
  used(): MicroCpuHours;
  /** What errands under way and answers that are not paid may still come to. */
  exposed(): MicroCpuHours;
  /**
   * The ceiling for the next errand, of so many that are still needed; null when there is no room for it now.
   */
  next(ceiling: MicroCpuHours, runsLeft: number): MicroCpuHours | null;
  /** Whether there is room for a run that is not needed, beside so many that are. */
  hasRoomBeside(ceiling: MicroCpuHours, runsLeft: number): boolean;
  began(errand: string, ceiling: MicroCpuHours): void;
  answered(errand: string, cost: MicroCpuHours): void;
  paid(errand: string, cost: MicroCpuHours): void;
  ended(errand: string): void;
  /** A slice needed more than this ceiling: the next ones get more. */
  wasTooLittle(ceiling: MicroCpuHours): void;
}

/** Begins with what was paid before. */
export function createSpending(usedBefore: MicroCpuHours): Spending {
  let used = usedBefore;
  const exposures = new Map<string, MicroCpuHours>();
  let exposed = 0n;
  /** Null until the first answer. */
  let dearest: MicroCpuHours | null = null;
  let atLeast = leastCeiling;

  function expose(errand: string, amount: MicroCpuHours): void {
    exposed += amount - (exposures.get(errand) ?? 0n);
    if (amount === 0n) exposures.delete(errand);
    else exposures.set(errand, amount);
  }

  const left = (ceiling: MicroCpuHours) => ceiling - used - exposed;

  function wanted(ceiling: MicroCpuHours, runsLeft: number): MicroCpuHours {
    const rest = left(ceiling);
    if (dearest === null) {
      const tried = BigInt(Math.max(1, Math.min(runsLeft + exposures.size, triedAtFirst)));
      return most(atLeast, (ceiling - used) / tried);
    }
    const share = rest / BigInt(Math.max(1, runsLeft));
    const [scarce, plenty] = [dearest + dearest / 2n, dearest * spareFactor];
    return most(atLeast, share < plenty ? most(scarce, share) : plenty);
  }

  return {
    used: () => used,
    exposed: () => exposed,
    next(ceiling, runsLeft) {
      const want = wanted(ceiling, runsLeft);
      const rest = left(ceiling);
      if (want <= rest) return want;
      // The last of what is there may do, unless it is known not to.
      const isEnough = rest >= atLeast && rest >= (dearest ?? 1n) && rest > 0n;
      return isEnough && exposures.size === 0 ? rest : null;
    },
    hasRoomBeside(ceiling, runsLeft) {
      // It will be given what every run is given, and would wait for that for ever where it is not there.
      const one = wanted(ceiling, runsLeft + 1);
      return left(ceiling) > (dearest ?? one) * BigInt(runsLeft) + one;
    },
    began: expose,
    answered(errand, cost) {
      if (dearest === null || cost > dearest) dearest = cost;
      expose(errand, cost);
    },
    paid(errand, cost) {
      expose(errand, 0n);
      used += cost;
    },
    ended: (errand) => expose(errand, 0n),
    wasTooLittle(ceiling) {
      if (ceiling * spareFactor > atLeast) atLeast = ceiling * spareFactor;
    },
  };
}

function most(one: MicroCpuHours, other: MicroCpuHours): MicroCpuHours {
  return one > other ? one : other;
}
