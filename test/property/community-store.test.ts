import fc from 'fast-check';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openCommunityStore } from '../../main/adapters/community-store/open-store.ts';
import type { CommunityStore } from '../../main/adapters/community-store/open-store.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { answersOf, createModel } from '../support/community-store-model.ts';
import { recordsPerStep, takeStep } from '../support/community-store-steps.ts';
import { fileIn, madeRecord, openStore } from '../support/community-store-world.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const seedText = process.env['COMMON_HOURS_SEED'];
const replay = seedText === undefined ? {} : { seed: Number(seedText) };
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 0);
const numbers = 30;
const records = Array.from({ length: numbers * recordsPerStep }, (_, number) => madeRecord(number));
const ids = records.map(({ id }) => bytesToHex(id));

/** Few numbers, so that records come back often; what a step does follows from the whole of its seed. */
const step = fc.oneof(
  { weight: 9, arbitrary: fc.record({ number: fc.nat(numbers - 1), seed: fc.nat() }) },
  { weight: 1, arbitrary: fc.constant('reopen' as const) },
);

test('a store does what lists and maps in memory would do', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
      const folder = fs.mkdtempSync(join(tmpdir(), 'common-hours-'));
      const file = fileIn(folder);
      const model = createModel();
      let store = openStore(file);
      try {
        for (const each of steps) {
          if (each === 'reopen') {
            store.close();
            store = openStore(file);
          } else {
            takeStep(model, each.number, each.seed);
            takeStep(store, each.number, each.seed);
          }
        }
        expect(answersOf(store, records)).toEqual(answersOf(model, records));
        expect(store.missing()).toEqual([]);
      } finally {
        store.close();
        fs.rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: Math.max(12, runs), ...replay },
  );
});

/** A closed store with all kinds of rows, and what it answers. */
function writtenStore() {
  const file = fileIn(temporaryFolder());
  const store = openStore(file);
  for (let number = 1; number < numbers; number += 1) takeStep(store, number, 9);
  store.add(records.slice(0, 60));
  store.appendWal(store.lastHeight() + 1, new Uint8Array(200));
  const before = answersOf(store, records);
  store.close();
  return { file, before, whole: fs.readFileSync(file) };
}

test('a flipped bit anywhere in the file is found, or read as absent, and never as something else', () => {
  const { file, before, whole } = writtenStore();
  expect(before.poolCount).toBeGreaterThan(20);
  expect(before.last).toBeGreaterThan(3);
  const tally = { refused: 0, absent: 0, unchanged: 0 };
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.nat(7), (place, bit) => {
      const flipped = Buffer.from(whole);
      flipped[place] = whole.readUInt8(place) ^ (1 << bit);
      for (const ending of ['-wal', '-shm']) fs.rmSync(file + ending, { force: true });
      fs.writeFileSync(file, flipped);
      const opened = openCommunityStore(file, { hash: cryptography.hash });
      if (!opened.ok) {
        tally.refused += 1;
        return;
      }
      const { lost } = expectNothingElse(opened.value, before);
      expect(lost).toBeLessThan(2);
      tally[lost > 0 ? 'absent' : 'unchanged'] += 1;
    }),
    { numRuns: Math.max(120, runs), ...replay },
  );
  expect(tally.refused).toBeGreaterThan(10);
  expect(tally.absent).toBeGreaterThan(10);
});

type Answers = ReturnType<typeof answersOf>;

/** What is compared for itself, because it may be absent. */
const bulk = { pool: null, has: null, bytes: null, snapshots: null, epochs: null };
const market = { rounds: null, files: null, notes: null, offers: null, estimates: null };
const again = { snapshots: null, epochs: null };

/**
 * Expects what it answered before, but for records that it names as missing and takes again, for snapshots and
 * reports, which can be had again too, and for rows of the market. Closes it.
 */
function expectNothingElse(store: CommunityStore, before: Answers): { readonly lost: number } {
  const after = answersOf(store, records);
  const lost = new Set(store.missing().map(bytesToHex));
  expect({ ...after, ...bulk, ...market }).toEqual({ ...before, ...bulk, ...market });
  expectNoOtherMarket(store, after, before);
  expect(after.pool).toEqual(before.pool.filter(([id = '']) => !lost.has(id)));
  const isLost = ids.map((id) => lost.has(id));
  expect(after.bytes).toEqual(before.bytes.map((bytes, index) => (isLost[index] ? null : bytes)));
  const has = before.has.map((was, index) => was && !isLost[index]);
  expect(records.map(({ id }) => store.has(id))).toEqual(has);
  for (const [index, snapshot] of after.snapshots.entries())
    expect([before.snapshots[index], null]).toContain(snapshot);
  for (const [index, epoch] of after.epochs.entries()) {
    expect(epoch?.slice(0, 2)).toEqual(before.epochs[index]?.slice(0, 2));
    expect([before.epochs[index]?.[2], null]).toContain(epoch?.[2] ?? null);
  }
  if (lost.size > 0) {
    store.add(records.filter((_, index) => isLost[index]));
    expect(store.missing()).toEqual([]);
    const mended = answersOf(store, records);
    expect({ ...mended, ...again }).toEqual({ ...before, ...again });
  }
  store.close();
  return { lost: lost.size };
}

function expectNoOtherMarket(store: CommunityStore, after: Answers, before: Answers): void {
  const isHere = (round: number) => store.round(round) !== null;
  for (const [index, rounds] of after.rounds.entries())
    expect(before.rounds[index]).toEqual(expect.arrayContaining(rounds.filter(isHere)));
  for (const [index, file] of after.files.entries())
    expect([before.files[index], null]).toContain(file);
  for (const [index, notes] of after.notes.entries())
    expect(before.notes[index]).toEqual(expect.arrayContaining([...notes]));
  expect(before.offers).toEqual(expect.arrayContaining(after.offers));
  expect(before.estimates).toEqual(expect.arrayContaining(after.estimates));
}

test('a file that was cut is refused and stays as it is, unless what was cut off can be had again', () => {
  const { file, before, whole } = writtenStore();
  let refused = 0;
  fc.assert(
    fc.property(fc.nat(whole.length - 1), (size) => {
      fs.writeFileSync(file, whole.subarray(0, size));
      const opened = openCommunityStore(file, { hash: cryptography.hash });
      if (opened.ok) {
        expectNothingElse(opened.value, before);
        return;
      }
      expect(opened.error.name).toBe('community_damaged');
      expect(fs.readFileSync(file).equals(whole.subarray(0, size))).toBe(true);
      refused += 1;
    }),
    { numRuns: Math.max(50, runs), ...replay },
  );
  expect(refused).toBeGreaterThan(30);
});
