/**
 * What paying for downloads must not forget, in one SQLite file beside the pieces: what was signed, which is on the
 * disk before anybody hears of it, and how many pieces came from which machine, which outlives the process but need
 * not outlive a power cut: pieces that are counted for nobody then are claimed by those who gave them.
 */
import { join } from 'node:path';
import { assert } from '../../../shared/base/assert.ts';
import { ok } from '../../../shared/base/result.ts';
import type { Result } from '../../../shared/base/result.ts';
import type { AboutRelease, PayMachine } from '../../engine/downloads/contract.ts';
import { atomically, firstComplaint, openSqliteFile } from '../sqlite-file.ts';
import type { SqliteFileRefusal } from '../sqlite-file.ts';
import { releasesFolder } from './shelf-file.ts';

/** What came from a machine, of one release: pieces that were right, each counted once. */
export interface SourceCount extends AboutRelease, PayMachine {
  readonly pieces: number;
  readonly bytes: number;
}

export interface PayFile {
  /** Each `put` is on the disk when it returns. */
  readonly book: {
    all(): Iterable<{ readonly key: string; readonly bytes: Uint8Array }>;
    put(key: string, bytes: Uint8Array): void;
    remove(key: string): void;
  };
  readonly sources: {
    of(about: AboutRelease): readonly SourceCount[];
    put(counts: readonly SourceCount[]): void;
    forget(about: AboutRelease): void;
  };
  close(): void;
}

const schema = `
  create table signed (
    key text primary key not null,
    bytes blob not null
  ) strict, without rowid;
  create table sources (
    community text not null,
    release text not null,
    device text not null,
    member text not null,
    pieces integer not null,
    bytes integer not null,
    primary key (community, release, device)
  ) strict, without rowid;
`;

/** `setAside` is told where a file of an earlier version went. What cannot be written throws, and changes nothing. */
export function openPayFile(
  dataFolder: string,
  setAside: (sentence: string) => void,
): Result<PayFile, SqliteFileRefusal<'payments'>> {
  const file = join(releasesFolder(dataFolder), 'payments.db');
  const opened = openSqliteFile(file, {
    name: 'payments',
    title: 'The file of what was signed for downloads',
    without: 'without what was signed and is not in the record yet',
    applicationId: 0x43_48_44_31, // CHD1
    version: 1,
    onSetAside: setAside,
    schema,
    findDamage: (database) => firstComplaint(database, 'quick_check'),
  });
  if (!opened.ok) return opened;
  const database = opened.value;
  const allSigned = database.prepare('select key, bytes from signed order by key');
  const putSigned = database.prepare(
    'insert into signed values (?, ?) on conflict do update set bytes = excluded.bytes',
  );
  const removeSigned = database.prepare('delete from signed where key = ?');
  const sourcesOf = database.prepare(
    'select device, member, pieces, bytes from sources where community = ? and release = ?',
  );
  const putSource = database.prepare(
    'insert into sources values (?, ?, ?, ?, ?, ?) ' +
      'on conflict do update set pieces = excluded.pieces, bytes = excluded.bytes',
  );
  const forgetSources = database.prepare('delete from sources where community = ? and release = ?');
  const write = (action: () => void) => {
    atomically(database, action);
  };
  /** Not waited for by the disk. */
  const writeSoon = (action: () => void) => {
    database.exec('pragma synchronous = normal');
    try {
      write(action);
    } finally {
      database.exec('pragma synchronous = full');
    }
  };

  return ok({
    book: {
      all: () =>
        allSigned.all().map(({ key, bytes }) => {
          assert(typeof key === 'string' && bytes instanceof Uint8Array, 'as the table says');
          return { key, bytes };
        }),
      put: (key, bytes) => write(() => void putSigned.run(key, bytes)),
      remove: (key) => write(() => void removeSigned.run(key)),
    },
    sources: {
      of: ({ community, release }) =>
        sourcesOf.all(community, release).map(({ device, member, pieces, bytes }) => ({
          ...{ community, release, device: String(device), member: String(member) },
          ...{ pieces: Number(pieces), bytes: Number(bytes) },
        })),
      put: (counts) =>
        writeSoon(() => {
          for (const { community, release, device, member, pieces, bytes } of counts) {
            putSource.run(community, release, device, member, pieces, bytes);
          }
        }),
      forget: ({ community, release }) =>
        writeSoon(() => void forgetSources.run(community, release)),
    },
    close() {
      if (database.isOpen) database.close();
    },
  });
}
