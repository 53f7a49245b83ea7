import * as fs from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import type { Record } from '../../main/engine/ports.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { receiptHash } from '../../shared/ledger/receipt.ts';
import { madeBytes, madeDevice, madeReceipt } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function open(file: string): Record {
  const opened = openRecord(file, cryptography);
  if (!opened.ok) expect.fail(opened.error.detail);
  return opened.value;
}

/** A closed record with so many receipts. */
function writtenRecord(count: number): string {
  const file = join(temporaryFolder(), 'record.db');
  const record = open(file);
  for (let number = 1; number <= count; number += 1)
    record.append(madeReceipt(number), number, madeDevice);
  record.close();
  return file;
}

const refusalOf = (file: string) => {
  const opened = openRecord(file, cryptography);
  if (!opened.ok) return opened.error;
  opened.value.close();
  return null;
};

test('a receipt stands in the record as it was given, also after reopening', () => {
  const file = join(temporaryFolder(), 'record.db');
  const record = open(file);
  const receipt = madeReceipt(1, { microCpuHours: 2n ** 64n - 1n });
  const kept = record.append(receipt, 1_700_000_000_000, madeDevice);
  const id = bytesToHex(receiptHash(receipt.body, cryptography.hash));
  const expected = { id, position: 1, keptAtMs: 1_700_000_000_000, device: madeDevice, receipt };
  expect(kept).toEqual({ ok: true, value: expected });
  record.close();

  const again = open(file);
  expect([...again.all()]).toEqual([expected]);
  expect(again.find(id)).toEqual(expected);
  expect(again.findByNonce(receipt.body.consumer, receipt.body.nonce)).toEqual(expected);
  again.close();
});

test('what is not in the record is not found', () => {
  const record = open(writtenRecord(2));
  expect(record.find('ab'.repeat(32))).toBeNull();
  expect(record.find("' or 1 = 1 --")).toBeNull();
  expect(record.findByNonce(madeBytes(32, 'nobody'), madeReceipt(1).body.nonce)).toBeNull();
  record.close();
});

test('the newest before a place are read backwards, and not more of them than asked for', () => {
  const record = open(writtenRecord(5));
  const places = (position: number | null, limit: number) =>
    record.before(position, limit).map((kept) => kept.position);
  expect(places(null, 2)).toEqual([5, 4]);
  expect(places(4, 10)).toEqual([3, 2, 1]);
  expect(places(1, 10)).toEqual([]);
  record.append(madeReceipt(6), 6, madeDevice);
  expect(places(null, 1)).toEqual([6]);
  record.close();
});

test('the same receipt appended again answers the one that is kept', () => {
  const record = open(writtenRecord(3));
  const again = record.append(madeReceipt(2), 999, madeDevice);
  expect(again.ok && again.value).toMatchObject({ position: 2, keptAtMs: 2 });
  expect([...record.all()]).toHaveLength(3);
  record.close();
});

test('a second receipt under the same nonce of a consumer is refused', () => {
  const record = open(writtenRecord(3));
  const refused = record.append(madeReceipt(2, { microCpuHours: 9n }), 4, madeDevice);
  expect(refused).toMatchObject({ ok: false, error: { name: 'nonce_repeated' } });
  expect([...record.all()]).toHaveLength(3);
  const other = record.append(
    madeReceipt(2, { consumer: madeBytes(32, 'another') }),
    4,
    madeDevice,
  );
  expect(other).toMatchObject({ ok: true, value: { position: 4 } });
  record.close();
});

test('all receipts are read in order while more are appended', () => {
  const record = open(writtenRecord(0));
  for (let number = 1; number <= 1_100; number += 1)
    record.append(madeReceipt(number), number, madeDevice);
  const seen: number[] = [];
  for (const { position } of record.all()) {
    seen.push(position);
    if (position === 600) record.append(madeReceipt(1_101), 1_101, madeDevice);
  }
  expect(seen).toEqual(Array.from({ length: 1_101 }, (_, index) => index + 1));
  record.close();
});

test.each([
  ['changed', 'update receipts set kept_at_ms = 0 where position = 2', 'never changed'],
  ['removed', 'delete from receipts where position = 3', 'never removed'],
  [
    'replaced',
    'insert or replace into receipts select 4, id, consumer, nonce, 0, device, body, supplier_signature, ' +
      'consumer_signature, seal from receipts where position = 2',
    'never removed',
  ],
  [
    'put out of its turn',
    'insert into receipts select 9, zeroblob(32), zeroblob(32), nonce, 0, device, body, supplier_signature, ' +
      'consumer_signature, seal from receipts where position = 2',
    'next position',
  ],
])('a row of the file cannot be %s', (_, statement, complaint) => {
  const file = writtenRecord(3);
  const database = new DatabaseSync(file);
  database.exec('pragma recursive_triggers = on');
  expect(() => database.exec(statement)).toThrow(complaint);
  database.close();
  expect(refusalOf(file)).toBeNull();
});

test.each([
  ['edited', 'update receipts set kept_at_ms = 0 where position = 2', 'receipt 2'],
  ['removed', 'delete from receipts where position = 2', 'receipt 2'],
  ['given another machine', 'update receipts set device = zeroblob(32)', 'receipt 1'],
  ['given another signature', 'update receipts set supplier_signature = zeroblob(64)', 'receipt 1'],
  [
    'given a field of another',
    'update receipts set nonce = zeroblob(16) where position = 3',
    'receipt 3',
  ],
])(
  'a row that was %s behind our back is found when the record is opened',
  (_, statement, place) => {
    const file = writtenRecord(3);
    const database = new DatabaseSync(file);
    database.exec(
      'drop trigger receipts_are_never_changed; drop trigger receipts_are_never_removed',
    );
    database.exec(statement);
    database.close();
    const refusal = refusalOf(file);
    expect(refusal?.name).toBe('record_damaged');
    expect(refusal?.detail).toContain(`${file} is damaged: ${place} is not as it was written.`);
  },
);

test('a record that was cut is damaged, and stays as it is', () => {
  const file = writtenRecord(120);
  const whole = fs.readFileSync(file);
  for (const size of [0, 1, 99, 4096, whole.length >> 1, whole.length - 4096, whole.length - 1]) {
    const cut = whole.subarray(0, size);
    fs.writeFileSync(file, cut);
    const refusal = refusalOf(file);
    expect(refusal?.name, `${size} bytes`).toBe('record_damaged');
    expect(refusal?.detail).toContain('Put back a copy');
    expect(fs.readFileSync(file).equals(cut)).toBe(true);
  }
});

test('a record whose file was taken away without its last changes is not begun anew', () => {
  const file = writtenRecord(1);
  const record = open(file);
  record.append(madeReceipt(2), 2, madeDevice);
  fs.renameSync(file, `${file}.elsewhere`);
  expect(refusalOf(file)).toMatchObject({ name: 'record_damaged' });
  fs.renameSync(`${file}.elsewhere`, file);
  record.close();
  expect(refusalOf(file)).toBeNull();
});

test('a file that is no record, or a newer one, is refused and left alone', () => {
  const file = join(temporaryFolder(), 'record.db');
  fs.writeFileSync(file, 'Dear diary, '.repeat(1_000));
  expect(refusalOf(file)?.name).toBe('record_damaged');
  fs.rmSync(file);
  const foreign = new DatabaseSync(file);
  foreign.exec('create table diary (day text)');
  foreign.close();
  expect(refusalOf(file)?.name).toBe('record_damaged');

  const newer = writtenRecord(1);
  const database = new DatabaseSync(newer);
  database.exec('pragma user_version = 4');
  database.close();
  expect(refusalOf(newer)?.name).toBe('record_newer');

  const folder = join(temporaryFolder(), 'record.db');
  fs.mkdirSync(folder);
  expect(refusalOf(folder)?.name).toBe('record_unreadable');
  expect(refusalOf(join(temporaryFolder(), 'missing', 'record.db'))?.name).toBe(
    'record_unreadable',
  );
});

test('a record of an earlier version is set aside whole, with its last changes, and a new one begins', () => {
  const file = writtenRecord(2);
  const sentences: string[] = [];
  const setAside: string[] = [];
  for (let time = 1; time <= 2; time += 1) {
    const database = new DatabaseSync(file);
    database.exec('pragma user_version = 1');
    database.exec('pragma journal_mode = wal');
    database.close();
    const opened = openRecord(file, {
      hash: cryptography.hash,
      onSetAside: (sentence) => sentences.push(sentence),
    });
    if (!opened.ok) expect.fail(opened.error.detail);
    expect([...opened.value.all()]).toEqual([]);
    opened.value.append(madeReceipt(time), time, madeDevice);
    opened.value.close();
    const name = file.replace('.db', time === 1 ? '.version-1.db' : '.version-1-2.db');
    expect(sentences.at(-1)).toContain(`set aside as ${name}, and a new one begins.`);
    setAside.push(name);
  }
  expect(sentences).toHaveLength(2);
  const counts = setAside.map((name) => {
    const database = new DatabaseSync(name, { readOnly: true });
    const row = database.prepare('select count(*) as count from receipts').get();
    database.close();
    return row?.['count'];
  });
  expect(counts).toEqual([2, 1]);
});

test('a damaged record of an earlier version is damaged, and stays as it is', () => {
  const file = writtenRecord(120);
  const database = new DatabaseSync(file);
  database.exec('pragma user_version = 1');
  database.close();
  const whole = fs.readFileSync(file);
  whole.fill(0xff, 4096, whole.length);
  whole.fill(0xff, 16, 40);
  fs.writeFileSync(file, whole);
  expect(refusalOf(file)?.name).toBe('record_damaged');
  expect(fs.readFileSync(file).equals(whole)).toBe(true);
});

test('a record is readable by its owner only', { skip: process.platform === 'win32' }, () => {
  const file = writtenRecord(1);
  const record = open(file);
  record.append(madeReceipt(2), 2, madeDevice);
  for (const name of [file, `${file}-wal`]) expect(fs.statSync(name).mode & 0o777).toBe(0o600);
  record.close();
});
