import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openWorkStore } from '../../main/adapters/sqlite-work-store.ts';
import type { WorkStore } from '../../main/engine/ports.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const writer = fileURLToPath(new URL('../support/work-writer.ts', import.meta.url));

function open(file: string, bytesMax?: number): WorkStore {
  const opened = openWorkStore(file, bytesMax === undefined ? {} : { bytesMax });
  if (!opened.ok) expect.fail(opened.error.detail);
  onTestFinished(() => opened.value.close());
  return opened.value;
}

const newFile = () => join(temporaryFolder(), 'work.db');

test('jobs and runs are found again after reopening, each on its shelf', () => {
  const file = newFile();
  const store = open(file);
  store.put('jobs', 'b', '{"n":1}', { module: madeBytes(100_000, 'module') });
  store.put('jobs', 'a', '{"n":2}');
  store.put('runs', 'a', '{"n":3}', { result: new Uint8Array(0) });
  store.close();

  const again = open(file);
  expect([...again.states('jobs')]).toEqual([
    { key: 'a', state: '{"n":2}' },
    { key: 'b', state: '{"n":1}' },
  ]);
  expect([...again.states('runs')]).toEqual([{ key: 'a', state: '{"n":3}' }]);
  expect(again.blob('jobs', 'b', 'module')).toEqual(madeBytes(100_000, 'module'));
  expect(again.blob('runs', 'a', 'result')).toEqual(new Uint8Array(0));
  expect(again.blob('jobs', 'a', 'result')).toBeNull();
});

test('a put replaces the state and the blobs that it names, and keeps the others', () => {
  const store = open(newFile());
  store.put('jobs', 'a', 'first', { module: madeBytes(9, 1), input: madeBytes(9, 2) });
  store.put('jobs', 'a', 'second', { input: madeBytes(9, 3), result: madeBytes(9, 4) });
  store.put('jobs', 'a', 'third');
  expect([...store.states('jobs')]).toEqual([{ key: 'a', state: 'third' }]);
  expect(store.blob('jobs', 'a', 'module')).toEqual(madeBytes(9, 1));
  expect(store.blob('jobs', 'a', 'input')).toEqual(madeBytes(9, 3));
  expect(store.blob('jobs', 'a', 'result')).toEqual(madeBytes(9, 4));
});

test('what is removed is gone with its blobs, and only that', () => {
  const store = open(newFile());
  for (const key of ['a', 'b']) store.put('jobs', key, key, { module: madeBytes(9, key) });
  store.remove('jobs', 'a');
  store.remove('jobs', 'never there');
  store.put('jobs', 'a', 'again');
  expect(store.blob('jobs', 'a', 'module')).toBeNull();
  expect(store.blob('jobs', 'b', 'module')).toEqual(madeBytes(9, 'b'));
});

test('a put beyond the size of the store is refused whole, and room made by removing counts', () => {
  const store = open(newFile(), 1_000_000);
  store.put('jobs', 'a', 'first', { module: madeBytes(600_000, 'a') });
  expect(() => store.put('jobs', 'a', 'second', { input: madeBytes(600_000, 'b') })).toThrow(
    'full',
  );
  expect([...store.states('jobs')]).toEqual([{ key: 'a', state: 'first' }]);
  expect(store.blob('jobs', 'a', 'input')).toBeNull();
  store.remove('jobs', 'a');
  store.put('jobs', 'b', 'third', { input: madeBytes(600_000, 'b') });
  expect(store.blob('jobs', 'b', 'input')).toEqual(madeBytes(600_000, 'b'));
});

test('a damaged store is refused and left as it is', () => {
  const file = newFile();
  open(file).close();
  fs.truncateSync(file, 5_000);
  const opened = openWorkStore(file);
  expect(opened).toMatchObject({ ok: false, error: { name: 'work_store_damaged' } });
  expect(fs.statSync(file).size).toBe(5_000);
});

test('a state and its blobs change together or not at all when the writer is killed', async () => {
  const file = newFile();
  for (const killAt of [1, 5, 12]) {
    const child = spawn(process.execPath, [writer, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let acknowledged = 0;
    let lines = 0;
    for await (const line of createInterface({ input: child.stdout })) {
      acknowledged = Number(line);
      lines += 1;
      if (lines === killAt) child.kill('SIGKILL');
    }
    await exited;
    const store = open(file);
    const [job] = [...store.states('jobs')];
    expect(Number(job?.state)).toBeGreaterThanOrEqual(acknowledged);
    expect(store.blob('jobs', 'job', 'result')).toEqual(madeBytes(50_000, job?.state ?? ''));
    store.close();
  }
});
