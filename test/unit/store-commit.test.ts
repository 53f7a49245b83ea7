/** A change of record and work store that is synced while the program goes on, on real files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { openRecord } from '../../main/adapters/sqlite-record.ts';
import { openWorkStore } from '../../main/adapters/sqlite-work-store.ts';
import { appendLeft, createStoreCommit } from '../../main/adapters/store-commit.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

function setup() {
  const folder = temporaryFolder();
  const work = openWorkStore(join(folder, 'work.db'));
  const record = openRecord(join(folder, 'record.db'), cryptography);
  if (!work.ok || !record.ok) expect.fail('the stores can be opened');
  onTestFinished(() => {
    record.value.close();
    work.value.close();
  });
  return { work: work.value, record: record.value, folder };
}

test('what is synced late is on the disk before anything follows from it, the receipt with its state', async () => {
  const { work, record, folder } = setup();
  const commit = createStoreCommit(record, work);
  const ofRecord = new DatabaseSync(join(folder, 'record.db'));
  const ofWork = new DatabaseSync(join(folder, 'work.db'));
  const numbers = () => [countOf(ofWork, 'works'), countOf(ofWork, 'receipts'), countOf(ofRecord)];
  const { promise, resolve } = Promise.withResolvers<undefined>();
  commit.write(
    () => {
      record.append(madeReceipt(1), 1, madeDevice);
      work.put('errands', 'a', '{}');
    },
    () => {
      resolve(undefined);
    },
  );
  expect([...record.all()]).toHaveLength(1);
  expect(numbers()).toEqual([1, 1, 0]);
  await promise;
  expect(numbers()).toEqual([1, 1, 1]);
  ofRecord.close();
  ofWork.close();
});

test('what a program that fell over had not put into the record yet is there after its next start', () => {
  const { work, record } = setup();
  const commit = createStoreCommit(record, work);
  const change = () => {
    record.append(madeReceipt(1), 5, madeDevice);
    record.append(madeReceipt(2), 6, madeDevice);
    work.put('errands', 'a', '{}');
  };
  commit.write(change, () => undefined);
  // A record that never heard of the end of the change.
  const folder = temporaryFolder();
  const fallen = openRecord(join(folder, 'record.db'), cryptography);
  if (!fallen.ok) expect.fail('a record can be opened');
  fallen.value.append(madeReceipt(1), 5, madeDevice);
  appendLeft(fallen.value, work);
  commit.settle();
  expect([...fallen.value.all()]).toEqual([...record.all()]);
  expect(work.left.all()).toEqual([]);
  fallen.value.close();
});

test('what is appended while a change is synced is on the disk at once, and the change with it', async () => {
  const { work, record, folder } = setup();
  const commit = createStoreCommit(record, work);
  const followed: string[] = [];
  const ended = new Promise<void>((resolve) => {
    commit.write(
      () => {
        record.append(madeReceipt(1), 1, madeDevice);
        work.put('errands', 'a', '{}');
      },
      () => {
        followed.push('the first');
        resolve();
      },
    );
  });
  record.append(madeReceipt(2), 2, madeDevice);
  work.put('jobs', 'b', '{}');
  const [ofRecord, ofWork] = ['record.db', 'work.db'].map(
    (name) => new DatabaseSync(join(folder, name)),
  );
  expect([countOf(ofRecord), countOf(ofWork, 'works')]).toEqual([2, 2]);
  ofRecord?.close();
  ofWork?.close();
  expect(followed).toEqual([]);
  await ended;
  expect(followed).toEqual(['the first']);
});

test('a record that is closed while it is synced has lost nothing, and nothing has failed', async () => {
  const folder = temporaryFolder();
  const failures: string[] = [];
  const onFailure = (sentence: string) => void failures.push(sentence);
  const open = () => {
    const record = openRecord(join(folder, 'record.db'), { ...cryptography, onFailure });
    const work = openWorkStore(join(folder, 'work.db'), { onFailure });
    if (!record.ok || !work.ok) expect.fail('the stores can be opened');
    return { record: record.value, work: work.value };
  };
  const { record, work } = open();
  const commit = createStoreCommit(record, work);
  commit.write(
    () => {
      for (let number = 1; number <= 300; number += 1)
        record.append(madeReceipt(number), number, madeDevice);
    },
    () => undefined,
  );
  commit.settle();
  record.close();
  work.close();
  // Another sync of the same threads ends after it.
  await Promise.all(Array.from({ length: 8 }, () => readFile(join(folder, 'record.db'))));
  expect(failures).toEqual([]);
  const again = open();
  expect([...again.record.all()]).toHaveLength(300);
  again.record.close();
  again.work.close();
});

function countOf(database: DatabaseSync | undefined, table = 'receipts'): unknown {
  return database?.prepare(`select count(*) as number from ${table}`).get()?.['number'];
}

test('a change that is settled is followed up once', async () => {
  const { work, record } = setup();
  const commit = createStoreCommit(record, work);
  const followed: string[] = [];
  const put = (key: string) => {
    commit.write(
      () => {
        work.put('errands', key, '{}');
        record.append(madeReceipt(Number(key)), 1, madeDevice);
      },
      () => followed.push(key),
    );
  };
  put('1');
  put('2');
  expect(followed).toEqual(['1']);
  commit.settle();
  expect(followed).toEqual(['1', '2']);
  await new Promise((resolve) => setImmediate(resolve));
  commit.settle();
  expect(followed).toEqual(['1', '2']);
});

test('a late change that fails takes back what it wrote, and the next one is kept', () => {
  const { work, record } = setup();
  const commit = createStoreCommit(record, work);
  expect(() => {
    commit.write(
      () => {
        record.append(madeReceipt(1), 1, madeDevice);
        work.put('errands', 'a', '{}');
        throw new Error('no room');
      },
      () => expect.fail('nothing follows'),
    );
  }).toThrow('no room');
  commit.write(
    () => {
      record.append(madeReceipt(2), 1, madeDevice);
      work.put('errands', 'b', '{}');
    },
    () => undefined,
  );
  commit.settle();
  expect([...work.states('errands')]).toEqual([{ key: 'b', state: '{}' }]);
  expect([...record.all()].map(({ position }) => position)).toEqual([1]);
});
