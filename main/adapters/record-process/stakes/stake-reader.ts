/** What the answers about stakes are read with: kept for one community while it is open. */
import { heldByCause } from './held.ts';
import { influenceParts } from '../../../../shared/stake/influence-parts.ts';
import { sharesOfLots } from '../../../../shared/stake/lots.ts';
import type { Lots } from '../../../../shared/stake/market.ts';
import { partsOf } from '../../../../shared/stake/parts.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { createPastRounds } from './past-lots.ts';
import type { PastRounds } from './past-lots.ts';
import { createStakeBook } from './stake-book.ts';
import type { StakeBook } from './stake-book.ts';

/** How a member and all causes stood after a round. */
export interface PastRound {
  readonly round: number;
  /** What this member held of others: units, by issuer and cause with a space between them. */
  readonly own: ReadonlyMap<string, bigint>;
  /** Units that others than its issuer held under each cause. */
  readonly units: ReadonlyMap<string, bigint>;
  /** How much of all influence led to this member. */
  readonly influence: number;
}

export interface StakeReader {
  readonly book: StakeBook;
  /** All is found in one walk back, so that the file of each round is read once. */
  readonly past: PastRounds<PastRound>;
}

const readers = new WeakMap<OpenCommunity, StakeReader>();

export function stakeReaderOf(community: OpenCommunity, me: string): StakeReader {
  const known = readers.get(community);
  if (known !== undefined) return known;
  const book = createStakeBook(community, me);
  const issued = BigInt(community.parameters.sharesPerIssuer);
  const past = createPastRounds(community, book, (lots, { number, agents }): PastRound => {
    const work = new Map(agents.map((agent) => [agent.member, agent.work]));
    const parts = influenceParts(partsOf(sharesOfLots(lots), issued), work);
    const held = Array.from(heldByCause(lots), ([cause, { units }]) => [cause, units] as const);
    return {
      ...{ round: number, own: ownHoldings(lots, me), units: new Map(held) },
      influence: parts.get(me) ?? 0,
    };
  });
  const made: StakeReader = { book, past };
  readers.set(community, made);
  return made;
}

function ownHoldings(lots: Lots, me: string): ReadonlyMap<string, bigint> {
  const held = new Map<string, bigint>();
  for (const [issuer, byCause] of lots.get(me) ?? []) {
    if (issuer === me) continue;
    for (const [cause, units] of byCause) held.set(`${issuer} ${cause}`, units);
  }
  return held;
}
