/**
 * One change of record and work store, on the disk as one while the program goes on. Each of the two files has a
 * transaction of its own. The work store's is first, with the receipts of the change beside the states that name them;
 * the record's follows when that is on the disk. A program that falls over in between puts what was left into the record
 * at its next start, so that there is never a state without its receipt, nor a receipt without its state.
 */
import type { Commit } from '../engine/commit.ts';
import type { KeptReceipt, Record } from '../engine/ports.ts';
import type { LateChange } from './late-change.ts';
import type { ReceiptsLeft } from './receipts-left.ts';

export interface LateStore {
  readonly late: LateChange;
  /** Does it, or says that this disk fails and ends the program. */
  orEnd(action: () => void): void;
  /** Says so of a failure that was heard of later. */
  fail(cause: Error): void;
}

/** What the record adds to that. */
export interface LateRecord extends LateStore {
  /** What was appended since the change began. */
  made(): readonly KeptReceipt[];
  /** `finish` has the change that is open on the disk: it is called after whatever else is written into it. */
  joinedBy(finish: () => void): void;
}

/** What the work store adds. */
export interface LateWork extends LateStore {
  readonly left: ReceiptsLeft;
}

interface UnderWay {
  readonly then: () => void;
  /** The last receipt of it; null where it adds none, and the record has nothing open. */
  readonly last: number | null;
  isDone: boolean;
}

/** The record is synced after so many receipts: until then they are in the work store, too. */
const leftMax = 256;

/** Nothing is under way at first. */
export function createStoreCommit(record: LateRecord, work: LateWork): Commit {
  let underWay: UnderWay | null = null;
  /** Receipts up to this one are on the disk in the record; up to that one nothing is left in the work store. */
  let [synced, dropped, syncing] = [0, 0, 0];
  record.joinedBy(() => {
    if (underWay === null || underWay.isDone) return;
    finish();
    record.orEnd(record.late.syncNow);
  });

  /** Both stores hold it, of the record nobody else can see it yet. Answers the last receipt of it. */
  function begin(change: () => void): number | null {
    work.orEnd(work.late.begin);
    let isMade = false;
    try {
      record.orEnd(record.late.begin);
      change();
      work.orEnd(keepReceipts);
      work.orEnd(work.late.commit);
      isMade = true;
    } finally {
      if (!isMade) {
        if (record.late.isOpen()) record.late.undo();
        if (work.late.isOpen()) work.late.undo();
      }
    }
    const last = record.made().at(-1)?.position ?? null;
    if (last === null) record.orEnd(record.late.commit);
    return last;
  }

  function keepReceipts(): void {
    if (synced > dropped) work.left.drop(synced);
    dropped = synced;
    for (const kept of record.made()) work.left.keep(kept);
  }

  /** It is on the disk in the work store. */
  function done(one: UnderWay): void {
    one.isDone = true;
    if (one.last === null) return;
    record.orEnd(record.late.commit);
    if (one.last - Math.max(synced, syncing) >= leftMax) syncRecord(one.last);
  }

  function syncRecord(last: number): void {
    syncing = last;
    record.late.sync((failure) => {
      if (failure !== null) record.fail(failure);
      synced = Math.max(synced, last);
    });
  }

  function ended(one: UnderWay): void {
    if (underWay !== one) return;
    underWay = null;
    one.then();
  }

  /** Without its `then`, which follows when the disk has answered: whoever writes in between expects nothing. */
  function finish(): void {
    if (underWay === null || underWay.isDone) return;
    work.orEnd(work.late.syncNow);
    done(underWay);
  }

  function settle(): void {
    const one = underWay;
    finish();
    if (one !== null) ended(one);
  }

  return {
    write(change, then) {
      settle();
      const one: UnderWay = { then, last: begin(change), isDone: false };
      underWay = one;
      work.late.sync((failure) => {
        // Of a change that is there already nothing more is to be heard.
        if (one.isDone) {
          ended(one);
          return;
        }
        if (failure !== null) work.fail(failure);
        done(one);
        ended(one);
      });
    },
    settle,
  };
}

/** Puts into the record what a program that fell over has left in the work store. */
export function appendLeft(
  record: Pick<Record, 'append' | 'together'>,
  { left, orEnd }: Pick<LateWork, 'left' | 'orEnd'>,
): void {
  const receipts = left.all();
  const last = receipts.at(-1);
  if (last === undefined) return;
  record.together(() => {
    // What the record has already is passed over there.
    for (const { receipt, keptAtMs, device } of receipts) record.append(receipt, keptAtMs, device);
  });
  orEnd(() => {
    left.drop(last.position);
  });
}
