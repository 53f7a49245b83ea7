/**
 * What a round did for one member, and why, as values that pages put into words: what became of each of their offers,
 * what moved by which offer, and how the offers of all fit together.
 */
import { sortedEntries } from '../base/sorted.ts';
import { noCause } from './market.ts';
import type { OfferRefusal, Round, RoundOffer } from './market.ts';
import { ringsOf } from './rings.ts';
import type { Ring } from './rings.ts';
import { bookOf } from './round-book.ts';
import { partsOf } from './round-moves.ts';
import type { FilledPart } from './round-moves.ts';

/**
 * Why not all of an offer was matched. `held`: the author no longer held as much. `lapsed`: somebody or some cause
 * that it asks for is gone. `cancelled`: another offer of the same author asks for the opposite.
 */
export type UnmatchedReason =
  'nobody_wanted' | 'floor' | 'release' | 'pledge' | 'held' | 'lapsed' | 'cancelled';

export interface ExplainedOffer {
  readonly offer: RoundOffer;
  readonly got: bigint;
  /** Null where all that was left of it was matched. */
  readonly why: UnmatchedReason | null;
}

/** What moved for the member, by issuer, cause and offer; the units of all lines add up to zero. */
export interface ExplainedLine {
  readonly issuer: string;
  readonly cause: string;
  readonly units: bigint;
  /** What was held of that issuer under that cause before and after the whole round. */
  readonly before: bigint;
  readonly after: bigint;
  /** The offer it is due to. */
  readonly offer: string;
}

export interface Explanation {
  readonly ownBefore: bigint;
  readonly ownAfter: bigint;
  readonly offers: readonly ExplainedOffer[];
  readonly lines: readonly ExplainedLine[];
  /** The largest first; those through the member, or of the whole round where it has no part in it. */
  readonly rings: readonly Ring[];
  /** Whether the rings are all there is. */
  readonly isWholeInRings: boolean;
  /** Units that the member's offers gave; and those left after what came and went of the same issuer cancelled out. */
  readonly gross: bigint;
  readonly net: bigint;
}

export function explainRound(round: Round, member: string): Explanation {
  const mine = round.offers.filter((offer) => offer.member === member);
  const parts = partsOf(round);
  const lines = linesOf(round, member, mine, parts);
  const own = round.agents.find((each) => each.member === member)?.own ?? 0n;
  const ownMoved = sumOf(lines.flatMap(({ issuer, units }) => (issuer === member ? [units] : [])));
  const { rings, isWhole } = ringsOf(flowsOf(round, parts), member);
  return {
    ...{ ownBefore: own, ownAfter: own + ownMoved },
    offers: explainedOffers(round, mine),
    ...{ lines, rings, isWholeInRings: isWhole },
    gross: sumOf(mine.flatMap(({ got }) => got)),
    net: netOf(lines),
  };
}

function explainedOffers(round: Round, mine: readonly RoundOffer[]): readonly ExplainedOffer[] {
  const { arcs } = bookOf(round.agents, round.tags, mine, round.slices);
  const takesPart = mine.map(() => 0n);
  for (const { offer, quantity } of arcs)
    takesPart[offer] = (takesPart[offer] ?? 0n) + BigInt(quantity);
  return mine.map((offer, index) => {
    const got = sumOf(offer.got);
    return { offer, got, why: reasonOf(offer, got, takesPart[index] ?? 0n) };
  });
}

function reasonOf(
  { quantity, matched, admitted, heldBack }: RoundOffer,
  got: bigint,
  tookPart: bigint,
): UnmatchedReason | null {
  if (got === quantity - matched) return null;
  // What takes part and is not filled says more than what was kept out besides.
  if (got < tookPart) return 'nobody_wanted';
  if (tookPart < admitted || heldBack === null) return 'cancelled';
  return reasons[heldBack] ?? 'lapsed';
}

const reasons: { readonly [refusal in OfferRefusal]?: UnmatchedReason } = {
  below_floor: 'floor',
  above_release: 'release',
  pledged: 'pledge',
  gives_more_than_held: 'held',
};

function linesOf(
  { moves, agents }: Round,
  member: string,
  mine: readonly RoundOffer[],
  parts: readonly FilledPart[],
): readonly ExplainedLine[] {
  const before = new Map<string, bigint>();
  for (const each of agents) {
    if (each.member === member) before.set(`${member} ${noCause}`, each.own);
  }
  for (const { give, giveCause, held } of mine) before.set(`${give} ${giveCause}`, held);
  const moved = new Map<string, bigint>();
  for (const move of moves) {
    if (move.holder !== member) continue;
    before.set(`${move.issuer} ${move.cause}`, move.before);
    moved.set(`${move.issuer} ${move.cause}`, move.units);
  }
  const lines = new Map<string, ExplainedLine>();
  for (const { holder, issuer, cause, units, offer } of parts) {
    if (holder !== member) continue;
    const [lot, key] = [`${issuer} ${cause}`, `${offer} ${issuer} ${cause}`];
    const held = before.get(lot) ?? 0n;
    lines.set(key, {
      ...{ issuer, cause, offer, units: (lines.get(key)?.units ?? 0n) + units },
      ...{ before: held, after: held + (moved.get(lot) ?? 0n) },
    });
  }
  return sortedEntries(lines).map(([, line]) => line);
}

/** From whoever's stake was given to whoever's came for it. */
function flowsOf({ offers }: Round, parts: readonly FilledPart[]) {
  const given = new Map(offers.map(({ id, give }) => [id, give]));
  const flows = new Map<string, Map<string, bigint>>();
  for (const { offer, issuer, units } of parts) {
    if (units < 0n) continue;
    const give = given.get(offer) ?? '';
    const row = flows.get(give) ?? new Map<string, bigint>();
    flows.set(give, row);
    row.set(issuer, (row.get(issuer) ?? 0n) + units);
  }
  return flows;
}

function netOf(lines: readonly ExplainedLine[]): bigint {
  const byIssuer = new Map<string, bigint>();
  for (const { issuer, units } of lines) byIssuer.set(issuer, (byIssuer.get(issuer) ?? 0n) + units);
  return sumOf([...byIssuer.values()].filter((units) => units > 0n));
}

function sumOf(units: readonly bigint[]): bigint {
  return units.reduce((sum, each) => sum + each, 0n);
}
