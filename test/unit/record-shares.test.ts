/** Which old heights a machine keeps, and what it removes. */
import { expect, test } from 'vitest';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { createPruning } from '../../main/engine/record/pruning.ts';
import type { Keep } from '../../main/engine/record/ports.ts';
import { isShareOf, shareHeights } from '../../main/engine/record/shares.ts';
import { madeBytes } from '../support/made-receipts.ts';
import { madeValue } from '../support/community-store-world.ts';

const { hash } = cryptography;
const community = madeBytes(32, 'community');
const days = 365;

const machinesOf = (machines: number) =>
  Array.from({ length: machines }, (_, index) => ({
    community,
    device: madeBytes(32, 'machine', index),
  }));

/** How many of so many machines keep each day. */
function sharersOfDays(machines: number): readonly number[] {
  const all = machinesOf(machines);
  return Array.from(
    { length: days },
    (_, day) =>
      all.filter((each) => isShareOf(each, 1 + day * shareHeights, machines, hash)).length,
  );
}

test('in a community of up to 32 machines everybody keeps everything', () => {
  for (const machines of [1, 5, 32])
    expect(sharersOfDays(machines)).toEqual(Array.from({ length: days }, () => machines));
});

test.each([
  { machines: 64, half: 32 },
  { machines: 200, half: 50 },
])('every day is kept by about $half of $machines machines', ({ machines, half }) => {
  const sharers = sharersOfDays(machines);
  const mean = sharers.reduce((sum, each) => sum + each) / days;
  expect(mean).toBeGreaterThan(half * 0.95);
  expect(mean).toBeLessThan(half * 1.05);
  expect(Math.min(...sharers)).toBeGreaterThan(half / 3);
});

test('the heights of a day are kept by the same machines', () => {
  for (const each of machinesOf(20)) {
    const turns = Array.from({ length: 3 * shareHeights }, (_, index) =>
      isShareOf(each, index + 1, 500, hash),
    );
    for (const [index, turn] of turns.entries())
      expect(turn).toBe(turns[index - (index % shareHeights)]);
  }
});

/** A store of 100 heights, each of ten bytes, that is left to itself; every third is this machine's. */
function prunedTo(keep: Keep, reports = new Map<number, string>()): readonly number[] {
  const sets = new Set(Array.from({ length: 100 }, (_, index) => index + 1));
  for (const height of sets) reports.set(height, `report ${height}`);
  const todo: (() => void)[] = [];
  const pruning = createPruning({
    clock: {
      after(_, then) {
        todo.push(then);
        return () => undefined;
      },
    },
    store: {
      lastHeight: () => 100,
      epoch: (height) => ({
        value: madeValue(height),
        certificate: hash(),
        report: reports.get(height) ?? null,
      }),
      shortenReport: (height, report) => void reports.set(height, report),
      oldestSet: (from) => Math.min(101, ...[...sets].filter((height) => height >= from)),
      snapshotHeights: () => [24, 48, 72, 96],
      prune: (height) => void sets.delete(height),
      bytesInUse: () => sets.size * 10,
    },
    keep,
    isShare: (height) => height % 3 === 0,
    shorten: (report) => (report.startsWith('short ') ? null : `short ${report}`),
  });
  pruning.look();
  for (let turn = 0; turn < 1_000; turn++) todo.shift()?.();
  expect(todo).toEqual([]);
  return [...sets];
}

const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1);

test('what is old and of others goes, height by height, until there is room', () => {
  const epochs = 30;
  expect(prunedTo({ epochs, bytes: 1_000, shareBytes: 1_000 })).toEqual(upTo(100));
  // 70 is 30 before the last, and 48 the newest snapshot before it.
  const reports = new Map<number, string>();
  const left = upTo(100).filter((height) => height > 48 || height % 3 === 0);
  expect(prunedTo({ epochs, bytes: 0, shareBytes: 1_000 }, reports)).toEqual(left);
  // Of every height that is old only a short report stays, whether or not its records do.
  for (const [height, report] of reports)
    expect(report).toBe(height > 48 ? `report ${height}` : `short report ${height}`);
  // Ten had to go, and ten went.
  const ten = upTo(100).filter((height) => height > 14 || height % 3 === 0);
  expect(prunedTo({ epochs, bytes: 900, shareBytes: 1_000 })).toEqual(ten);
});

test('where even that is too much, the oldest go whoever they are of', () => {
  const keep = { epochs: 30, bytes: 0, shareBytes: 800 };
  const left = upTo(100).filter((height) => height > 20 && (height > 48 || height % 3 === 0));
  expect(prunedTo(keep)).toEqual(left);
  expect(prunedTo({ ...keep, shareBytes: 0 })).toEqual(upTo(100).slice(48));
});
