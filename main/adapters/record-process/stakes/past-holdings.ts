/**
 * What was held after each of the last closed rounds, found backwards: what is held now, without what the rounds since
 * then moved. Of what was inherited from somebody who has left since, nothing is known: it stands in earlier rounds too.
 */
import type { RoundSums, StakeBook } from './stake-book.ts';

/** By round, the oldest first. */
export interface PastHoldings {
  readonly rounds: number[];
  /** Units that others than its issuer held under a cause. */
  readonly under: (cause: string) => bigint[];
  /** The same under all causes. */
  readonly underAll: bigint[];
}

/** At most so many rounds, as far back as their files are here. */
export function pastHoldings(book: StakeBook, limit: number): PastHoldings {
  const sums = lastSums(book, limit);
  const held = book.sums().held();
  let all = 0n;
  for (const { units } of held.values()) all += units;
  return {
    rounds: sums.map(({ number }) => number).reverse(),
    under: (cause) =>
      backwards(sums, held.get(cause)?.units ?? 0n, (after, { moved }) => {
        return after - (moved.get(cause) ?? 0n);
      }),
    underAll: backwards(sums, all, (after, { movedInAll }) => after - movedInAll),
  };
}

/** What this member held of an issuer under a cause, of which it holds `units` now: by round, the oldest first. */
export function pastHolding(
  book: StakeBook,
  { issuer, cause, units }: { issuer: string; cause: string; units: bigint },
  limit: number,
): bigint[] {
  return backwards(lastSums(book, limit), units, (after, { myMoves }) => {
    const move = myMoves.find((each) => each.issuer === issuer && each.cause === cause);
    return move === undefined ? after : move.before;
  });
}

/** The newest first. */
function lastSums(book: StakeBook, limit: number): readonly RoundSums[] {
  const sums: RoundSums[] = [];
  for (const number of book.numbers(null, limit)) {
    const known = book.roundSums(number);
    if (known === null) break;
    sums.push(known);
  }
  return sums;
}

/** What stood after each round, by what stands now and what stood before a round of which it is known what stood after. */
function backwards(
  sums: readonly RoundSums[],
  now: bigint,
  before: (after: bigint, round: RoundSums) => bigint,
): bigint[] {
  let held = now;
  return sums
    .map((round) => {
      const after = held;
      held = before(after, round);
      if (held < 0n) held = 0n;
      return after;
    })
    .reverse();
}
