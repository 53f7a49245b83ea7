/**
 * A round of the market closes (rules R9, R10): what is open is cut to what may be given, put into one book, cleared,
 * and moved. Everything follows from the market before, so every node finds the same.
 */
import { sortedEntries } from '../base/sorted.ts';
import { wantFault } from './admission.ts';
import type { MarketContext } from './admission.ts';
import { carriedIn, carriersOf } from './carriers.ts';
import type { Carried } from './carriers.ts';
import { computeRound } from './compute-round.ts';
import type { Entrant } from './entry.ts';
import { advanceMomentum, atRest } from './influence.ts';
import type { Momentum } from './influence.ts';
import { lotOf, unitsOf, withMoves } from './lots.ts';
import type { OpenOffer, Round, RoundOffer, StakeMarket } from './market.ts';

export interface RoundContext extends MarketContext {
  readonly community: string;
  /** The height that closes the round; `epoch` is the last that it closes. */
  readonly height: number;
  /** K of the rules; fewer are taken where so many would not be exact. */
  readonly slices: number;
  /** Pushes and relabels that the clearing may take. */
  readonly mostWork: number;
}

/**
 * The market after its round, with the next number, and the round itself. Causes, commitments, work and what was given
 * stay as they are; offers of who is no member are gone.
 */
export function closeRound(
  market: StakeMarket,
  context: RoundContext,
): { readonly market: StakeMarket; readonly round: Round } {
  const { community, height, epoch, issued, rules, slices, mostWork, members, unpledged } = context;
  const carried = carriedIn(market, members, epoch);
  const round = computeRound({
    ...{ community, number: market.round, epoch, height, sharesPerIssuer: issued },
    ...{ rules, slices, mostWork },
    agents: [...members].sort().map((member) => ({
      ...{ member, work: market.work.get(member) ?? 0n },
      own: unitsOf(market.lots, member, member),
    })),
    entrants: entrantsOf(market, context, carried),
    carriersOf: (tag) => carriersOf(tag, carried, market.work),
    freeOfOthers: (member, issuer, given) => ({
      ...{ units: unpledged(member, issuer, given), why: 'pledged' },
    }),
    heldBefore: ({ holder, issuer, cause }) => lotOf(market.lots, holder, issuer, cause),
  });
  const after = {
    ...market,
    round: market.round + 1,
    lots: withMoves(market.lots, round.moves),
    offers: carriedOver(round.offers),
    momentum: movedOn(market, round),
  };
  return { market: after, round };
}

/** The open offers of members, by id, with what each holds of what it gives and what of it nobody can fill now. */
function entrantsOf(
  market: StakeMarket,
  { members, epoch }: MarketContext,
  { causes }: Carried,
): readonly Entrant[] {
  const carries = (member: string, tag: string) => causes.get(tag)?.has(member) ?? false;
  return sortedEntries(market.offers)
    .filter(([, { member }]) => members.has(member))
    .map(([id, offer]) => ({
      ...{ id, ...offer },
      held: lotOf(market.lots, offer.member, offer.give, offer.giveCause),
      lapsed: offer.wants.flatMap((each, want) => {
        const why = wantFault(market, offer, each, { members, epoch }, carries);
        return why === null ? [] : [{ want, why }];
      }),
    }));
}

/** What is not matched stays open for the rounds that its author chose. */
function carriedOver(offers: readonly RoundOffer[]): ReadonlyMap<string, OpenOffer> {
  return new Map(
    offers.flatMap(({ id, got, ...offer }) => {
      const { member, give, giveCause, quantity, wants, reason, rounds } = offer;
      const matched = got.reduce((sum, units) => sum + units, offer.matched);
      const waited = offer.waited + 1;
      if (matched >= quantity || waited >= rounds) return [];
      const said = { give, giveCause, quantity, wants, reason, rounds };
      return [[id, { ...said, member, waited, matched }] as const];
    }),
  );
}

/** How the stake that others hold under each cause moves on by what came and went in the round. */
function movedOn(
  { momentum, causes }: StakeMarket,
  { moves }: Round,
): ReadonlyMap<string, Momentum> {
  const acquired = new Map<string, bigint>();
  for (const { holder, issuer, cause, units } of moves) {
    if (holder !== issuer) acquired.set(cause, (acquired.get(cause) ?? 0n) + units);
  }
  const next = new Map<string, Momentum>();
  for (const cause of [...new Set([...momentum.keys(), ...acquired.keys()])].sort()) {
    if (!causes.has(cause)) continue;
    const moved = advanceMomentum(momentum.get(cause) ?? atRest, acquired.get(cause) ?? 0n);
    if (moved.fast !== 0n || moved.slow !== 0n) next.set(cause, moved);
  }
  return next;
}
