/**
 * When hours will be short, and how many are asked for (rules R8): what is offered, less what is likely to be asked
 * for, against a margin for errors. There is no price in it. Every node computes the same request from the same
 * record, so nobody has to send it.
 */
import { squareRoot } from './square-root.ts';

/** What a currency looks like at the beginning of some days, in micro-hours. */
export interface Outlook {
  /** What is offered and not yet spoken for. */
  readonly offered: bigint;
  /** What is likely to be asked for on each of the days, and the usual error of a day. */
  readonly foreseen: bigint;
  readonly usualError: bigint;
  /** Days until what is asked for now would come. */
  readonly days: number;
}

/** The level that is to be expected, and between what it may lie without anything being done; in micro-hours. */
export interface Levels {
  readonly predicted: bigint;
  readonly low: bigint;
  readonly high: bigint;
}

/** Ask for so much, call off what was asked for, or leave it. */
export type Advice =
  | { readonly name: 'replenish'; readonly quantity: bigint }
  | { readonly name: 'cancel' }
  | { readonly name: 'keep' };

/** Of usual errors: nine of ten days stay within. 1.28 in hundredths. */
const marginPercent = 128n;

/** Λ, θ_lo and θ_hi of the rule. */
export function levelsOf({ offered, foreseen, usualError, days }: Outlook): Levels {
  const span = BigInt(days);
  const low = (marginPercent * squareRoot(usualError * usualError * span * 10_000n)) / 10_000n;
  return { predicted: offered - span * foreseen, low, high: low + foreseen };
}

/** What follows from them. */
export function adviceOn({ predicted, low, high }: Levels): Advice {
  if (predicted < low) return { name: 'replenish', quantity: high - predicted };
  return predicted > high ? { name: 'cancel' } : { name: 'keep' };
}

/** Hours that somebody would give towards a request, and how they kept their word before. */
export interface HoursOffered {
  readonly member: string;
  readonly quantity: bigint;
  /** Offers of theirs that were taken, and those of them that were fulfilled. */
  readonly committed: number;
  readonly fulfilled: number;
  /** Its place among all offers: those that came first are taken first among equals. */
  readonly place: number;
}

/** Parts of a request that are taken from those who offered. */
export interface HoursTaken {
  readonly member: string;
  readonly quantity: bigint;
}

/** Steps of reliability; within one of them, whoever came first is taken first. */
const tiers = 4;

/**
 * Takes offers until the request is covered: the most reliable tier first, in each by the order in which they came,
 * and of nobody more than twice an equal part, so that no request hangs on one.
 */
export function offersTaken(
  requested: bigint,
  offers: readonly HoursOffered[],
): readonly HoursTaken[] {
  if (offers.length === 0) return [];
  const most = (2n * requested) / BigInt(offers.length);
  const order = offers.toSorted((a, b) => tierOf(b) - tierOf(a) || a.place - b.place);
  let left = requested;
  return order.flatMap(({ member, quantity }) => {
    const taken = [quantity, most, left].reduce((least, each) => (each < least ? each : least));
    left -= taken;
    return taken > 0n ? [{ member, quantity: taken }] : [];
  });
}

/** (fulfilled + 1) / (committed + 2), in quarters: 0 to 3. */
export function tierOf({
  fulfilled,
  committed,
}: Pick<HoursOffered, 'fulfilled' | 'committed'>): number {
  return Math.min(tiers - 1, Math.floor((tiers * (fulfilled + 1)) / (committed + 2)));
}
