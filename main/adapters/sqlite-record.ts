/**
 * The record of receipts in one SQLite file: only ever appended to, and on the disk before `append`
 * returns (write-ahead log, `synchronous = full`).
 *
 * Every row carries a seal, the hash of its own values and of the seal before it. Opening the file
 * computes all of them again, so that a flipped bit, an edited, removed or exchanged row is found then,
 * and not in somebody's balance. What no seal can show is that the newest rows are missing: whoever
 * signed those receipts with us holds them too.
 */
import type { DatabaseSync } from 'node:sqlite';
import { assert } from '../../shared/base/assert.ts';
import { bytesToHex, hexToBytes, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Result } from '../../shared/base/result.ts';
import { decodeReceiptBody, encodeReceiptBody, receiptHash } from '../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../shared/ledger/receipt.ts';
import type { Cryptography, KeptReceipt, Record } from '../engine/ports.ts';
import { createLateChange } from './late-change.ts';
import { atomically, firstComplaint, openSqliteFile } from './sqlite-file.ts';
import type { SqliteFileRefusal, SqliteLayout } from './sqlite-file.ts';
import type { LateRecord } from './store-commit.ts';
import { endFor, writeOrEnd } from './write-or-end.ts';

/** The record, as it takes part in changes that are synced later. */
export interface RecordFile extends Record, LateRecord {}

export type RecordRefusal = SqliteFileRefusal<'record'>;

type Hash = Cryptography['hash'];

const schema = `
  create table receipts (
    position integer primary key check (position > 0),
    id blob not null unique check (length(id) = 32),
    consumer blob not null check (length(consumer) = 32),
    nonce blob not null check (length(nonce) = 16),
    kept_at_ms integer not null check (kept_at_ms >= 0),
    device blob not null check (length(device) = 32),
    body blob not null,
    supplier_signature blob not null check (length(supplier_signature) = 64),
    consumer_signature blob not null check (length(consumer_signature) = 64),
    seal blob not null check (length(seal) = 32),
    unique (consumer, nonce)
  ) strict;
  create trigger receipts_leave_no_gaps before insert on receipts
    when new.position <> (select coalesce(max(position), 0) + 1 from receipts)
    begin select raise(abort, 'a receipt is kept at the next position'); end;
  create trigger receipts_are_never_changed before update on receipts
    begin select raise(abort, 'a receipt is never changed'); end;
  create trigger receipts_are_never_removed before delete on receipts
    begin select raise(abort, 'a receipt is never removed'); end;
`;

/**
 * Opens the record, or makes an empty one, and checks all of it. `hash` is 32 bytes wide.
 *
 * A disk that fails while a receipt is being written makes `append` tell `onFailure` and throw: after a failed
 * sync nobody knows what the disk holds, so the node has to end and read again what is there.
 */
export function openRecord(
  file: string,
  options: {
    readonly hash: Hash;
    readonly onFailure?: (sentence: string) => void;
    readonly onSetAside?: (sentence: string) => void;
  },
): Result<RecordFile, RecordRefusal> {
  const { hash } = options;
  const title = `The record of receipts ${file}`;
  const write: Write = (action) => writeOrEnd(title, options.onFailure, action);
  const fail = (cause: Error) => endFor(title, options.onFailure, cause);
  let end: End = start;
  const layout: SqliteLayout<'record'> = {
    name: 'record',
    title: 'The record of receipts',
    without: 'with no receipts',
    applicationId: 0x43_48_52_31, // CHR1
    // 2: receipts carry the work count and the work rate
    // 3: each names the machine that keeps it too
    version: 3,
    onSetAside: options.onSetAside ?? (() => undefined),
    schema,
    findDamage(database) {
      const complaint = firstComplaint(database, 'integrity_check(1)');
      if (complaint !== null) return complaint;
      const checked = checkRows(database, hash);
      if (typeof checked === 'string') return checked;
      end = checked;
      return null;
    },
  };
  const opened = openSqliteFile(file, layout);
  return opened.ok ? ok(createRecord(opened.value, file, { hash, write, fail }, end)) : opened;
}

type Write = <Value>(action: () => Value) => Value;

interface RecordParts {
  readonly hash: Hash;
  readonly write: Write;
  readonly fail: (cause: Error) => void;
}

/** The last row's place, from which the next one goes on. */
interface End {
  readonly position: number;
  readonly seal: Uint8Array;
}

const start: End = { position: 0, seal: new Uint8Array(32) };

/** The end of a record in which all is well, or what is wrong with it. */
function checkRows(database: DatabaseSync, hash: Hash): End | string {
  let end = start;
  for (const row of database.prepare('select * from receipts order by position').iterate()) {
    const position = end.position + 1;
    const kept = keptReceiptOf(row);
    if (kept === null) return `receipt ${position} cannot be read`;
    const { body } = kept.receipt;
    const id = receiptHash(body, hash);
    const next = { position, seal: sealOf(kept, id, end.seal, hash) };
    const isWell =
      kept.position === position &&
      bytesToHex(id) === kept.id &&
      isSame(row['consumer'], body.consumer) &&
      isSame(row['nonce'], body.nonce) &&
      isSame(row['seal'], next.seal);
    if (!isWell) return `receipt ${position} is not as it was written`;
    end = next;
  }
  return end;
}

function isSame(value: unknown, bytes: Uint8Array): boolean {
  return value instanceof Uint8Array && sameBytes(value, bytes);
}

const domain = textToBytes('common-hours/record/v2');

function sealOf(kept: KeptReceipt, id: Uint8Array, before: Uint8Array, hash: Hash): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(16));
  numbers.setBigUint64(0, BigInt(kept.position));
  numbers.setBigUint64(8, BigInt(kept.keptAtMs));
  const { supplierSignature, consumerSignature } = kept.receipt;
  const place = new Uint8Array(numbers.buffer);
  return hash(domain, before, place, id, supplierSignature, consumerSignature, kept.device);
}

function createRecord(
  database: DatabaseSync,
  file: string,
  { hash, write, fail }: RecordParts,
  from: End,
): RecordFile {
  const byId = database.prepare('select * from receipts where id = ?');
  const byNonce = database.prepare('select * from receipts where consumer = ? and nonce = ?');
  const page = database.prepare(
    'select * from receipts where position > ? order by position limit 500',
  );
  const newestBefore = database.prepare(
    'select * from receipts where position < ? order by position desc limit ?',
  );
  const insert = database.prepare(
    'insert into receipts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict do nothing',
  );
  const late = createLateChange(database, file);
  let end = from;
  let endBefore = from;
  /** Of the change that is open, or was last. */
  let lately: KeptReceipt[] = [];
  let finish = () => undefined as void;

  const findByNonce: Record['findByNonce'] = (consumer, nonce) =>
    readKept(byNonce.get(consumer, nonce));

  /** Null where it, or another of its nonce, is kept already. */
  const keep = (made: Omit<KeptReceipt, 'position'>, id: Uint8Array): KeptReceipt | null => {
    const { keptAtMs, device, receipt } = made;
    const { body, supplierSignature, consumerSignature } = receipt;
    const kept = { ...made, position: end.position + 1 };
    const seal = sealOf(kept, id, end.seal, hash);
    const { changes } = insert.run(
      ...[kept.position, id, body.consumer, body.nonce, keptAtMs, device],
      ...[encodeReceiptBody(body), supplierSignature, consumerSignature, seal],
    );
    if (changes === 0) return null;
    end = { position: kept.position, seal };
    if (late.isOpen()) lately.push(kept);
    return kept;
  };

  return {
    append(receipt, keptAtMs, device) {
      const { body } = receipt;
      const hashed = receiptHash(body, hash);
      const id = bytesToHex(hashed);
      const kept = write(() => keep({ id, keptAtMs, device, receipt }, hashed));
      if (kept !== null) {
        if (late.isOpen()) finish();
        return ok(kept);
      }
      const earlier = findByNonce(body.consumer, body.nonce);
      assert(earlier !== null, 'what is in the way of a receipt is one of its nonce');
      return earlier.id === id ? ok(earlier) : refuse('nonce_repeated', nonceSentence(body));
    },
    together(change) {
      write(() => {
        if (database.isTransaction) change();
        else atomically(database, change);
      });
      if (late.isOpen()) finish();
    },
    *all() {
      for (let after = 0; ;) {
        const rows = page.all(after);
        if (rows.length === 0) return;
        for (const row of rows) yield keptOf(row);
        after += rows.length;
      }
    },
    before: (position, limit) =>
      newestBefore.all(position ?? end.position + 1, limit).map((row) => keptOf(row)),
    late: {
      ...late,
      begin() {
        endBefore = end;
        lately = [];
        late.begin();
      },
      undo() {
        end = endBefore;
        late.undo();
      },
    },
    made: () => lately,
    joinedBy(how) {
      finish = how;
    },
    orEnd: write,
    fail,
    find: (id) => (/^[0-9a-f]{64}$/.test(id) ? readKept(byId.get(hexToBytes(id))) : null),
    findByNonce,
    close() {
      if (late.isOpen()) finish();
      late.close();
      if (database.isOpen) database.close();
    },
  };
}

function nonceSentence(body: ReceiptBody): string {
  return `A receipt of ${bytesToHex(body.consumer).slice(0, 8)} with this nonce is kept already.`;
}

type Row = { readonly [column: string]: unknown };

function readKept(row: Row | undefined): KeptReceipt | null {
  return row === undefined ? null : keptOf(row);
}

/** A row of a record that was checked when it was opened. */
function keptOf(row: Row): KeptReceipt {
  const kept = keptReceiptOf(row);
  assert(kept !== null, 'a row of a checked record holds a receipt');
  return kept;
}

function keptReceiptOf(row: Row): KeptReceipt | null {
  const { position, id, kept_at_ms: keptAtMs, device, body: bytes } = row;
  const { supplier_signature: supplierSignature, consumer_signature: consumerSignature } = row;
  if (typeof position !== 'number' || typeof keptAtMs !== 'number' || keptAtMs < 0) return null;
  if (!(id instanceof Uint8Array && bytes instanceof Uint8Array)) return null;
  if (!(device instanceof Uint8Array)) return null;
  if (!(supplierSignature instanceof Uint8Array)) return null;
  if (!(consumerSignature instanceof Uint8Array)) return null;
  const body = decodeReceiptBody(bytes);
  if (body === null) return null;
  const receipt = { body, supplierSignature, consumerSignature };
  return { id: bytesToHex(id), position, keptAtMs, device, receipt };
}
