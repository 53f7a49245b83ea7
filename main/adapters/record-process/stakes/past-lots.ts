/**
 * Who held what after each closed round, found backwards: the market as it is certified now, with the moves of the
 * rounds undone by what their files say was held before. Whoever has left since is not in it, so that what others
 * inherited of them stands in earlier rounds as well.
 */
import type { Lots, Round } from '../../../../shared/stake/market.ts';
import type { OpenCommunity } from '../communities/communities.ts';
import type { StakeBook } from './stake-book.ts';

/** What is found after each round, kept by its number. */
export interface PastRounds<Found> {
  /** Of the last rounds that are kept here, at most so many, the oldest first. */
  readonly last: (rounds: number) => readonly Found[];
}

export function createPastRounds<Found>(
  { node }: OpenCommunity,
  book: StakeBook,
  find: (lots: Lots, round: Round) => Found,
): PastRounds<Found> {
  const known = new Map<number, Found>();

  return {
    last(limit) {
      const numbers = book.numbers(null, limit);
      const isMissing = (number: number) => !known.has(number);
      const missing = numbers.findLastIndex(isMissing);
      const { market } = node.state();
      let lots = missing > 0 ? changeable(market.lots) : market.lots;
      for (const [index, number] of numbers.slice(0, missing + 1).entries()) {
        const round = book.round(number);
        if (round === null) break;
        if (isMissing(number)) known.set(number, find(lots, round));
        if (index < missing) lots = undone(lots as Changeable, round);
      }
      return numbers.flatMap((number) => known.get(number) ?? []).reverse();
    },
  };
}

type Changeable = Map<string, Map<string, Map<string, bigint>>>;

function changeable(lots: Lots): Changeable {
  return new Map(
    Array.from(lots, ([holder, row]) => [
      holder,
      new Map(Array.from(row, ([issuer, byCause]) => [issuer, new Map(byCause)])),
    ]),
  );
}

function undone(lots: Changeable, { moves }: Round): Changeable {
  for (const { holder, issuer, cause, before } of moves) {
    const row = lots.get(holder);
    if (row === undefined) continue;
    const byCause = row.get(issuer) ?? new Map<string, bigint>();
    row.set(issuer, byCause);
    if (before === 0n) byCause.delete(cause);
    else byCause.set(cause, before);
    if (byCause.size === 0) row.delete(issuer);
  }
  return lots;
}
