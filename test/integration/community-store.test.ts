import * as fs from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import {
  communityFile,
  listCommunityFiles,
} from '../../main/adapters/community-store/community-files.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { EndOfProgram, assert } from '../../shared/base/assert.ts';
import { epochValueCodec } from '../../shared/ledger/epoch-value.ts';
import { communityIdOf } from '../../shared/ledger/genesis.ts';
import { idsRoot } from '../../shared/ledger/merkle.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { answersOf } from '../support/community-store-model.ts';
import {
  fileIn,
  madeAuthor,
  madeCounter,
  madeEpoch,
  madeGenesis,
  madeLeave,
  madeRecord,
  madeValue,
  openStore,
  pooledIds,
  refusalOf,
} from '../support/community-store-world.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const records = Array.from({ length: 30 }, (_, number) => madeRecord(number + 1));

/** A closed store of three heights of five records each, and five records that wait. */
function writtenStore(): string {
  const file = fileIn(temporaryFolder());
  const store = openStore(file);
  for (const height of [1, 2, 3]) {
    store.add(records.slice(height * 5 - 5, height * 5));
    store.closeEpoch(madeEpoch(height, pooledIds(store)));
  }
  store.add(records.slice(15, 20));
  store.appendWal(4, madeBytes(40, 'entry'));
  store.close();
  return file;
}

/** Changes the file behind the store's back. */
function edit(file: string, ...statements: readonly string[]): void {
  const database = new DatabaseSync(file);
  for (const statement of statements) database.exec(statement);
  database.close();
}

test('a new store holds the genesis and nothing else, also when it is opened without one', () => {
  const file = fileIn(temporaryFolder());
  openStore(file).close();
  const store = openStore(file, {}, null);
  expect(store.genesis).toEqual(madeGenesis());
  expect([store.lastHeight(), store.poolCount(), store.missing()]).toEqual([0, 0, []]);
  expect(store.highest(madeAuthor(1))).toBeNull();
  expect(store.epoch(1)).toBeNull();
  expect(store.bytesOf(records[0]?.id ?? madeBytes(32))).toBeNull();
  store.close();
});

test('the files of communities are listed by name, also one that lacks all but its last changes', () => {
  const folder = temporaryFolder();
  expect(listCommunityFiles(join(folder, 'none'))).toEqual([]);
  const files = [1, 2, 3].map((number) => fileIn(folder, madeGenesis(number))).sort();
  for (const file of files) fs.writeFileSync(file, '');
  fs.renameSync(files[1] ?? '', `${files[1]}-wal`);
  for (const name of ['community-12.db', 'community-0123456789abcdef.version-1.db', 'record.db'])
    fs.writeFileSync(join(folder, name), '');
  expect(listCommunityFiles(folder)).toEqual(files);
});

test('no file is made where there is none and no genesis was given', () => {
  const file = fileIn(temporaryFolder());
  expect(refusalOf(file)?.name).toBe('community_missing');
  expect(fs.existsSync(file)).toBe(false);
  fs.writeFileSync(`${file}-wal`, 'changes');
  expect(refusalOf(file)?.name).toBe('community_damaged');
});

test('a file of an earlier version is set aside whole, which is said once, and none takes its place', () => {
  const file = writtenStore();
  edit(file, 'pragma user_version = 2');
  const refusal = refusalOf(file);
  expect(refusal?.name).toBe('community_earlier');
  const aside = file.replace('.db', '.version-2.db');
  expect(refusal?.detail).toContain(`set aside as ${aside}; found the community anew`);
  expect([fs.existsSync(aside), fs.existsSync(file)]).toEqual([true, false]);
  expect(listCommunityFiles(dirname(file))).toEqual([]);
  expect(refusalOf(file)?.name).toBe('community_missing');
});

test('a file of another community than its name says is refused', () => {
  const file = writtenStore();
  const community = communityIdOf(madeGenesis(2), cryptography.hash);
  const other = communityFile(temporaryFolder(), community);
  fs.copyFileSync(file, other);
  const refusal = refusalOf(other);
  expect(refusal?.name).toBe('community_damaged');
  expect(refusal?.detail).toMatch(
    /is of another community \([0-9a-f]{16}\) than its name says\. Nothing was deleted\./,
  );
  expect(refusalOf(other, { genesis: madeGenesis(2) })?.name).toBe('community_damaged');
});

test('a record that was refused leaves the pool and keeps its reason until there are too many', () => {
  const store = openStore(fileIn(temporaryFolder()), { refusedMax: 2 });
  const [first, second, third] = [1, 2, 3].map((author) => madeLeave(author, 1));
  if (first === undefined || second === undefined || third === undefined) expect.fail();
  store.add([first, second, third]);
  store.refuse([{ id: first.id, name: 'not_a_member', detail: 'Nobody invited it.' }]);
  store.refuse([{ id: second.id, name: 'not_a_member', detail: 'x'.repeat(10_000) }]);
  expect(store.poolCount()).toBe(1);
  expect(store.refusalOf(first.id)).toEqual({
    name: 'not_a_member',
    detail: 'Nobody invited it.',
  });
  expect(store.refusalOf(second.id)?.detail).toHaveLength(500);
  expect(store.has(first.id)).toBe(true);
  expect(store.highest(madeAuthor(1))).toEqual({ number: 1, id: first.id });
  store.refuse([{ id: third.id, name: 'not_a_member', detail: 'Nor it.' }]);
  expect(store.refusalOf(first.id)).toBeNull();
  expect(store.has(first.id)).toBe(false);
  expect(store.highest(madeAuthor(1))).toBeNull();
  store.close();
});

test('a record that was refused here and certified by others is no longer refused', () => {
  const store = openStore(fileIn(temporaryFolder()));
  const record = madeCounter(1);
  store.add([record]);
  store.refuse([{ id: record.id, name: 'too_early', detail: 'It is of an epoch to come.' }]);
  store.closeEpoch(madeEpoch(1, [record.id]));
  expect(store.refusalOf(record.id)).toBeNull();
  expect(store.idsOf(1)).toEqual([record.id]);
  store.refuse([
    { id: record.id, name: 'too_early', detail: 'What is certified is never refused.' },
  ]);
  expect(store.refusalOf(record.id)).toBeNull();
  store.close();
});

test('an author of whom something is certified keeps its number when the record is gone', () => {
  const store = openStore(fileIn(temporaryFolder()), { refusedMax: 1 });
  const [one, two] = [madeLeave(1, 1), madeLeave(1, 2)];
  store.add([one]);
  store.closeEpoch(madeEpoch(1, [one.id]));
  store.add([two, madeLeave(2, 1)]);
  store.refuse(
    [...store.pool()].map(({ id }) => ({ id, name: 'made_up', detail: 'For this test.' })),
  );
  store.closeEpoch(madeEpoch(2, []));
  store.prune(1);
  expect([store.has(one.id), store.has(two.id)]).toEqual([false, false]);
  expect(store.highest(madeAuthor(1))).toEqual({ number: 2, id: two.id });
  store.close();
});

test('of two records with one number both are kept, and the number is taken', () => {
  const store = openStore(fileIn(temporaryFolder()));
  const [one, other] = [madeLeave(1, 3), madeLeave(1, 3, 1)];
  store.add([one, other]);
  expect([...store.pool()].map(({ id }) => id)).toEqual([one.id, other.id]);
  expect(store.highest(madeAuthor(1))?.number).toBe(3);
  store.close();
});

test('records that are added while the pool is read are read too, and none twice', () => {
  const store = openStore(fileIn(temporaryFolder()));
  store.add(Array.from({ length: 700 }, (_, number) => madeCounter(number)));
  let seen = 0;
  for (const { id } of store.pool()) {
    seen += 1;
    if (seen === 300) store.add([madeCounter(700)]);
    if (seen === 400) store.closeEpoch(madeEpoch(1, [id]));
  }
  expect(seen).toBe(701);
  expect(store.poolCount()).toBe(700);
  store.close();
});

test('snapshots stay of the last two heights, of every 24th of thirty days, and the one before', () => {
  const store = openStore(fileIn(temporaryFolder()));
  for (let height = 1; height <= 100; height += 1)
    store.closeEpoch(madeEpoch(height, [], height * 10));
  const kept = Array.from({ length: 101 }, (_, height) => height).filter(
    (height) => store.snapshot(height) !== null,
  );
  // 720 epochs are 72 heights here: 24 is the newest before them.
  expect(kept).toEqual([24, 48, 72, 96, 99, 100]);
  expect(store.snapshotHeights()).toEqual(kept);
  expect(store.snapshot(100)).toEqual(madeEpoch(100, []).snapshot);
  store.close();
});

test('what was pruned is gone, certificates and reports stay, and the file takes less room', () => {
  const file = fileIn(temporaryFolder());
  const store = openStore(file);
  for (const height of [1, 2]) {
    store.add(Array.from({ length: 2_000 }, (_, number) => madeCounter(height * 2_000 + number)));
    store.closeEpoch(madeEpoch(height, pooledIds(store)));
  }
  const [before, held] = [store.bytesOnDisk(), store.bytesInUse()];
  expect(store.oldestSet(1)).toBe(1);
  store.prune(1);
  // What is free at once is given back to the disk later.
  expect(store.bytesInUse()).toBeLessThan(held * 0.6);
  expect([store.oldestSet(1), store.oldestSet(2), store.oldestSet(3)]).toEqual([2, 2, 3]);
  expect([store.idsOf(1), store.has(madeCounter(2_000).id)]).toEqual([null, false]);
  expect(store.epoch(1)).toEqual({ ...keptOf(1), report: madeEpoch(1, []).report });
  expect(store.idsOf(2)).toHaveLength(2_000);
  store.close();
  expect(fs.statSync(file).size).toBeLessThan(before / 2);
  expect(refusalOf(file)).toBeNull();
});

test('a shortened report takes the place of the whole one, and comes to no height without', () => {
  const file = fileIn(temporaryFolder());
  const store = openStore(file);
  store.closeEpoch(madeEpoch(1, []));
  store.adoptSnapshot([madeEpoch(2, [])], madeEpoch(2, []).snapshot);
  for (const height of [1, 2]) store.shortenReport(height, 'short');
  store.close();
  const again = openStore(file);
  expect([again.epoch(1), again.epoch(2)]).toEqual([
    { ...keptOf(1), report: 'short' },
    { ...keptOf(2), report: null },
  ]);
  again.close();
});

test('a set that was removed, or was never here, is put back, found well, and removed again', () => {
  const file = fileIn(temporaryFolder());
  const store = openStore(file);
  const [removed, later, old] = [madeCounter(1), madeCounter(2), madeCounter(3)];
  store.add([removed]);
  store.closeEpoch(madeEpoch(1, [removed.id]));
  store.add([later]);
  const chain = [2, 3].map((height) => ({
    ...madeEpoch(height, []),
    value: valueFor(height, old),
  }));
  store.adoptSnapshot(chain, madeEpoch(3, []).snapshot);
  store.prune(1);
  expect([1, 2, 3].map((height) => store.oldestSet(height))).toEqual([4, 4, 4]);
  store.restore(1, [removed]);
  store.restore(2, [old]);
  store.close();

  const again = openStore(file);
  expect([again.idsOf(1), again.idsOf(2), again.idsOf(3)]).toEqual([[removed.id], [old.id], null]);
  expect([removed, old].map(({ id }) => again.bytesOf(id))).toEqual([removed.bytes, old.bytes]);
  // Neither waits to be certified, and what waits still does.
  expect([...again.pool()].map(({ id }) => id)).toEqual([later.id]);
  again.prune(2);
  expect([again.has(old.id), again.idsOf(2), again.oldestSet(1)]).toEqual([false, null, 1]);
  again.close();
});

test('a set that is not the one that was certified cannot be put back', () => {
  const store = openStore(fileIn(temporaryFolder()));
  store.adoptSnapshot(
    [{ ...madeEpoch(1, []), value: valueFor(1, madeCounter(1)) }],
    madeEpoch(1, []).snapshot,
  );
  expect(() => {
    store.restore(1, [madeCounter(2)]);
  }).toThrow('only what was certified is put back');
  expect([store.has(madeCounter(2).id), store.idsOf(1)]).toEqual([false, null]);
  store.close();
});

/** A value that certifies this record alone. */
function valueFor(height: number, { id }: CheckedRecord): Uint8Array {
  const value = epochValueCodec.decode(madeValue(height));
  assert(value !== null, 'a made value is one');
  return epochValueCodec.encode({
    ...value,
    setRoot: idsRoot([id], cryptography.hash),
    setCount: 1,
  });
}

const keptOf = (height: number) => {
  const { value, certificate } = madeEpoch(height, []);
  return { value, certificate };
};

test('a newcomer begins with a chain of certificates and one snapshot', () => {
  const store = openStore(fileIn(temporaryFolder()));
  store.add(records);
  store.appendWal(1, madeBytes(9));
  const chain = [1, 2, 3, 4].map((height) => madeEpoch(height, []));
  store.adoptSnapshot(chain.slice(0, 3), madeBytes(900, 'third'));
  expect(store.lastHeight()).toBe(3);
  expect(store.epoch(2)).toEqual({ ...keptOf(2), report: null });
  expect([store.idsOf(2), store.snapshot(2), store.wal(1)]).toEqual([null, null, []]);
  expect(store.snapshot(3)).toEqual(madeBytes(900, 'third'));
  expect(store.poolCount()).toBe(records.length);
  store.adoptSnapshot(chain, madeBytes(900, 'fourth'));
  store.closeEpoch(madeEpoch(5, pooledIds(store)));
  expect([store.lastHeight(), store.poolCount()]).toEqual([5, 0]);
  store.close();
});

test.each([
  ['the value of a height', 'update epochs set value = zeroblob(99) where height = 2', 'height 2'],
  ['a certificate', 'update epochs set certificate = x"00" where height = 3', 'height 3'],
  ['the last height', 'delete from epochs where height = 3', 'it holds records of'],
  ['a height', 'delete from epochs where height = 1', 'height 1'],
  ['the ids of a height', 'update sets set ids = zeroblob(160) where height = 1', 'height 1'],
  ['the number of an author', 'update authors set number = 1', 'a row of authors'],
  ['what waits', 'update pool set position = position + 100', 'a row of pool'],
  ['what a witness said', 'update log set entry = x"00"', 'a row of log'],
  ['the genesis', 'update genesis set bytes = x"00"', 'it is of another community'],
])('%s that was changed behind our back is found when the store is opened', (_, change, place) => {
  const file = writtenStore();
  const free = 'pragma foreign_keys = off; drop trigger heights_are_never_';
  edit(file, `${free}changed`, `${free}removed`, change.replaceAll('"', "'"));
  const refusal = refusalOf(file);
  expect(refusal?.name).toBe('community_damaged');
  expect(refusal?.detail).toContain(`The record of the community ${file} is damaged: ${place}`);
  expect(refusal?.detail).toContain('Nothing was deleted. Put back a copy');
});

test('a damaged record reads as missing, and adding it again mends it, in the pool and in a height', () => {
  const file = writtenStore();
  const [certified, pooled] = [records[2], records[17]];
  if (certified === undefined || pooled === undefined) expect.fail();
  const before = openStore(file);
  const expected = answersOf(before, records);
  before.close();
  edit(file, `update records set bytes = zeroblob(length(bytes)) where position in (3, 18)`);

  const store = openStore(file);
  expect(store.bytesOf(certified.id)).toBeNull();
  expect([...store.pool()]).toHaveLength(4);
  expect(store.missing()).toEqual([certified.id, pooled.id]);
  expect([store.has(certified.id), store.has(pooled.id)]).toEqual([false, false]);
  store.add([certified, pooled]);
  expect(store.missing()).toEqual([]);
  expect(answersOf(store, records)).toEqual(expected);
  store.close();
});

test('a file that was copied back in time is opened as it was', () => {
  const file = writtenStore();
  const copy = fs.readFileSync(file);
  const store = openStore(file);
  const expected = answersOf(store, records);
  store.closeEpoch(madeEpoch(4, pooledIds(store)));
  store.close();
  fs.writeFileSync(file, copy);
  const again = openStore(file);
  expect(answersOf(again, records)).toEqual(expected);
  again.close();
});

test('a file that is no store of ours, or of a newer version, is refused and left alone', () => {
  const file = fileIn(temporaryFolder());
  fs.writeFileSync(file, 'Dear diary, '.repeat(1_000));
  expect(refusalOf(file)?.name).toBe('community_damaged');
  expect(fs.readFileSync(file, 'utf8')).toMatch(/^Dear diary/);
  const newer = writtenStore();
  edit(newer, 'pragma user_version = 4');
  expect(refusalOf(newer)?.name).toBe('community_newer');
});

test('a full disk ends the program with one sentence, and what was acknowledged stays', () => {
  const file = fileIn(temporaryFolder());
  const sentences: string[] = [];
  const onFailure = (sentence: string) => void sentences.push(sentence);
  const store = openStore(file, { bytesMax: 400_000, onFailure });
  const batch = (from: number) => Array.from({ length: 100 }, (_, i) => madeCounter(from + i));
  let added = 0;
  expect(() => {
    for (; ; added += 100) store.add(batch(added));
  }).toThrow(EndOfProgram);
  expect(sentences).toEqual([
    `The record of the community ${file} cannot be written: the disk is full. Make room, and start Common Hours again.`,
  ]);
  expect(() => {
    store.closeEpoch({ ...madeEpoch(1, pooledIds(store)), snapshot: madeBytes(300_000, 'much') });
  }).toThrow(EndOfProgram);
  store.close();

  const again = openStore(file);
  expect(added).toBeGreaterThan(300);
  expect([again.poolCount(), again.lastHeight()]).toEqual([added, 0]);
  again.closeEpoch(madeEpoch(1, pooledIds(again)));
  again.close();
});

test('a store is readable by its owner only', { skip: process.platform === 'win32' }, () => {
  const file = writtenStore();
  const store = openStore(file);
  store.appendWal(4, madeBytes(1));
  for (const name of [file, `${file}-wal`]) expect(fs.statSync(name).mode & 0o777).toBe(0o600);
  store.close();
});
