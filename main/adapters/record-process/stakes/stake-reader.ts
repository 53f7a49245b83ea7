/** What the answers about stakes are read with: kept for one community while it is open. */
import { influenceParts } from '../../../../shared/stake/influence-parts.ts';
import type { Lots } from '../../../../shared/stake/market.ts';
import type { Parts } from '../../../../shared/stake/parts.ts';
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
    const parts = influenceParts(partsIn(lots, issued), work);
    return { round: number, part: parts.get(me) ?? 0 };
  });
  const made: StakeReader = { book, influence };
  readers.set(community, made);
  return made;
}

/** In no order, which influence does not ask for. */
function partsIn(lots: Lots, issued: bigint): Parts {
  const whole = Number(issued);
  return new Map(
    Array.from(lots, ([holder, row]) => [
      holder,
      Array.from(row, ([issuer, byCause]) => {
        let units = 0;
        for (const each of byCause.values()) units += Number(each);
        return { issuer, part: units / whole };
      }),
    ]),
  );
}
