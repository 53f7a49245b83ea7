/** Heights that are due though nothing was written: the record goes on by certified epochs, and somebody closes them. */
import { marketDue } from './market-due.ts';
import type { LedgerState } from './state.ts';
import { tasksDue } from './task-due.ts';

/** Whether a height that closes this epoch changes anything, even with no record in it. */
export function heightDue(state: LedgerState, endedEpoch: number): boolean {
  return marketDue(state, endedEpoch) || tasksDue(state, endedEpoch);
}
