import { mkdirSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { openPayFile } from '../../main/adapters/release-process/pay-file.ts';
import { releasesFolder } from '../../main/adapters/release-process/shelf-file.ts';
import { createSourceCounts } from '../../main/adapters/release-process/source-counts.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const about = { community: 'c0'.repeat(32), release: 'a1'.repeat(32) };
const alice = { member: 'aa'.repeat(32), device: 'a0'.repeat(32) };
const bob = { member: 'bb'.repeat(32), device: 'b0'.repeat(32) };

/** A file of its own; each start reads it anew, and what was not written by then is lost. */
function setup() {
  const folder = temporaryFolder();
  mkdirSync(releasesFolder(folder));
  const opened = openPayFile(folder, () => undefined);
  if (!opened.ok) throw new Error(opened.error.detail);
  const { close, sources: file } = opened.value;
  onTestFinished(close);
  const told = new Map<string, number>();
  let due: (() => void)[] = [];
  let isFull = false;
  function start() {
    due = [];
    return createSourceCounts({
      about,
      file: {
        ...file,
        put(counts) {
          if (isFull) throw new Error('the disk is full');
          file.put(counts);
        },
      },
      clock: {
        after(_, action) {
          due.push(action);
          return () => (due = due.filter((each) => each !== action));
        },
      },
      log: { info: () => undefined, warn: () => undefined },
      arrived: (_, { device }, pieces) => told.set(device, pieces),
    });
  }
  return {
    start,
    told,
    fill: (full: boolean) => (isFull = full),
    pass: () => due.forEach((each) => each()),
  };
}

it('what came is told when it is on the disk: after 64 pieces, or soon after the last', () => {
  const { start, told, pass } = setup();
  const counts = start();
  counts.found(0);
  for (let piece = 0; piece < 70; piece++) counts.add(alice, 65_536);
  counts.add(bob, 100);
  expect([...told]).toEqual([[alice.device, 64]]);
  pass();
  expect([...told]).toEqual([
    [alice.device, 70],
    [bob.device, 1],
  ]);
  told.clear();
  const again = start();
  expect([...told]).toEqual([
    [alice.device, 70],
    [bob.device, 1],
  ]);
  expect(again.all()).toMatchObject([
    { ...alice, pieces: 70, bytes: 70 * 65_536 },
    { ...bob, pieces: 1, bytes: 100 },
  ]);
});

it('pieces that were counted for nobody are claimed by who gave them, and no more than those', () => {
  const { start, told } = setup();
  const before = start();
  before.found(0);
  for (let piece = 0; piece < 100; piece++) before.add(alice, 1);
  // killed before the last 36 were written
  const counts = start();
  counts.claim(bob, 10); // nobody knows yet what is here
  counts.found(100);
  expect(counts.uncounted()).toBe(26);
  counts.claim(alice, 60); // it says less than is counted for it
  counts.claim(alice, 100);
  counts.claim(bob, 90);
  expect(counts.uncounted()).toBe(0);
  expect([...told]).toEqual([
    [alice.device, 90],
    [bob.device, 10],
  ]);
});

it('a piece that was counted and then lost with the disk is not counted a second time', () => {
  const { start, told } = setup();
  const before = start();
  before.found(0);
  for (let piece = 0; piece < 64; piece++) before.add(alice, 1);
  const counts = start();
  counts.found(60);
  for (let piece = 60; piece < 100; piece++) counts.add(bob, 1);
  counts.flush();
  expect([...told.values()].reduce((sum, each) => sum + each, 0)).toBe(100);
});

it('while the disk is full nothing is told, and all of it when there is room', () => {
  const { start, told, fill, pass } = setup();
  const counts = start();
  counts.found(0);
  fill(true);
  for (let piece = 0; piece < 64; piece++) counts.add(alice, 1);
  expect(told.size).toBe(0);
  fill(false);
  counts.add(alice, 1);
  pass();
  expect(told.get(alice.device)).toBe(65);
});

it('of a release that was made here nobody can claim anything', () => {
  const { start, told } = setup();
  const counts = start();
  counts.claim(bob, 1_000);
  expect(counts.uncounted()).toBe(0);
  expect(told.size).toBe(0);
});
