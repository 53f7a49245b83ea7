/**
 * What one job has used and what it may still use, so that it never passes its ceiling: each errand may use its own
 * ceiling until it has answered, and counts for what it answered until it is paid or refused.
 */
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';

/** An errand may need more than those before it, and so much more as long as there is plenty. */
const spareFactor = 4n;
/** As long as nothing is known of the slices, so many are tried at a time, each with its part of what is there. */
const triedAtFirst = 4;
/** Anything less is used up by starting, unless there is no more. */
const leastCeiling = 20n;

export interface Spending {
  /** Paid with signed receipts. */
  used(): MicroCpuHours;
  /** What errands under way and answers that are not paid may still come to. */
  exposed(): MicroCpuHours;
  /**
   * The ceiling for the next errand, which is one of this slice, of so many that are still needed; null when there is
   * no room for it now. What was said to be too little for the slice is tried again only with `others` than who said so.
   */
  next(
    ceiling: MicroCpuHours,
    runsLeft: number,
    slice: number,
    whom: 'anyone' | 'others',
  ): MicroCpuHours | null;
  /** Whether somebody said that this slice needs more than it was given. */
  needsMore(slice: number): boolean;
  /** What was said to be too little, by slice, and nobody has answered since. */
  readonly tooLittle: ReadonlyMap<number, MicroCpuHours>;
  /** Whether there is room for a run that is not needed, beside so many that are. */
  hasRoomBeside(ceiling: MicroCpuHours, runsLeft: number): boolean;
  began(errand: string, ceiling: MicroCpuHours): void;
  answered(errand: string, cost: MicroCpuHours): void;
  paid(errand: string, cost: MicroCpuHours): void;
  ended(errand: string): void;
  /**
   * Somebody says that this slice needs more than this ceiling. It gets more; so do others only until one of them is
   * answered, because it costs nothing to say so and may be a lie.
   */
  wasTooLittle(slice: number, ceiling: MicroCpuHours): void;
  /** Somebody answered this slice, whatever others said it needs. */
  wasEnough(slice: number): void;
}

/** Begins with what was paid before. */
export function createSpending(usedBefore: MicroCpuHours): Spending {
  let used = usedBefore;
  const exposures = new Map<string, MicroCpuHours>();
  let exposed = 0n;
  /** The dearest that was paid or may be; null until the first answer. What was refused says nothing. */
  let dearest: MicroCpuHours | null = null;
  let dearestPaid: MicroCpuHours | null = null;
  const unpaid = new Map<string, MicroCpuHours>();
  const tooLittle = new Map<number, MicroCpuHours>();
  let tooLittleOfAll = 0n;

  function expose(errand: string, amount: MicroCpuHours): void {
    exposed += amount - (exposures.get(errand) ?? 0n);
    if (amount === 0n) exposures.delete(errand);
    else exposures.set(errand, amount);
  }

  function refused(errand: string): void {
    const cost = unpaid.get(errand);
    unpaid.delete(errand);
    if (cost === undefined || cost !== dearest) return;
    dearest = dearestPaid;
    for (const each of unpaid.values()) dearest = most(dearest ?? 0n, each);
  }

  const left = (ceiling: MicroCpuHours) => ceiling - used - exposed;

  /** What others were paid says more than the word of somebody who did not answer. */
  function needed(slice: number, whom: 'anyone' | 'others'): MicroCpuHours {
    const said = tooLittle.get(slice) ?? 0n;
    return whom === 'others' ? (dearest ?? said) : most(dearest ?? 0n, said + 1n);
  }

  function wanted(ceiling: MicroCpuHours, runsLeft: number, slice: number | null): MicroCpuHours {
    const rest = left(ceiling);
    const more = (slice === null ? 0n : (tooLittle.get(slice) ?? 0n)) * spareFactor;
    const least = most(leastCeiling, more);
    if (dearest === null) {
      const tried = BigInt(Math.max(1, Math.min(runsLeft + exposures.size, triedAtFirst)));
      return most(least, most(tooLittleOfAll * spareFactor, (ceiling - used) / tried));
    }
    const share = rest / BigInt(Math.max(1, runsLeft));
    const [scarce, plenty] = [dearest + dearest / 2n, dearest * spareFactor];
    return most(least, share < plenty ? most(scarce, share) : plenty);
  }

  return {
    used: () => used,
    exposed: () => exposed,
    next(ceiling, runsLeft, slice, whom) {
      const want = wanted(ceiling, runsLeft, slice);
      const rest = left(ceiling);
      if (want <= rest) return want;
      // The last of what is there may do, unless it is known not to.
      const isEnough = rest >= needed(slice, whom) && rest > 0n;
      return isEnough && exposures.size === unpaid.size ? rest : null;
    },
    hasRoomBeside(ceiling, runsLeft) {
      // It will be given what every run is given, and would wait for that for ever where it is not there.
      const one = wanted(ceiling, runsLeft + 1, null);
      return left(ceiling) > (dearest ?? one) * BigInt(runsLeft) + one;
    },
    began: expose,
    answered(errand, cost) {
      unpaid.set(errand, cost);
      dearest = most(dearest ?? 0n, cost);
      expose(errand, cost);
    },
    paid(errand, cost) {
      unpaid.delete(errand);
      expose(errand, 0n);
      used += cost;
      dearestPaid = most(dearestPaid ?? 0n, cost);
      dearest = most(dearest ?? 0n, cost);
    },
    ended(errand) {
      expose(errand, 0n);
      refused(errand);
    },
    needsMore: (slice) => tooLittle.has(slice),
    tooLittle,
    wasEnough(slice) {
      tooLittle.delete(slice);
    },
    wasTooLittle(slice, ceiling) {
      tooLittle.set(slice, most(ceiling, tooLittle.get(slice) ?? 0n));
      tooLittleOfAll = most(ceiling, tooLittleOfAll);
    },
  };
}

function most(one: MicroCpuHours, other: MicroCpuHours): MicroCpuHours {
  return one > other ? one : other;
}
