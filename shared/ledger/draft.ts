/**
 * The next state while the fold makes it: copies that may be written to, and the verdicts so far. It never leaves
 * the fold. What ends at the end of the epoch (a machine, a membership) is only noted until then, so that what else
 * happens in the epoch does not depend on who is looked at first.
 */
import type { ExpulsionReason } from './epoch-report.ts';
import type { CheckedRecord } from './record.ts';
import { createMarketDraft } from './market-draft.ts';
import type { MarketDraft } from './market-draft.ts';
import { idTextOf } from './record-texts.ts';
import type { Device, LedgerState, Member } from './state.ts';
import { createWorkDraft } from './work-draft.ts';
import type { WorkDraft } from './work-draft.ts';
import { recordFailures, recordRefusals, recordWaits } from './verdict.ts';
import type { RecordFailure, RecordRefusal, RecordWait, Verdict } from './verdict.ts';

export interface Draft {
  readonly before: LedgerState;
  readonly epoch: number;
  readonly members: Map<string, Member>;
  readonly devices: Map<string, Device>;
  readonly invitations: Map<string, number>;
  readonly verdicts: Map<string, Verdict>;
  readonly joined: string[];
  /** Machines and members whose last epoch this is. */
  readonly retired: Set<string>;
  readonly forked: Set<string>;
  readonly left: Set<string>;
  readonly expelled: Map<string, ExpulsionReason>;
  readonly market: MarketDraft;
  readonly work: WorkDraft;
}

export function createDraft(before: LedgerState, epoch: number): Draft {
  return {
    before,
    epoch,
    members: new Map(before.members),
    devices: new Map(before.devices),
    invitations: new Map(before.invitations),
    verdicts: new Map(),
    joined: [],
    retired: new Set(),
    forked: new Set(),
    left: new Set(),
    expelled: new Map(),
    market: createMarketDraft(before.market),
    work: createWorkDraft(before.work),
  };
}

/** A record with its id as text, by which everything is sorted. */
export interface Named<Record extends CheckedRecord = CheckedRecord> {
  readonly id: string;
  readonly record: Record;
}

export type Authored = Exclude<CheckedRecord, { readonly kind: 'counter' }>;

export function named<Record extends CheckedRecord>(record: Record): Named<Record> {
  return { id: idTextOf(record), record };
}

/** By code units, which are the order of the bytes behind the hexadecimal. */
export function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

const applied: Verdict = { verdict: 'applied' };

export function setApplied({ verdicts }: Draft, { id }: Named): void {
  verdicts.set(id, applied);
}

export function setVoid({ verdicts }: Draft, { id }: Named): void {
  verdicts.set(id, { verdict: 'void' });
}

export function setRefused({ verdicts }: Draft, { id }: Named, name: RecordRefusal): void {
  verdicts.set(id, { verdict: 'refused', name, detail: recordRefusals[name] });
}

export function setWaiting({ verdicts }: Draft, { id }: Named, name: RecordWait): void {
  verdicts.set(id, { verdict: 'waits', name, detail: recordWaits[name] });
}

export function setWithoutEffect({ verdicts }: Draft, { id }: Named, name: RecordFailure): void {
  verdicts.set(id, { verdict: 'without_effect', name, detail: recordFailures[name] });
}

/** Whether this member was there when the epoch began, or joined in it. */
export function isPresent({ members }: Draft, member: string): boolean {
  return members.get(member)?.status === 'member';
}
