/** Witnesses who are not connected agree through others, who are none. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import type { CheckedRecord } from '../../shared/ledger/record.ts';
import { counter } from '../support/ledger-world.ts';
import { isWitness } from '../support/record-world/liars.ts';
import { createRecordWorld, epochMs } from '../support/record-world/world.ts';
import type { Keeper, RecordWorld } from '../support/record-world/world.ts';

/** Two witnesses on each side, each connected with the keeper of its side alone, and these two with each other. */
function twoSides() {
  const world = createRecordWorld(1, { founders: 6, witnesses: 4, degree: 20 });
  for (const keeper of world.keepers) {
    keeper.clockAheadMs = 0;
    world.start(keeper);
  }
  const witnesses = world.keepers.filter((each) => isWitness(world, each));
  const [left, right] = world.keepers.filter((each) => !witnesses.includes(each));
  if (left === undefined || right === undefined) throw new Error('two are no witnesses');
  const sides = [
    [left, ...witnesses.slice(0, 2)],
    [right, ...witnesses.slice(2)],
  ];
  for (const a of world.keepers) {
    for (const b of world.keepers) {
      const areNear = sides.some((side) => side.includes(a) && side.includes(b));
      const isHub = (each: Keeper) => each === left || each === right;
      const mayTalk = (areNear && (isHub(a) || isHub(b))) || (isHub(a) && isHub(b));
      world.setLink(a, b, mayTalk);
    }
  }
  // Long enough for the lines that are cut to be noticed.
  world.time.run(10_000);
  return { world, left, right };
}

function given(world: RecordWorld, cause: number, quantity: bigint): CheckedRecord {
  const [a, b] = world.keepers;
  if (a === undefined || b === undefined) throw new Error('two are there');
  const draft = { epoch: 0, quantity, cause: new Uint8Array(32).fill(cause) };
  return counter(world.ledger, a.machine, b.machine, draft);
}

const heightsOf = ({ keepers }: RecordWorld) => keepers.map(({ disk }) => disk.last);

test('a proposal reaches witnesses with its set through those who only pass it on', () => {
  const { world, left } = twoSides();
  // While records come, no two of them would propose the same set by themselves.
  for (let second = 0; second < 180; second++) {
    expect(left.node?.submit(given(world, 1 + second, 1_000n).bytes).ok).toBe(true);
    world.time.run(1_000);
  }
  for (const height of heightsOf(world)) expect(height).toBeGreaterThan(0);
  expect(world.faults).toEqual([]);
});

test('records that may not wait with those between them come through them all the same', () => {
  const { world, left, right } = twoSides();
  world.setLink(left, right, false);
  world.time.run(10_000);
  // Four of one number: two prove the fraud, and nobody keeps more than two of them.
  const made = [1n, 2n, 3n, 4n].map((quantity) => given(world, 1, quantity));
  for (const [index, { bytes }] of made.entries()) {
    expect((index < 2 ? left : right).node?.submit(bytes).ok).toBe(true);
  }
  world.time.run(2_000);
  world.setLink(left, right, true);
  const ids = made.map(({ id }) => bytesToHex(id));
  world.time.run(20_000);
  for (const { disk } of [left, right]) {
    expect(ids.filter((id) => disk.pool.has(id))).toHaveLength(2);
  }
  world.time.run(4 * epochMs);
  expect(new Set(heightsOf(world)).size).toBe(1);
  expect(heightsOf(world)[0]).toBeGreaterThan(0);
  expect(world.faults).toEqual([]);
});
