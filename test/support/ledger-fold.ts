/** Folding as tests like to see it: the state is checked each time, and verdicts read as words. */
import { bytesToHex } from '../../shared/base/bytes.ts';
import { foldEpoch } from '../../shared/ledger/fold.ts';
import type { Folded } from '../../shared/ledger/fold.ts';
import { assertLedger } from '../../shared/ledger/invariants.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { accountOf } from '../../shared/ledger/state.ts';
import type { LedgerState } from '../../shared/ledger/state.ts';
import type { Machine } from './ledger-world.ts';

/** A micro-hour is the unit. */
export const hour = 1_000_000n;

export interface TestedFold extends Folded {
  /** Such as `applied` or `refused: superseded`, in the order of these records. */
  verdictsOf(...records: readonly CheckedRecord[]): readonly string[];
}

export function fold(
  state: LedgerState,
  epoch: number,
  ...records: readonly CheckedRecord[]
): TestedFold {
  const folded = foldEpoch(state, { epoch, records });
  assertLedger(folded.state);
  const verdictOf = ({ id }: CheckedRecord) => {
    const verdict = folded.verdicts.get(bytesToHex(id));
    if (verdict === undefined) return 'none';
    return 'name' in verdict ? `${verdict.verdict}: ${verdict.name}` : verdict.verdict;
  };
  return { ...folded, verdictsOf: (...each) => each.map(verdictOf) };
}

/** Balance less promise in processor hours. */
export function netHours(state: LedgerState, ...machines: readonly Machine[]): readonly number[] {
  return machines.map(({ member }) => {
    const { balance, promise } = accountOf(state, member.hex, 0);
    return Number(balance - promise) / Number(hour);
  });
}
