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
  /**
   * Of the last rounds that are kept here, at most so many, the oldest first. Older ones are found from one question to
   * the next: each takes a tenth of a second among ten thousand people.
   */
  readonly last: (rounds: number) => readonly Found[];
}

const freshMax = 8;

export function createPastRounds<Found>(
  { node }: OpenCommunity,
  book: StakeBook,
  find: (lots: Lots, round: Round) => Found,
): PastRounds<Found> {
  const known = new Map<number, Found>();
  /** What was held after the oldest round that was found; the next question goes on from there. */
  let reached: { readonly number: number; readonly lots: Changeable } | null = null;

  function lotsAfter(numbers: readonly number[], index: number): Lots | null {
    const { market } = node.state();
    if (index === 0) return market.lots;
    const before = reached === null ? -1 : numbers.indexOf(reached.number);
    const isOnTheWay = before >= 0 && before < index;
    const lots = reached !== null && isOnTheWay ? reached.lots : changeable(market.lots);
    reached = null;
    for (const number of numbers.slice(isOnTheWay ? before : 0, index)) {
      const round = book.round(number);
      if (round === null) return null;
      undo(lots, round);
    }
    reached = { number: numbers[index] ?? 0, lots };
    return lots;
  }

  return {
    last(limit) {
      const numbers = book.numbers(null, limit);
      let fresh = 0;
      for (const [index, number] of numbers.entries()) {
        if (known.has(number)) continue;
        const round = fresh < freshMax ? book.round(number) : null;
        if (round === null) break;
        const lots = lotsAfter(numbers, index);
        if (lots === null) break;
        known.set(number, find(lots, round));
        fresh += 1;
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

function undo(lots: Changeable, { moves }: Round): void {
  for (const { holder, issuer, cause, before } of moves) {
    const row = lots.get(holder);
    if (row === undefined) continue;
    const byCause = row.get(issuer) ?? new Map<string, bigint>();
    row.set(issuer, byCause);
    if (before === 0n) byCause.delete(cause);
    else byCause.set(cause, before);
    if (byCause.size === 0) row.delete(issuer);
  }
}
