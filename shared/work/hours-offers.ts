/**
 * Hours that members offer for the days ahead (rules R8): what of them is taken towards what is wanted for a day, and how
 * they kept their word. The record shows what they gave, not what they stood ready for: an offer is kept where they gave
 * their part of what was really asked for on the day, so that nobody fails for lack of work.
 */
import { offersTaken } from '../economy/replenishment.ts';
import type { HoursTaken } from '../economy/replenishment.ts';
import type { DemandState, HoursPledge, Reliability } from './demand-state.ts';

type Offers = DemandState['offers'];

const unknown: Reliability = { committed: 0, fulfilled: 0 };

export function reliabilityOf(
  { reliability }: Pick<DemandState, 'reliability'>,
  member: string,
): Reliability {
  return reliability.get(member) ?? unknown;
}

/** What is offered for a day and those after it, so many in all. */
export function offeredFor(offers: Offers, day: number, days: number): bigint {
  let sum = 0n;
  for (const offer of offers.values()) {
    if (offer.day >= day && offer.day < day + days) sum += offer.quantity;
  }
  return sum;
}

/** The offers for a day in the order in which they came: by epoch, those of one epoch by member key. */
export function offersOfDay(offers: Offers, day: number): readonly HoursPledge[] {
  return [...offers.values()]
    .filter((offer) => offer.day === day)
    .sort((a, b) => a.since - b.since || (a.member < b.member ? -1 : 1));
}

/** What of the offers for a day is taken towards what is wanted for it, in the order in which it is taken. */
export function takenOf(
  state: Pick<DemandState, 'offers' | 'reliability'>,
  day: number,
  wanted: bigint,
): readonly HoursTaken[] {
  const offers = offersOfDay(state.offers, day).map(({ member, quantity }, place) => ({
    member,
    quantity,
    ...reliabilityOf(state, member),
    place,
  }));
  return offersTaken(wanted, offers);
}

/** Forgets the offers for a day that is over, and before it, and keeps in mind who kept theirs. */
export function withoutDay(
  state: Pick<DemandState, 'offers' | 'reliability'>,
  day: number,
  { wanted, happened }: { readonly wanted: bigint; readonly happened: bigint },
): Pick<DemandState, 'offers' | 'reliability'> {
  const { offers } = state;
  if (offers.size === 0) return { offers, reliability: state.reliability };
  const taken = takenOf(state, day, wanted);
  const all = taken.reduce((sum, { quantity }) => sum + quantity, 0n);
  const asked = happened < all ? happened : all;
  const given = new Map(offersOfDay(offers, day).map((offer) => [offer.member, offer.given]));
  const reliability = new Map(state.reliability);
  for (const { member, quantity } of taken) {
    const before = reliabilityOf(state, member);
    const isKept = (given.get(member) ?? 0n) * all >= quantity * asked;
    reliability.set(member, {
      committed: before.committed + 1,
      fulfilled: before.fulfilled + (isKept ? 1 : 0),
    });
  }
  return { offers: new Map([...offers].filter(([, each]) => each.day > day)), reliability };
}
