/**
 * Which offers the market takes (rules R9, R10, R14). An offer is judged once, when it is opened, against the state of
 * that moment and with all other open offers of its author; what has changed by the time the round closes is cut to
 * what is free then (`entrantsOf`). A refusal is the first that applies in the order of `offerRefusals`.
 */
import { lotOf, unitsOf } from './lots.ts';
import { noCause, offersPerMemberMax } from './market.ts';
import type { LiveCause, Offer, OfferRefusal, OpenOffer } from './market.ts';
import type { StakeMarket, Want } from './market.ts';
import { floorOf, releaseCap } from './shares.ts';
import type { MarketRules } from './shares.ts';

/** What is judged by besides the market itself; all of it is agreed. */
export interface MarketContext {
  /** Shares of each issuer. */
  readonly issued: bigint;
  readonly rules: MarketRules;
  readonly members: ReadonlySet<string>;
  /** The epoch that was last closed: a cause whose deadline it is is over. */
  readonly epoch: number;
  /**
   * How many units of an issuer a member may give besides those that it gives already, by issuer, without falling
   * short of the hours it has borrowed. It is only asked about stake in others: one's own secures nothing.
   */
  readonly unpledged: (
    member: string,
    issuer: string,
    alreadyGiven: ReadonlyMap<string, bigint>,
  ) => bigint;
  /** Open offers of a member, for whoever keeps them by member; else all are looked through. */
  readonly offersOf?: (member: string) => Iterable<OpenOffer>;
}

/** Whether a cause may be newly wanted. */
export function isLive({ deadline, outcome }: LiveCause, epoch: number): boolean {
  return outcome === null && deadline > epoch;
}

/** The most work that anybody has, and no less than nothing. */
export function mostWorkOf(work: ReadonlyMap<string, bigint>): bigint {
  const known = mostWorks.get(work);
  if (known !== undefined) return known;
  let most = 0n;
  for (const each of work.values()) if (each > most) most = each;
  mostWorks.set(work, most);
  return most;
}

/** Work never changes between two rounds, and all offers that are opened ask for the most of it. */
const mostWorks = new WeakMap<ReadonlyMap<string, bigint>, bigint>();

/** Why an offer is refused when it is opened; null where it is taken. Its form was checked before. */
export function offerFault(
  market: StakeMarket,
  member: string,
  offer: Offer,
  context: MarketContext,
): OfferRefusal | null {
  const open = openOffersOf(market, member, context);
  if (open.length >= offersPerMemberMax) return 'too_many_offers';
  return (
    quantityFault(market, member, offer, open, context) ??
    basketFault(market, member, offer, context)
  );
}

function openOffersOf(
  market: StakeMarket,
  member: string,
  { offersOf }: MarketContext,
): readonly OpenOffer[] {
  if (offersOf !== undefined) return [...offersOf(member)];
  return [...market.offers.values()].filter((offer) => offer.member === member);
}

function quantityFault(
  market: StakeMarket,
  member: string,
  { give, giveCause, quantity }: Offer,
  open: readonly OpenOffer[],
  context: MarketContext,
): OfferRefusal | null {
  const held = lotOf(market.lots, member, give, giveCause);
  const ofSame = open.filter((each) => each.give === give && each.giveCause === giveCause);
  const given = leftOf(ofSame) + quantity;
  if (given > held) return 'gives_more_than_held';
  if (give === member) {
    if (given > held - floorOf(context.issued, context.rules)) return 'below_floor';
    return given > releaseOf(market, member, context) ? 'above_release' : null;
  }
  const already = givenByIssuer(open.filter((each) => each.give !== member));
  return quantity > context.unpledged(member, give, already) ? 'pledged' : null;
}

/** What a member may give of itself in the next round, all in all. */
export function releaseOf(
  { lots, work }: Pick<StakeMarket, 'lots' | 'work'>,
  member: string,
  { issued, rules }: Pick<MarketContext, 'issued' | 'rules'>,
): bigint {
  const mine = { own: unitsOf(lots, member, member), work: work.get(member) ?? 0n };
  return releaseCap({ issued, rules, ...mine, mostWork: mostWorkOf(work) });
}

function basketFault(
  market: StakeMarket,
  member: string,
  { give, wants }: Offer,
  context: MarketContext,
): OfferRefusal | null {
  if (wants.length === 0) return give === member ? 'wants_one_person' : null;
  if (peopleOf(wants) < 2) return 'wants_one_person';
  const others = context.members.size - (context.members.has(member) ? 1 : 0);
  if (others >= 3 && mostOfOne(wants) > 500_000) return 'wants_too_much_of_one';
  const carries = (agent: string, tag: string) => carriesIn(market, agent, tag, context.epoch);
  const [first] = wants
    .flatMap((want) => wantFault(market, { member, give }, want, context, carries) ?? [])
    .sort((a, b) => basketFaults.indexOf(a) - basketFaults.indexOf(b));
  return first ?? null;
}

const basketFaults: readonly OfferRefusal[] = [
  'wants_oneself',
  'wants_given',
  'wants_own_tag',
  'member_unknown',
  'cause_missing',
  'cause_not_live',
];

/** Why a part of an offer can be filled by nobody; null where it can. */
export function wantFault(
  market: StakeMarket,
  { member, give }: Pick<OpenOffer, 'member' | 'give'>,
  want: Want,
  { members, epoch }: Pick<MarketContext, 'members' | 'epoch'>,
  carries: (member: string, tag: string) => boolean,
): OfferRefusal | null {
  if (want.kind === 'tag') {
    if (carries(member, want.tag)) return 'wants_own_tag';
    return give !== member && carries(give, want.tag) ? 'wants_given' : null;
  }
  if (want.member === member) return 'wants_oneself';
  if (want.member === give) return 'wants_given';
  if (!members.has(want.member)) return 'member_unknown';
  if (want.cause === noCause) return 'cause_missing';
  const cause = market.causes.get(want.cause);
  return cause?.issuer === want.member && isLive(cause, epoch) ? null : 'cause_not_live';
}

/** Whether a member has a live cause with a tag. */
function carriesIn({ causes }: StakeMarket, member: string, tag: string, epoch: number): boolean {
  for (const cause of causes.values()) {
    if (cause.issuer === member && cause.tags.includes(tag) && isLive(cause, epoch)) return true;
  }
  return false;
}

/** Different people that are asked for; whoever asks for a tag asks for at least two. */
function peopleOf(wants: readonly Want[]): number {
  const people = new Set(wants.map((want) => (want.kind === 'tag' ? want.tag : want.member)));
  return people.size + (wants.some(({ kind }) => kind === 'tag') ? 1 : 0);
}

/** The largest part that goes to one person, whatever for, in millionths. */
function mostOfOne(wants: readonly Want[]): number {
  const parts = new Map<string, number>();
  for (const want of wants) {
    if (want.kind === 'member')
      parts.set(want.member, (parts.get(want.member) ?? 0) + want.weightPpm);
  }
  return Math.max(0, ...parts.values());
}

/** What a member may still offer of itself, and what keeps it from more. Units. */
export interface Offerable {
  readonly most: bigint;
  readonly boundBy: 'floor' | 'release' | 'pledge' | 'offers';
  readonly floor: bigint;
  /** Of what it holds of others: what the hours that it borrowed hold back. */
  readonly pledged: bigint;
}

export function offerableOf(
  market: StakeMarket,
  member: string,
  context: MarketContext,
): Offerable {
  const open = openOffersOf(market, member, context);
  const own = unitsOf(market.lots, member, member);
  const floor = floorOf(context.issued, context.rules);
  const release = releaseOf(market, member, context);
  const offered = leftOf(open.filter(({ give }) => give === member));
  const isFull = open.length >= offersPerMemberMax;
  const most = isFull || offered > release ? 0n : release - offered;
  const isOffered = isFull || (offered > 0n && most === 0n);
  const boundBy = isOffered ? 'offers' : release >= own - floor ? 'floor' : 'release';
  return { most, boundBy, floor, pledged: pledgedOf(market, member, context) };
}

function pledgedOf({ lots }: StakeMarket, member: string, { unpledged }: MarketContext): bigint {
  let pledged = 0n;
  for (const issuer of lots.get(member)?.keys() ?? []) {
    if (issuer === member) continue;
    const [held, free] = [unitsOf(lots, member, issuer), unpledged(member, issuer, new Map())];
    if (free < held) pledged += held - (free > 0n ? free : 0n);
  }
  return pledged;
}

function leftOf(offers: readonly OpenOffer[]): bigint {
  return offers.reduce((sum, { quantity, matched }) => sum + quantity - matched, 0n);
}

function givenByIssuer(offers: readonly OpenOffer[]): ReadonlyMap<string, bigint> {
  const given = new Map<string, bigint>();
  for (const offer of offers)
    given.set(offer.give, (given.get(offer.give) ?? 0n) + leftOf([offer]));
  return given;
}
