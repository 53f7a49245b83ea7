/** What the answers about stakes are read with: kept for one community while it is open. */
import { influenceParts } from '../../../../shared/stake/influence-parts.ts';
import { sharesOfLots } from '../../../../shared/stake/lots.ts';
import { partsOf } from '../../../../shared/stake/parts.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import { createPastRounds } from './past-lots.ts';
import type { PastRounds } from './past-lots.ts';
import { createStakeBook } from './stake-book.ts';
import type { StakeBook } from './stake-book.ts';

/** How much of all influence led to this member after a round. */
export interface PastInfluence {
  readonly round: number;
  readonly part: number;
}

export interface StakeReader {
  readonly book: StakeBook;
  readonly influence: PastRounds<PastInfluence>;
}

const readers = new WeakMap<OpenCommunity, StakeReader>();

export function stakeReaderOf(community: OpenCommunity, me: string): StakeReader {
  const known = readers.get(community);
  if (known !== undefined) return known;
  const book = createStakeBook(community, me);
  const issued = BigInt(community.parameters.sharesPerIssuer);
  const influence = createPastRounds(community, book, (lots, { number, agents }): PastInfluence => {
    const work = new Map(agents.map((agent) => [agent.member, agent.work]));
    const parts = influenceParts(partsOf(sharesOfLots(lots), issued), work);
    return { round: number, part: parts.get(me) ?? 0 };
  });
  const made: StakeReader = { book, influence };
  readers.set(community, made);
  return made;
}
