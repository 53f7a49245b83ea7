/** Returns (rules R13): who holds stake in a member gets a part of the hours that it receives. */
import type { Parameters } from '../economy/parameters.ts';
import { dividendsBy } from '../economy/payouts.ts';
import type { Dividends } from '../economy/settle.ts';
import type { Lots } from '../stake/market.ts';

type Holders = ReadonlyMap<string, bigint>;

/** By issuer; only of those in whom somebody else holds stake. Lots never change, so it is computed once for each. */
const known = new WeakMap<Lots, ReadonlyMap<string, Holders>>();

export function holdersOf(lots: Lots): ReadonlyMap<string, Holders> {
  const before = known.get(lots);
  if (before !== undefined) return before;
  const holders = new Map<string, Map<string, bigint>>();
  for (const [holder, row] of lots) {
    for (const [issuer, byCause] of row) {
      let units = 0n;
      for (const each of byCause.values()) units += each;
      const column = holders.get(issuer) ?? new Map<string, bigint>();
      column.set(holder, units);
      holders.set(issuer, column);
    }
  }
  for (const [issuer, column] of holders) {
    if (column.size === 1 && column.has(issuer)) holders.delete(issuer);
  }
  known.set(lots, holders);
  return holders;
}

const nobody: Holders = new Map();

/** What a settlement asks for. */
export function returnsBy(lots: Lots, parameters: Pick<Parameters, 'dividendPpm'>): Dividends {
  const holders = holdersOf(lots);
  return dividendsBy((issuer) => holders.get(issuer) ?? nobody, parameters);
}
