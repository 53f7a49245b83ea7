/**
 * How much of each open offer takes part in a round (rules R10). All offers of one author for the same stake are cut
 * in the same proportion, to what is held and then to what release or pledge leave free: none comes before another,
 * so there is nothing to gain by cutting an offer into several.
 */
import { sortedEntries } from '../base/sorted.ts';
import { apportion } from '../domain/apportion.ts';
import type { OfferRefusal, RoundOffer } from './market.ts';

/** What is known of an offer before it is cut. */
export type Entrant = Omit<RoundOffer, 'free' | 'admitted' | 'heldBack' | 'asked' | 'got'>;
export type Entered = Omit<RoundOffer, 'got'>;

/** How many units of an issuer a member may give, besides those of other issuers; and what bounds them. */
export type FreeOf = (
  member: string,
  issuer: string,
  given: ReadonlyMap<string, bigint>,
) => { readonly units: bigint; readonly why: OfferRefusal };

/** The offers in their order, with what takes part of each. They must ascend by id. */
export function enter(entrants: readonly Entrant[], freeOf: FreeOf): readonly Entered[] {
  const entered = new Map<string, Entered>();
  for (const [member, theirs] of Map.groupBy(entrants, (each) => each.member)) {
    const given = new Map<string, bigint>();
    for (const [issuer, offers] of sortedEntries(Map.groupBy(theirs, ({ give }) => give))) {
      const free = freeOf(member, issuer, given);
      for (const offer of cutToFree(offers, free)) {
        entered.set(offer.id, offer);
        if (issuer !== member) given.set(issuer, (given.get(issuer) ?? 0n) + offer.admitted);
      }
    }
  }
  return entrants.flatMap(({ id }) => entered.get(id) ?? []);
}

/** The wants of an offer as weights; an exit wants one thing. Those that lapsed weigh nothing. */
export function weightsOf({ wants, lapsed }: Pick<Entrant, 'wants' | 'lapsed'>): readonly bigint[] {
  if (wants.length === 0) return [1n];
  return wants.map(({ weightPpm }, place) =>
    lapsed.some(({ want }) => want === place) ? 0n : BigInt(weightPpm),
  );
}

/** Offers of one author for stake in one issuer. */
function cutToFree(offers: readonly Entrant[], free: ReturnType<FreeOf>): readonly Entered[] {
  const wanted = new Map(offers.map((offer) => [offer.id, fillableOf(offer)]));
  const held = new Map<string, bigint>();
  for (const ofCause of Map.groupBy(offers, ({ giveCause }) => giveCause).values()) {
    const parts = atMost(
      ofCause[0]?.held ?? 0n,
      ofCause.map(({ id }) => wanted.get(id) ?? 0n),
    );
    for (const [index, { id }] of ofCause.entries()) held.set(id, parts[index] ?? 0n);
  }
  const units = free.units > 0n ? free.units : 0n;
  const parts = atMost(
    units,
    offers.map(({ id }) => held.get(id) ?? 0n),
  );
  return offers.map((offer, index) => {
    const [admitted, ofHeld] = [parts[index] ?? 0n, held.get(offer.id) ?? 0n];
    const isCut = admitted < ofHeld;
    const isShort = ofHeld < (wanted.get(offer.id) ?? 0n);
    const why = isShort ? 'gives_more_than_held' : (offer.lapsed[0]?.why ?? null);
    const asked = apportion(admitted, weightsOf(offer));
    return { ...offer, free: units, admitted, heldBack: isCut ? free.why : why, asked };
  });
}

/** What is left of an offer without the parts that nobody can fill any more. */
function fillableOf(offer: Entrant): bigint {
  const left = offer.quantity - offer.matched;
  if (offer.lapsed.length === 0) return left;
  const whole = apportion(left, weightsOf({ ...offer, lapsed: [] }));
  const weights = weightsOf(offer);
  return whole.reduce((sum, part, place) => (weights[place] === 0n ? sum : sum + part), 0n);
}

function atMost(whole: bigint, parts: readonly bigint[]): readonly bigint[] {
  const sum = parts.reduce((total, part) => total + part, 0n);
  return sum <= whole ? parts : apportion(whole, parts);
}
