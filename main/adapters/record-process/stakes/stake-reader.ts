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

export interface StakeReader {
  readonly book: StakeBook;
  /** By round, what this member held of others: units, by issuer and cause with a space between them. */
  readonly own: PastRounds<ReadonlyMap<string, bigint>>;
  /** By round, units that others held under each cause. */
  readonly causes: PastRounds<{
    readonly round: number;
    readonly units: ReadonlyMap<string, bigint>;
  }>;
  /** By round, how much of all influence led to this member. */
  readonly influence: PastRounds<{ readonly round: number; readonly part: number }>;
}

const readers = new WeakMap<OpenCommunity, StakeReader>();

export function stakeReaderOf(community: OpenCommunity, me: string): StakeReader {
  const known = readers.get(community);
  if (known !== undefined) return known;
  const book = createStakeBook(community, me);
  const issued = BigInt(community.parameters.sharesPerIssuer);
  const made: StakeReader = {
    book,
    own: createPastRounds(community, book, (lots) => ownHoldings(lots, me)),
    causes: createPastRounds(community, book, (lots, { number }) => {
      const held = heldByCause(lots);
      const units = new Map(Array.from(held, ([cause, sum]) => [cause, sum.units]));
      return { round: number, units };
    }),
    influence: createPastRounds(community, book, (lots, { number, agents }) => {
      const work = new Map(agents.map((agent) => [agent.member, agent.work]));
      const parts = influenceParts(partsOf(sharesOfLots(lots), issued), work);
      return { round: number, part: parts.get(me) ?? 0 };
    }),
  };
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
