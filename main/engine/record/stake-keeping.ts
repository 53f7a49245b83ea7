/** What the record of a community keeps of its stake market beyond the certified state, for its host. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { MarketNotes } from '../../../shared/stake/market-notes.ts';
import type { Offer, OfferRefusal } from '../../../shared/stake/market.ts';

/** One's own offer, whose text this machine keeps from before it is sealed until long after it is over. */
export interface SealedOffer {
  /** Of the record that seals it. */
  readonly id: string;
  readonly offer: Offer;
  /** The round that it was sealed for; a later one where that was missed by all. */
  readonly round: number;
  readonly placedAtMs: number;
  readonly isSealCertified: boolean;
  readonly isOpeningSent: boolean;
  /** Nothing will come of it any more, and nothing can be done about it. */
  readonly isOver: boolean;
  readonly isWithdrawn: boolean;
  readonly refusal: OfferRefusal | null;
}

export interface StakeKeeping {
  /** Keeps the offer, then seals it; it is opened by itself when its round is. */
  seal(offer: Offer): Result<{ readonly id: string }, Refusal>;
  withdraw(id: string): Result<{ readonly id: string }, Refusal>;
  /** The last 200, in any order. */
  sealed(): readonly SealedOffer[];
  /** Numbers of closed rounds whose files are here, the newest first, those below `before` or all. */
  rounds(before: number | null, limit: number): readonly number[];
  /** The file of a round (shared/stake/round-text.ts). */
  round(number: number): { readonly text: string } | null;
  /** Of the heights from that one on, ascending; heights in which nothing happened to causes have none. */
  marketNotes(from: number, limit: number): readonly MarketNotes[];
}
