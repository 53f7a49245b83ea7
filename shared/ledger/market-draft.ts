/** The stake market while the fold makes the next one: copies of what the records of members change in it. */
import type { Parameters } from '../economy/parameters.ts';
import type { AttestationNote } from '../stake/market-notes.ts';
import type { Commitment, LiveCause, OpenOffer, StakeMarket } from '../stake/market.ts';

export interface MarketDraft {
  readonly causes: Map<string, LiveCause>;
  readonly commitments: Map<string, Commitment>;
  readonly offers: Map<string, OpenOffer>;
  /** Said in this height: kept for the memory, as the state only has the last of each. */
  readonly attested: AttestationNote[];
}

export function createMarketDraft({ causes, commitments, offers }: StakeMarket): MarketDraft {
  return {
    causes: new Map(causes),
    commitments: new Map(commitments),
    offers: new Map(offers),
    attested: [],
  };
}

const indexes = new WeakMap<MarketDraft, Map<string, Set<string>>>();

/**
 * Ids of what a member has sealed or open, in no order. Whoever takes something up or out of the draft keeps it true;
 * an offer has the id of its commitment.
 */
export function idsOfMember(market: MarketDraft, member: string): Set<string> {
  let index = indexes.get(market);
  if (index === undefined) {
    index = new Map();
    indexes.set(market, index);
    for (const each of [market.commitments, market.offers]) {
      for (const [id, { member: by }] of each) {
        const ids = index.get(by) ?? new Set();
        index.set(by, ids.add(id));
      }
    }
  }
  const known = index.get(member) ?? new Set();
  index.set(member, known);
  return known;
}

export type RoundTimes = Pick<Parameters, 'roundEpochs' | 'sealEpochs'>;

/** The round that an epoch falls in. */
export function roundOfEpoch(epoch: number, { roundEpochs }: RoundTimes): number {
  return Math.floor(epoch / roundEpochs);
}

/** Whether an epoch is in the part of its round in which offers are sealed; in the rest they are opened. */
export function isSealing(epoch: number, { roundEpochs, sealEpochs }: RoundTimes): boolean {
  return epoch % roundEpochs < sealEpochs;
}
