/** Jobs and runs that a restart has to find again, in one SQLite file; what `put` wrote is on the disk. */
import { assert } from '../../shared/base/assert.ts';
import { ok } from '../../shared/base/result.ts';
import type { Result } from '../../shared/base/result.ts';
import { shelves } from '../engine/ports.ts';
import type { WorkStore } from '../engine/ports.ts';
import { createLateChange } from './late-change.ts';
import { createReceiptsLeft, receiptsLeftSchema } from './receipts-left.ts';
import {
  atomically,
  firstComplaint,
  numberOf,
  openSqliteFile,
  saysDamaged,
} from './sqlite-file.ts';
import type { SqliteFileRefusal } from './sqlite-file.ts';
import type { LateWork } from './store-commit.ts';
import { endFor, freeBytesAt, writeOrEnd } from './write-or-end.ts';

/** The work store, as it takes part in changes that are synced later. */
export interface WorkFile extends WorkStore, LateWork {}

export type WorkStoreRefusal = SqliteFileRefusal<'work_store'>;

/**
 * All states and blobs together: the open jobs that a person may have at most, each with its module,
 * input and result, and as much again. The engine removes ended work long before; SQLite refuses what
 * would go beyond.
 */
export const workStoreBytesMax = 6 * 1024 ** 3;

const schema = `
  create table works (
    shelf text not null check (shelf in (${shelves.map((shelf) => `'${shelf}'`).join(', ')})),
    key text not null,
    state text not null,
    primary key (shelf, key)
  ) strict, without rowid;
  create table blobs (
    shelf text not null,
    key text not null,
    name text not null,
    bytes blob not null,
    unique (shelf, key, name),
    foreign key (shelf, key) references works on delete cascade
  ) strict;
  ${receiptsLeftSchema}
`;

/** What must be left on the disk for states, receipts and other programs. */
const reserveBytes = 64 * 1024 ** 2;

/**
 * Opens the store, or makes an empty one. `bytesMax` is there for tests. Beyond it, and when the disk is
 * full, `put` says so to `onFailure` and throws, and what stood there before still stands.
 */
export function openWorkStore(
  file: string,
  options: {
    readonly bytesMax?: number;
    readonly onFailure?: (sentence: string) => void;
    readonly onSetAside?: (sentence: string) => void;
  } = {},
): Result<WorkFile, WorkStoreRefusal> {
  const opened = openSqliteFile(file, {
    name: 'work_store',
    title: 'The store of jobs',
    without: 'without these jobs',
    applicationId: 0x43_48_57_31, // CHW1
    // 2: a shelf for work rates; jobs and runs that name receipts of the second version
    // 3: jobs and runs name the machine of a peer, not only its member
    // 4: a shelf for counters
    // 5: shelves for slices, errands and trust
    // 6: a shelf for checkpoints
    // 7: the last receipts, beside the states that name them
    version: 7,
    onSetAside: options.onSetAside ?? (() => undefined),
    schema,
    // the blobs are gigabytes: a broken one is met when it is read
    findDamage: (database) => firstComplaint(database, 'quick_check(works)'),
  });
  if (!opened.ok) return opened;
  const database = opened.value;
  const bytesMax = options.bytesMax ?? workStoreBytesMax;
  const pageBytes = numberOf(database, 'page_size');
  database.exec(`pragma max_page_count = ${Math.ceil(bytesMax / pageBytes)}`);
  database.exec('pragma incremental_vacuum');

  const putState = database.prepare(
    'insert into works values (?, ?, ?) on conflict do update set state = excluded.state',
  );
  const putBlob = database.prepare(
    'insert into blobs values (?, ?, ?, ?) on conflict do update set bytes = excluded.bytes',
  );
  const states = database.prepare('select key, state from works where shelf = ? order by key');
  const blob = database.prepare('select bytes from blobs where shelf = ? and key = ? and name = ?');
  const remove = database.prepare('delete from works where shelf = ? and key = ?');
  const removeBlobs = database.prepare('delete from blobs where shelf = ? and key = ?');
  const title = `The store of jobs ${file}`;
  const late = createLateChange(database, file);
  const orEnd = (action: () => void) => {
    writeOrEnd(title, options.onFailure, action);
  };
  /** What is written within `together` is part of its one transaction. */
  const write = (action: () => void) => {
    orEnd(() => {
      if (database.isTransaction) action();
      else atomically(database, action);
    });
  };

  return ok({
    late,
    left: createReceiptsLeft(database),
    orEnd,
    fail: (cause) => endFor(title, options.onFailure, cause),
    put(shelf, key, state, blobs = {}) {
      write(() => {
        putState.run(shelf, key, state);
        if (blobs === null) removeBlobs.run(shelf, key);
        else
          for (const [name, bytes] of Object.entries(blobs)) putBlob.run(shelf, key, name, bytes);
      });
    },
    together: write,
    hasRoomFor(bytes) {
      const used = numberOf(database, 'page_count') - numberOf(database, 'freelist_count');
      return used * pageBytes + bytes <= bytesMax && freeBytesAt(file) >= bytes + reserveBytes;
    },
    states: (shelf) =>
      states.all(shelf).map(({ key, state }) => {
        assert(typeof key === 'string' && typeof state === 'string', 'keys and states are text');
        return { key, state };
      }),
    /** Null also for a blob that the disk has damaged, so that one of them stops one job and no more. */
    blob(shelf, key, name) {
      try {
        const bytes = blob.get(shelf, key, name)?.['bytes'];
        return bytes instanceof Uint8Array ? bytes : null;
      } catch (error) {
        assert(saysDamaged(error), `a blob can be read: ${String(error)}`);
        return null;
      }
    },
    remove(shelf, key) {
      write(() => {
        remove.run(shelf, key);
      });
    },
    close() {
      late.close();
      if (database.isOpen) database.close();
    },
  });
}
