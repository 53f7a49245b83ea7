/** The records of a community and which of them wait: added in batches, read one by one or in pages. */
import { assert } from '../../../shared/base/assert.ts';
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import type { Refusal } from '../../../shared/base/result.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { PooledRecord, RecordStore } from '../../engine/record/ports.ts';
import { numberOfRows } from './access.ts';
import type { Access } from './access.ts';
import { createAuthors } from './authors.ts';
import { bytesIn, numberIn } from './columns.ts';
import type { Row } from './columns.ts';
import { createRefusals } from './refusals.ts';

type Shared = 'add' | 'has' | 'bytesOf' | 'pool' | 'poolCount' | 'refuse' | 'highest';

export interface Records extends Pick<RecordStore, Shared> {
  /** Records that were found damaged when they were read, and that nobody has sent again yet. */
  missing(): readonly Uint8Array[];
  /** Why a record was refused, as long as it is kept. */
  refusalOf(id: Uint8Array): Refusal | null;
  /** Within a transaction: takes them out of the pool and of what was refused. */
  certify(ids: readonly Uint8Array[]): void;
  /** Within a transaction: keeps records that are certified. */
  restore(records: readonly CheckedRecord[]): void;
  /** Within a transaction: removes certified records for good. */
  remove(ids: readonly Uint8Array[]): void;
}

const pageRows = 500;
/** Beyond it, damaged records still read as absent, and are named once others have come back. */
const missingMax = 100_000;

export function createRecords(access: Access, refusedMax: number): Records {
  const { database, seals, read, write } = access;
  const authors = createAuthors(access);
  const refusals = createRefusals(access, authors, refusedMax);
  const insert = database.prepare(
    'insert into records values (?, ?, ?, ?) on conflict (id) do nothing',
  );
  const mend = database.prepare('update records set bytes = ?, seal = ? where id = ?');
  const find = database.prepare('select id, bytes, seal from records where id = ?');
  const placeOf = database.prepare('select position from records where id = ?');
  const removeRecord = database.prepare('delete from records where id = ?');
  const wait = database.prepare('insert into pool values (?, ?, ?)');
  const page = database.prepare(
    `select pool.position, id, bytes, records.seal from pool join records using (position)
      where pool.position > ? order by pool.position limit ${pageRows}`,
  );
  const leave = database.prepare(
    'delete from pool where position = (select position from records where id = ?) returning *',
  );
  const missing = new Set<string>();
  let waiting = numberOfRows(access, 'pool');
  let last = numberIn(database.prepare('select max(position) as last from records').get(), 'last');

  /** The record of a row, or null for one that the disk has damaged. */
  const recordIn = (row: Row, id: Uint8Array | null): PooledRecord | null => {
    const bytes = bytesIn(row, 'bytes');
    if (id !== null && bytes !== null && seals.holds(row['seal'], 'records', id, bytes))
      return { id, bytes };
    if (id !== null && missing.size < missingMax) missing.add(bytesToHex(id));
    return null;
  };

  /** Its position, or null for one that is here already; that is mended where it was damaged. */
  const put = ({ id, bytes }: CheckedRecord): number | null => {
    const position = (last ?? 0) + 1;
    const seal = seals.of('records', id, bytes);
    if (insert.run(position, id, bytes, seal).changes === 0) {
      if (missing.size > 0 && missing.delete(bytesToHex(id))) mend.run(bytes, seal, id);
      return null;
    }
    last = position;
    return position;
  };

  const keep = (record: CheckedRecord): void => {
    const position = put(record);
    if (position === null) return;
    const author = record.kind === 'counter' ? null : record.body.author;
    wait.run(position, author, seals.of('pool', position, author ?? ''));
    waiting += 1;
    if (record.kind !== 'counter') authors.raise(record.body.author, record.body.number, record.id);
  };

  const certify = (id: Uint8Array): void => {
    const left = leave.get(id);
    if (left === undefined) {
      const position = numberIn(placeOf.get(id), 'position');
      assert(position !== null, 'the records of a certified height are here');
      refusals.remove(position);
      return;
    }
    waiting -= 1;
    const author = bytesIn(left, 'author');
    if (author !== null) authors.certify(author);
  };

  return {
    add(records) {
      if (records.length === 0) return;
      write(() => {
        for (const record of records) keep(record);
      });
    },
    has(id) {
      if (missing.size > 0 && missing.has(bytesToHex(id))) return false;
      return read(() => placeOf.get(id)) !== undefined;
    },
    bytesOf(id) {
      const row = read(() => find.get(id));
      return row === undefined ? null : (recordIn(row, id)?.bytes ?? null);
    },
    *pool() {
      for (let after = 0; ;) {
        const rows = read(() => page.all(after));
        for (const row of rows) {
          after = numberIn(row, 'position') ?? after + 1;
          const record = recordIn(row, bytesIn(row, 'id'));
          if (record !== null) yield record;
        }
        if (rows.length < pageRows) return;
      }
    },
    poolCount: () => waiting,
    refuse(refused) {
      write(() => {
        for (const { id, name, detail } of refused) {
          const position = numberIn(leave.get(id), 'position');
          if (position === null) continue;
          waiting -= 1;
          refusals.add(position, name, detail);
        }
      });
    },
    refusalOf: refusals.find,
    highest: authors.highest,
    missing: () => [...missing].map(hexToBytes),
    certify(ids) {
      for (const id of ids) certify(id);
    },
    restore(records) {
      for (const record of records) {
        put(record);
        certify(record.id);
      }
    },
    remove(ids) {
      for (const id of ids) {
        removeRecord.run(id);
        missing.delete(bytesToHex(id));
      }
    },
  };
}
