/** What a member may still use of the work of others: what it has, and what it may promise and owe. */
import { accountOf, lineOf } from './state.ts';
import type { LedgerState } from './state.ts';

export const microsPerHour = 1_000_000n;
const manHours = 1;

/** In micro-hours of work; below nothing for who owes more than they may. */
export function freeManHours(state: LedgerState, member: string): bigint {
  const { balance, promise } = accountOf(state, member, manHours);
  const left = lineOf(state, member, manHours) - promise;
  const owed = state.books[manHours].settled.owed.reduce(
    (sum, { debtor, quantity }) => (debtor === member ? sum + quantity : sum),
    0n,
  );
  return balance + (left > 0n ? left : 0n) - owed;
}
