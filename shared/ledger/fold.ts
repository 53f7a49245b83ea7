import { assert } from '../base/assert.ts';
import type { CheckedRecord } from './record.ts';
import type { EpochReport } from './epoch-report.ts';
import type { LedgerState } from './state.ts';
import type { Verdict } from './verdict.ts';

/** The records of one height; `epoch` is the last one that it closes, after that of the state. */
export interface EpochRecords {
  readonly epoch: number;
  readonly records: readonly CheckedRecord[];
}

export interface Folded {
  /** With whatever was refused or waits left out. */
  readonly state: LedgerState;
  /** By the record's id in hexadecimal, one for each. */
  readonly verdicts: ReadonlyMap<string, Verdict>;
  readonly report: EpochReport;
}

export function foldEpoch(_state: LedgerState, _epoch: EpochRecords): Folded {
  assert(false, 'the fold is there');
}

/** What a witness proposes of these records: all that may be certified, ascending by id, and what follows of it. */
export function previewEpoch(
  _state: LedgerState,
  _epoch: EpochRecords,
): Folded & { readonly kept: readonly CheckedRecord[] } {
  assert(false, 'the fold is there');
}
