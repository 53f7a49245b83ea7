/**
 * Machines that give each other the pieces of a release, over connections that lose frames and turn them round, and
 * that fall over at any moment. In the end everything that arrived is signed for, once, by both.
 */
import { expect, test } from 'vitest';
import { payAbout, payPieceMost } from '../support/pay-world/end.ts';
import type { PayEnd } from '../support/pay-world/end.ts';
import { createPayWorld, signedFor } from '../support/pay-world/world.ts';
import type { PayWorld } from '../support/pay-world/world.ts';

const first = Number(process.env['COMMON_HOURS_SEED'] ?? 1);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 6);
const seeds = Array.from({ length: runs }, (_, index) => first + index);
const pieces = 600;

/** Nobody falls over twice in the same moment for ever: after the cruelties comes a calm. */
function live(world: PayWorld, cruelties: number): void {
  const { time, chance, ends, links } = world;
  for (let each = 0; each < cruelties; each += 1) {
    time.pass(chance.whole(50, 6_000));
    world.connectAll();
    const end = chance.one(ends);
    const how = chance.whole(1, 4);
    if (how === 1) world.cut(chance.one(links));
    else if (how === 2 && end.isUp()) end.kill();
    else if (how === 3 && end.isUp()) end.kill(chance.whole(0, 12));
    else world.certify();
    for (const dead of ends) if (!dead.isUp() && chance.whole(1, 2) === 1) dead.start();
  }
  world.calm();
  for (const end of ends) {
    end.kill(Infinity);
    if (!end.isUp()) end.start();
  }
  world.connectAll();
  time.pass(3_600_000);
}

function wrongBetween(world: PayWorld, from: PayEnd, to: PayEnd): readonly string[] {
  const arrived = to.disk.counted.get(from.machine.device) ?? 0;
  const [given, used] = [signedFor(from, 'given', to), signedFor(to, 'used', from)];
  const most = (BigInt(arrived) * payPieceMost) / 1_000_000n;
  const name = `${from.name} to ${to.name}`;
  return [
    used.pieces === arrived ? [] : `${name}: ${arrived} arrived, ${used.pieces} are signed for`,
    given.pieces === used.pieces ? [] : `${name}: ${given.pieces} by the giver's disk`,
    given.quantity === used.quantity ? [] : `${name}: the quantities differ`,
    used.quantity <= most ? [] : `${name}: ${used.quantity} is more than ${most}`,
  ].flat();
}

function wrongIn(world: PayWorld): readonly string[] {
  const pairs = world.ends.flatMap((from) =>
    world.ends.flatMap((to) => (from === to ? [] : [[from, to] as const])),
  );
  return [...world.watch.faults, ...pairs.flatMap(([from, to]) => wrongBetween(world, from, to))];
}

test.for(seeds)('two machines fall over and come back, COMMON_HOURS_SEED=%i', (seed) => {
  const world = createPayWorld({ seed, lost: seed % 10, overtakes: seed % 2 === 0 });
  const [alice, bob] = [world.add('alice'), world.add('bob')];
  for (let piece = 0; piece < pieces; piece += 1) alice.disk.pieces.add(piece);
  alice.start();
  bob.start();
  live(world, 30);
  expect(wrongIn(world)).toEqual([]);
  expect(bob.disk.counted.get(alice.machine.device)).toBe(pieces);
  world.certify();
  for (const end of world.ends) expect(end.paying().open()).toEqual([]);
  expect(bob.paying().paid(payAbout).pieces).toBe(pieces);
});

test.for(seeds)('a third gets pieces from both, COMMON_HOURS_SEED=%i', (seed) => {
  const world = createPayWorld({ seed, lost: seed % 4, overtakes: seed % 2 === 0 });
  // One clock is ahead, and one asks for more than anybody pays.
  const [alice, bob, carol] = [
    world.add('alice', { pieceCost: 3n * payPieceMost }),
    world.add('bob', { aheadMs: 9_000 }),
    world.add('carol'),
  ];
  for (let piece = 0; piece < pieces; piece += 1) alice.disk.pieces.add(piece);
  for (const end of world.ends) end.start();
  live(world, 25);
  expect(wrongIn(world)).toEqual([]);
  for (const end of [bob, carol]) {
    expect([...end.disk.counted.values()].reduce((sum, each) => sum + each)).toBe(pieces);
    expect(end.paying().paid(payAbout).pieces).toBe(pieces);
  }
});

test.for(seeds)('what was here and counted for nobody is paid, COMMON_HOURS_SEED=%i', (seed) => {
  const world = createPayWorld({ seed, countsLag: true });
  const [alice, bob] = [world.add('alice'), world.add('bob')];
  for (let piece = 0; piece < pieces; piece += 1) alice.disk.pieces.add(piece);
  alice.start();
  bob.start();
  for (let each = 0; each < 12; each += 1) {
    world.connectAll();
    world.time.pass(world.chance.whole(100, 2_000));
    bob.kill();
    world.time.pass(world.chance.whole(100, 9_000));
    bob.start();
  }
  world.connectAll();
  world.time.pass(3_600_000);
  expect(wrongIn(world)).toEqual([]);
  expect(bob.disk.counted.get(alice.machine.device)).toBe(pieces);
});

/** What is on a disk, as it was once. */
function copyOf({ disk }: PayEnd): () => void {
  const accounts = [...disk.accounts];
  const held = [...disk.pieces];
  const counted = [...disk.counted];
  return () => {
    for (const part of [disk.accounts, disk.pieces, disk.counted]) part.clear();
    for (const [key, bytes] of accounts) disk.accounts.set(key, bytes);
    for (const piece of held) disk.pieces.add(piece);
    for (const [device, count] of counted) disk.counted.set(device, count);
  };
}

test.for(seeds.flatMap((seed) => ['alice', 'bob'].map((name) => [seed, name] as const)))(
  'a disk is put back, and nothing is signed twice for it, COMMON_HOURS_SEED=%i %s',
  ([seed, name]) => {
    const world = createPayWorld({ seed });
    const [alice, bob] = [world.add('alice'), world.add('bob')];
    const forgetful = name === 'alice' ? alice : bob;
    world.watch.forgetful.add(name);
    for (let piece = 0; piece < pieces; piece += 1) alice.disk.pieces.add(piece);
    alice.start();
    bob.start();
    world.connectAll();
    world.time.pass(world.chance.whole(1_000, 15_000));
    const putBack = copyOf(forgetful);
    world.time.pass(world.chance.whole(1_000, 9_000));
    world.certify();
    forgetful.kill();
    putBack();
    forgetful.start();
    world.connectAll();
    world.time.pass(7_200_000);
    expect(world.watch.faults).toEqual([]);
    expect(bob.disk.pieces.size).toBe(pieces);
    const [given, used] = [signedFor(alice, 'given', bob), signedFor(bob, 'used', alice)];
    expect(given).toEqual(used);
    // Bob pays again for what he has lost and got again, but for a few that came before he was reminded.
    const least = name === 'bob' ? pieces - 128 : pieces;
    expect(used.pieces).toBeGreaterThanOrEqual(least);
    world.certify();
    for (const end of world.ends) expect(end.paying().open()).toEqual([]);
  },
);
