/** Lenders who lie, break and say that a slice needs more: the job says what keeps it, and goes on where it can. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { openKeys } from '../../main/adapters/keys.ts';
import { peerIdOf } from '../../shared/domain/peer-id.ts';
import { createWorld, setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import {
  answersTo,
  billOf,
  deliveredOf,
  sendSliced,
  slicesOf,
  viewOf,
  wrongWith,
} from '../support/engine-world/sliced-job.ts';
import { createRawPeer } from '../support/raw-peer.ts';

const jobsOf = (person: Person) => person.engine().handlers.jobs;

test('slices that everybody who lends failed to run are run by this computer, and cost nothing', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  bob.isBroken = true;
  const job = await sendSliced(alice, { slices: 2, certainty: 'one' });
  await world.time.pass(3_600_000);
  expect(await wrongWith(alice, job, 2)).toEqual([]);
  expect(billOf(alice, job)).toBe(0n);
});

test('a job that nobody there can run fails, and says so', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  bob.isBroken = true;
  alice.isBroken = true;
  const job = await sendSliced(alice, { slices: 1, certainty: 'one' });
  await world.time.pass(3_600_000);
  const { state, sentence } = await viewOf(alice, job);
  expect([state, sentence]).toEqual([
    'failed',
    'Nobody who was asked could run the slice, and this computer could not either.',
  ]);
});

test('a job for which only people are there who were proved wrong says so, and waits for others', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend();
  await carol.lend();
  bob.lies = (answer) => `not ${answer}`;
  const first = await sendSliced(alice, { slices: 1, certainty: 'two' });
  await world.time.pass(60_000);
  expect(await wrongWith(alice, first, 1)).toEqual([]);
  carol.crash();
  await world.time.pass(10_000);
  const second = await sendSliced(alice, { slices: 2, certainty: 'one' });
  await world.time.pass(60_000);
  const { state, sentence } = await viewOf(alice, second);
  expect([state, sentence]).toEqual([
    'waiting',
    'Everybody who lends here now was proved wrong lately, and is not asked for a while. It starts when somebody else lends.',
  ]);
  await carol.start();
  await world.time.pass(60_000);
  expect(await wrongWith(alice, second, 2)).toEqual([]);
});

test('where only one person lends, this computer gives the second answer', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await sendSliced(alice, { slices: 4, certainty: 'two' });
  await world.time.pass(120_000);
  expect(await wrongWith(alice, job, 4)).toEqual([]);
  expect((await viewOf(alice, job)).slices.verified).toBe(4);
  for (const { answers } of await slicesOf(alice, job))
    expect(answers.filter(({ cpuMicroseconds }) => cpuMicroseconds > 0)).toHaveLength(2);
});

test('the smallest ceiling is tried, and a job that needs more says that it reached it', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const small = await sendSliced(alice, {
    slices: 1,
    certainty: 'one',
    ceiling: 10n,
    cpuMs: () => 20,
  });
  await world.time.pass(30_000);
  expect(await wrongWith(alice, small, 1)).toEqual([]);
  const large = await sendSliced(alice, { slices: 2, certainty: 'one', ceiling: 10n });
  await world.time.pass(30_000);
  expect((await viewOf(alice, large)).state).toBe('ceiling');
  await jobsOf(alice).raise({ job: large, ceiling: 2_000n });
  await world.time.pass(120_000);
  expect(await wrongWith(alice, large, 2)).toEqual([]);
});

test('answers that wait for a copy which there is no room for say that the ceiling was reached', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend();
  await carol.lend();
  // One answer costs 139; there is room for one and a half.
  const job = await sendSliced(alice, { slices: 1, certainty: 'two', ceiling: 200n });
  await world.time.pass(60_000);
  const halted = await viewOf(alice, job);
  expect(halted.state).toBe('ceiling');
  expect(halted.used).toBe(0n);
  await jobsOf(alice).raise({ job, ceiling: 1_000n });
  await world.time.pass(60_000);
  expect(await wrongWith(alice, job, 1)).toEqual([]);
});

test('who says of every slice that it needs more keeps the others from nothing', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const mallory = await createRawPeer(world, 'mallory', alice);
  mallory.onMessage = (message) => {
    if (message.type !== 'ask') return;
    const { attempt } = message;
    mallory.send({ type: 'take', attempt, ratingMilli: 1000, needsModule: false });
    const used = { cpuMicroseconds: 1, workCount: 1 };
    mallory.send({ type: 'failed', attempt, name: 'ceiling_reached', detail: 'More!', ...used });
  };
  mallory.hello();
  mallory.send({ type: 'standing', lending: true, freeSlots: 4, room: 0, ratingMilli: 1000 });
  await bob.lend();
  const job = await sendSliced(alice, { slices: 20, certainty: 'one', ceiling: 20_000n });
  await world.time.pass(600_000);
  expect(await wrongWith(alice, job, 20)).toEqual([]);
});

/** The same member on another machine. */
function secondKeysOf(person: Person) {
  const folder = mkdtempSync(join(tmpdir(), 'common-hours-'));
  const made = openKeys(folder);
  rmSync(folder, { recursive: true });
  if (!made.ok) throw new Error(made.error.detail);
  const { keys } = person;
  return { ...made.value, member: keys.member, sign: keys.sign };
}

test('two machines of one member are one voice', async () => {
  const world = createWorld();
  const [alice, bob, carol] = [world.add('alice'), world.add('bob'), world.add('carol')];
  const laptop = world.add("bob's laptop", secondKeysOf(bob));
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  for (const lender of [bob, laptop, carol]) await lender.lend();
  for (const lender of [bob, laptop]) {
    lender.lies = (answer) => `not ${answer}`;
  }
  expect(peerIdOf(bob.keys.member, bob.keys.device.publicKey)).not.toBe(
    peerIdOf(laptop.keys.member, laptop.keys.device.publicKey),
  );
  const job = await sendSliced(alice, { slices: 6, certainty: 'two' });
  await world.time.pass(120_000);
  expect(await wrongWith(alice, job, 6)).toEqual([]);
  expect([...(await deliveredOf(alice, job)).values()]).toEqual(answersTo(6));
  for (const { receipt } of alice.disk.receipts)
    expect(bytesToHex(receipt.body.supplier)).toBe(carol.id);
  for (const { answers } of await slicesOf(alice, job)) {
    const theirs = answers.filter(({ person }) => person !== null && person.id === bob.id);
    expect(theirs.length).toBeLessThanOrEqual(1);
  }
});

test("one's own other machine is asked for nothing: hours are for others", async () => {
  const world = createWorld();
  const alice = world.add('alice');
  const laptop = world.add("alice's laptop", secondKeysOf(alice));
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  await laptop.lend();
  const job = await sendSliced(alice, { slices: 2, certainty: 'one' });
  await world.time.pass(60_000);
  expect((await viewOf(alice, job)).state).toBe('waiting');
  expect(laptop.slicesRun).toBe(0);
  expect(billOf(alice, job)).toBe(0n);
});
