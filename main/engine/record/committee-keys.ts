import { hexToBytes } from '../../../shared/base/bytes.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';

/** The keys of those who certify the next height, in the order in which they are numbered. */
export function committeeKeys(state: LedgerState): readonly Uint8Array[] {
  return state.committee.map(hexToBytes);
}
