/** Closes the books of one currency for one epoch: the rules of the economy, with what the record keeps for them. */
import { sortedEntries } from '../base/sorted.ts';
import type { Obligation } from '../economy/circulation.ts';
import { advanceLots } from '../economy/promises.ts';
import { settleEpoch } from '../economy/settle.ts';
import type { Flow, Settlement } from '../economy/settle.ts';
import { returnsBy } from './returns.ts';
import { pairKey, pairOf } from './state.ts';
import type { Books, LedgerState } from './state.ts';

export interface SettledBooks {
  /** Trust and lines are still those of before. */
  readonly books: Books;
  readonly settlement: Settlement;
  readonly flows: readonly Flow[];
}

const dayMs = 86_400_000;

/** Settles what flowed (R3), by the lines and the stakes as they were at the end of the epoch before. */
export function settleBooks(
  books: Books,
  flows: readonly Flow[],
  epoch: number,
  { parameters, market }: Pick<LedgerState, 'parameters' | 'market'>,
): SettledBooks {
  const lineOf = (member: string) => books.lines.get(member) ?? 0n;
  const returns = returnsBy(market.lots, parameters);
  const settlement = settleEpoch(books.settled, flows, lineOf, returns);
  const { lots, discharged } = advanceLots(books.lots, epoch, settlement);
  const day = Math.floor((epoch * parameters.epochMs) / dayMs);
  const window = advanceWindow(books, discharged, { day, days: parameters.trailingDays });
  return { books: { ...books, settled: settlement.state, lots, ...window }, settlement, flows };
}

/** Takes in what was discharged on a day, and forgets what is too long ago. */
function advanceWindow(
  { discharged, trailing }: Pick<Books, 'discharged' | 'trailing'>,
  fresh: readonly Obligation[],
  { day, days }: { readonly day: number; readonly days: number },
): Pick<Books, 'discharged' | 'trailing'> {
  const gone = [...discharged.keys()].filter((each) => each <= day - days);
  if (fresh.length === 0 && gone.length === 0) return { discharged, trailing };
  const [byDay, sums] = [new Map(discharged), new Map(trailing)];
  for (const each of gone) {
    for (const [pair, quantity] of byDay.get(each) ?? []) add(sums, pair, -quantity);
    byDay.delete(each);
  }
  if (fresh.length === 0) return { discharged: byDay, trailing: sums };
  const today = new Map(byDay.get(day));
  for (const { debtor, creditor, quantity } of fresh) {
    const pair = pairKey(debtor, creditor);
    add(today, pair, quantity);
    add(sums, pair, quantity);
  }
  byDay.set(day, today);
  return { discharged: byDay, trailing: sums };
}

function add(sums: Map<string, bigint>, key: string, quantity: bigint): void {
  const sum = (sums.get(key) ?? 0n) + quantity;
  if (sum === 0n) sums.delete(key);
  else sums.set(key, sum);
}

/** The sums of a window's days, as `Books` keeps them beside it. */
export function trailingOf(discharged: Books['discharged']): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const day of discharged.values()) {
    for (const [pair, quantity] of day) add(sums, pair, quantity);
  }
  return sums;
}

/** What was discharged in the trailing days, sorted by consumer and supplier. */
export function dischargedObligations({
  trailing,
}: Pick<Books, 'trailing'>): readonly Obligation[] {
  // One text for all that is of one member, so that it is hashed once.
  const texts = new Map<string, string>();
  const only = (key: string) => {
    const known = texts.get(key);
    if (known === undefined) texts.set(key, key);
    return known ?? key;
  };
  let debtor = '';
  return sortedEntries(trailing).map(([pair, quantity]) => {
    const ends = pairOf(pair);
    if (debtor === '' || ends.debtor !== debtor) debtor = only(ends.debtor);
    return { debtor, creditor: only(ends.creditor), quantity };
  });
}
