/** What a round did for one member, and why, as values that pages put into words. */
import type { Round, RoundOffer } from './market.ts';

/** Why not all of an offer was matched. */
export type UnmatchedReason = 'nobody_wanted' | 'floor' | 'release' | 'pledge' | 'lapsed';

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
  /** The offer it is due to; null where several are. */
  readonly offer: string | null;
}

/** Each wanted the next, and the last the first: so many units went round. */
export interface Ring {
  readonly members: readonly string[];
  readonly units: bigint;
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
  const own = round.agents.find((each) => each.member === member)?.own ?? 0n;
  return {
    ...{ ownBefore: own, ownAfter: own, offers: [], lines: [], rings: [] },
    ...{ isWholeInRings: true, gross: 0n, net: 0n },
  };
}
