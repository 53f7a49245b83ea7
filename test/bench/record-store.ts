/** How many records a second are on the disk of a community's store, and what 100,000 of them take. */
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommunityStore } from '../../main/adapters/community-store/open-store.ts';
import { assert } from '../../shared/base/assert.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import {
  fileIn,
  madeCounter,
  madeEpoch,
  openStore,
  pooledIds,
} from '../support/community-store-world.ts';
import { madeBytes } from '../support/made-receipts.ts';

const runs = 5;
/** Each batch size is measured over so many records. */
const counts: ReadonlyMap<number, number> = new Map([
  [1, 500],
  [100, 5_000],
  [1_000, 20_000],
]);
const many = 100_000;

export async function run() {
  const folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-'));
  try {
    const made = Array.from({ length: 20_000 }, (_, number) => madeCounter(number));
    const rates = new Map([...counts.keys()].map((size) => [size, [] as number[]]));
    const plain: number[] = [];
    for (let number = 0; number < runs; number += 1) {
      for (const [size, count] of counts) {
        const store = openStore(fileIn(inside(folder, `${number}-${size}`)));
        rates.get(size)?.push(perSecond(store, made.slice(0, count), size));
        store.close();
      }
      plain.push(plainPerSecond(join(folder, `plain-${number}`), made));
    }
    const [value, baseline] = [middle(rates.get(1_000) ?? []), middle(plain)];
    return {
      name: 'record-store',
      value: Math.round(value),
      unit: 'records/s',
      baseline: Math.round(baseline),
      ratio: Number((value / baseline).toFixed(2)),
      runs,
      what: `Counters added in batches of 1,000, each batch synced before the next; the baseline writes
        the same bytes to a plain file with a sync after each batch. The further figures: other batch
        sizes, and one store of ${many} counters, added in batches and closed in one height.`.replace(
        /\s+/g,
        ' ',
      ),
      further: [
        { name: 'in batches of 1, records/s', value: Math.round(middle(rates.get(1) ?? [])) },
        { name: 'in batches of 100, records/s', value: Math.round(middle(rates.get(100) ?? [])) },
        ...large(inside(folder, 'large')),
      ],
    };
  } finally {
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

function inside(folder: string, name: string): string {
  const path = join(folder, name);
  fs.mkdirSync(path);
  return path;
}

function perSecond(store: CommunityStore, records: readonly CheckedRecord[], size: number): number {
  const ms = measure(() => {
    for (let from = 0; from < records.length; from += size) {
      store.add(records.slice(from, from + size));
    }
  });
  return (records.length * 1_000) / ms;
}

function plainPerSecond(file: string, records: readonly CheckedRecord[]): number {
  const opened = fs.openSync(file, 'ax');
  const ms = measure(() => {
    for (let from = 0; from < records.length; from += 1_000) {
      const batch = records.slice(from, from + 1_000);
      fs.writeSync(opened, Buffer.concat(batch.map(({ bytes }) => bytes)));
      fs.fsyncSync(opened);
    }
  });
  fs.closeSync(opened);
  return (records.length * 1_000) / ms;
}

/** What one store of many counters takes on the disk, in memory and in time. */
function large(folder: string) {
  const file = fileIn(folder);
  let store = openStore(file);
  collect();
  const before = process.memoryUsage().rss;
  let most = before;
  for (let from = 0; from < many; from += 1_000) {
    store.add(Array.from({ length: 1_000 }, (_, number) => madeCounter(from + number)));
    most = Math.max(most, process.memoryUsage().rss);
  }
  const ids = pooledIds(store);
  const closing = measure(() => {
    store.closeEpoch({ ...madeEpoch(1, ids), snapshot: madeBytes(4_000_000, 'snapshot') });
  });
  store.close();
  const { size } = fs.statSync(file);
  const opening = measure(() => {
    store = openStore(file);
  });
  const reading = measure(() => {
    for (const id of ids) assert(store.bytesOf(id) !== null, 'every record is there');
  });
  store.close();
  const mebibyte = 2 ** 20;
  return [
    { name: '100,000 counters on the disk, MiB', value: Number((size / mebibyte).toFixed(1)) },
    { name: 'memory while they were added, MiB', value: Math.round((most - before) / mebibyte) },
    { name: 'closing them in one height, ms', value: Math.round(closing) },
    { name: 'opening and checking the file, ms', value: Math.round(opening) },
    { name: 'reading them by id, records/s', value: Math.round((many * 1_000) / reading) },
  ];
}

/** With `--expose-gc` the memory figure is free of what was there before. */
function collect(): void {
  globalThis.gc?.();
}

function measure(action: () => void): number {
  const startedAt = performance.now();
  action();
  return performance.now() - startedAt;
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
