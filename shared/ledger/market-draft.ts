/** The stake market while the fold makes the next one: copies of what the records of members change in it. */
import type { Commitment, LiveCause, OpenOffer, StakeMarket } from '../stake/market.ts';
import type { Parameters } from '../economy/parameters.ts';

export interface MarketDraft {
  readonly causes: Map<string, LiveCause>;
  readonly commitments: Map<string, Commitment>;
  readonly offers: Map<string, OpenOffer>;
  /** Said in this height: kept for the memory, as the state only has the last of each. */
  readonly attested: AttestedCause[];
}

export interface AttestedCause {
  readonly cause: string;
  readonly by: string;
  readonly seen: bigint;
  readonly note: string;
}

export function createMarketDraft({ causes, commitments, offers }: StakeMarket): MarketDraft {
  return {
    causes: new Map(causes),
    commitments: new Map(commitments),
    offers: new Map(offers),
    attested: [],
  };
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
