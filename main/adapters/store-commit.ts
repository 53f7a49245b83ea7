/** One change of record and work store, on the disk in this order, while the program goes on. */
import type { Commit } from '../engine/commit.ts';
import type { LateChange } from './late-change.ts';

export interface LateStore {
  readonly late: LateChange;
  /** Does it, or says that this disk fails and ends the program. */
  orEnd(action: () => void): void;
  /** Says so of a failure that was heard of later. */
  fail(cause: Error): void;
}

interface UnderWay {
  readonly then: () => void;
  step: 'record' | 'work' | 'done';
}

/** What the record adds to that. */
export interface LateRecord extends LateStore {
  /** How many receipts it has: a change that adds none needs no sync of it. */
  written(): number;
}

/** What the work store adds. */
export interface LateWork extends LateStore {
  /** `finish` has the change that is open on the disk: it is called after whatever else is written into it. */
  joinedBy(finish: () => void): void;
}

/** Nothing is under way at first. */
export function createStoreCommit(record: LateRecord, work: LateWork): Commit {
  let underWay: UnderWay | null = null;
  work.joinedBy(finish);

  /** Both stores hold it, of the work store nobody else can see it yet. */
  function begin(change: () => void): { readonly isInRecord: boolean } {
    const before = record.written();
    work.orEnd(work.late.begin);
    let isMade = false;
    try {
      record.orEnd(record.late.begin);
      change();
      record.orEnd(record.late.commit);
      isMade = true;
    } finally {
      if (!isMade) {
        if (record.late.isOpen()) record.late.undo();
        work.late.undo();
      }
    }
    return { isInRecord: record.written() > before };
  }

  function commitWork(one: UnderWay): void {
    one.step = 'work';
    work.orEnd(work.late.commit);
  }

  function ended(one: UnderWay): void {
    if (underWay !== one) return;
    underWay = null;
    one.then();
  }

  function recordIsThere(one: UnderWay): void {
    if (one.step === 'record') commitWork(one);
    if (one.step === 'done') ended(one);
    else {
      work.late.sync((failure) => {
        heard(work, one, failure);
        one.step = 'done';
        ended(one);
      });
    }
  }

  /** Of a change that is there already nothing more is to be heard. */
  function heard(store: LateStore, one: UnderWay, failure: Error | null): void {
    if (failure !== null && one.step !== 'done') store.fail(failure);
  }

  /** Without its `then`, which follows when the disk has answered: whoever writes in between expects nothing. */
  function finish(): void {
    const one = underWay;
    if (one === null || one.step === 'done') return;
    if (one.step === 'record') {
      record.orEnd(record.late.syncNow);
      commitWork(one);
    }
    work.orEnd(work.late.syncNow);
    one.step = 'done';
  }

  function settle(): void {
    const one = underWay;
    finish();
    if (one !== null) ended(one);
  }

  return {
    write(change, then) {
      settle();
      const { isInRecord } = begin(change);
      const one: UnderWay = { then, step: 'record' };
      underWay = one;
      if (!isInRecord) {
        recordIsThere(one);
        return;
      }
      record.late.sync((failure) => {
        heard(record, one, failure);
        recordIsThere(one);
      });
    },
    settle,
  };
}
