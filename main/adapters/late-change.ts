/**
 * A transaction whose sync is not waited for: SQLite writes it into the write-ahead log without a sync, and the log is
 * synced by a thread of Node's while the program goes on. Until then a program that falls over loses nothing, and a
 * machine that does finds the state of before: frames of the log that are not whole are none.
 */
import * as fs from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';

export interface LateChange {
  /** What is written until `commit` or `undo` belongs to it. */
  begin(): void;
  commit(): void;
  undo(): void;
  /** Whether it has begun and not ended. */
  isOpen(): boolean;
  /** Calls when all that was committed is on the disk, or with what the disk said instead. */
  sync(then: (failure: Error | null) => void): void;
  /** Has it on the disk when this returns. */
  syncNow(): void;
  close(): void;
}

/**
 * Hundreds of changes a second write the same pages again and again: the log grows to 8 MB before they are brought into
 * the file, and pages that follow from no order stay in memory.
 */
const busy = 'pragma wal_autocheckpoint = 2000; pragma cache_size = -8192';

/** For a database with a write-ahead log, at `synchronous = full`, which holds for all other changes. */
export function createLateChange(database: DatabaseSync, file: string): LateChange {
  let log: number | null = null;
  let isOpen = false;
  let isClosed = false;
  database.exec(busy);

  /** SQLite keeps the same file until the database is closed. Its locks are on others, so this may be closed. */
  function openLog(): number {
    log ??= fs.openSync(`${file}-wal`, 'r+');
    return log;
  }

  function end(how: 'commit' | 'rollback'): void {
    isOpen = false;
    try {
      if (how === 'commit' || database.isTransaction) database.exec(how);
    } finally {
      if (!database.isTransaction) database.exec('pragma synchronous = full');
    }
  }

  return {
    begin() {
      database.exec('pragma synchronous = normal');
      database.exec('begin immediate');
      isOpen = true;
    },
    commit() {
      end('commit');
    },
    undo() {
      end('rollback');
    },
    isOpen: () => isOpen,
    sync(then) {
      fs.fdatasync(openLog(), (failure) => {
        // The end of the database has synced it, and this file may have been closed under the thread.
        then(isClosed ? null : failure);
      });
    },
    syncNow() {
      fs.fdatasyncSync(openLog());
    },
    close() {
      isClosed = true;
      if (log !== null) fs.closeSync(log);
      log = null;
    },
  };
}
