/** What a member may still use of the work of others: what it has, and what it may promise and owe. */
import { freeHours } from './free-hours.ts';
import { accountOf, lineOf } from './state.ts';
import type { LedgerState } from './state.ts';

export const microsPerHour = 1_000_000n;
const manHours = 1;

/** In micro-hours of work; below nothing for who owes more than they may. */
export function freeManHours(state: LedgerState, member: string): bigint {
  const account = accountOf(state, member, manHours);
  const owed = state.books[manHours].settled.owed.reduce(
    (sum, { debtor, quantity }) => (debtor === member ? sum + quantity : sum),
    0n,
  );
  return freeHours({ ...account, line: lineOf(state, member, manHours) }, owed);
}
