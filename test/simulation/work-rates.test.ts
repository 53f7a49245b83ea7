/** How a module's work rate is found out, told, doubted and learnt, and what it bounds. */
import { expect, test } from 'vitest';
import { femtosecondsPerUnitMax } from '../../shared/domain/cpu-hours.ts';
import { encodePiece } from '../../shared/peers/frames.ts';
import type { Message } from '../../shared/peers/protocol.ts';
import { textToBytes, bytesToHex } from '../../shared/base/bytes.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { createRawPeer, lendFalsely } from '../support/raw-peer.ts';
import type { RawPeer } from '../support/raw-peer.ts';

const ratesOf = ({ disk }: Person) =>
  disk.receipts.map(({ receipt: { body } }) => body.femtosecondsPerUnit);

test('the work rate is found out here while somebody else works, and a second job of the same module needs no probe', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  for (let job = 0; job < 2; job += 1) {
    await alice.ask({ cpuMs: 5_000 });
    await world.time.pass(10_000);
  }
  expect(alice.probesRun).toBe(1);
  expect(ratesOf(alice)).toEqual([1_000_000, 1_000_000]);
  expect(audit(world.people)).toEqual([]);
});

test('what is known of a module outlives a restart', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(10_000);
  alice.crash();
  await alice.start();
  await world.time.pass(1_000);
  await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(10_000);
  expect(alice.probesRun).toBe(1);
  expect(alice.disk.receipts).toHaveLength(2);
});

test('a slice that ends before its work rate is known is paid when it comes', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 400 });
  await world.time.pass(1_000);
  expect(bob.lending()).toMatchObject({ running: [], cores: { inUse: 0 } });
  expect(bob.lending().ended).toMatchObject([{ outcome: 'answered', microCpuHours: null }]);
  await world.time.pass(5_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', cost: 111n });
  expect(bob.lending().ended).toMatchObject([{ outcome: 'given', microCpuHours: 111n }]);
});

test('a slice that waits for its work rate outlives the restart of either', async () => {
  for (const who of ['alice', 'bob'] as const) {
    const world = await setup('alice', 'bob');
    const { alice, bob } = world;
    await bob.lend();
    const id = await alice.ask({ cpuMs: 400 });
    await world.world.time.pass(1_000);
    world[who].crash();
    await world[who].start();
    await world.world.time.pass(30_000);
    expect(alice.job(id)).toMatchObject({ state: 'done' });
    expect(bob.slicesRun).toBe(1);
    expect(audit(world.world.people)).toEqual([]);
  }
});

test('a module that cannot be tried here is bounded by its ceiling alone', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  alice.isBroken = true;
  const id = await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
  expect(ratesOf(alice)).toEqual([femtosecondsPerUnitMax]);
});

test('a machine that treats a module worse than its rating says is credited as far as the count explains', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask({ cpuMs: 36_000, unitsPerMicrosecond: 667, unitsPerMicrosecondAtFirst: 1_000 });
  await world.time.pass(60_000);
  const [kept] = alice.disk.receipts;
  // 250 ms of 1,000 units and the rest of 667, each a nanosecond, and a quarter more.
  expect(kept?.receipt.body).toMatchObject({ microCpuHours: 8_366n, cpuMicroseconds: 36_000_000 });
  expect(alice.statement().newest).toMatchObject([{ cut: true, femtosecondsPerUnit: 1_000_000 }]);
});

test('a beginning that is unlike the rest is doubted by the lender, and looked at for longer', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({
    cpuMs: 20_000,
    unitsPerMicrosecond: 500,
    unitsPerMicrosecondAtFirst: 5_000,
  });
  await world.time.pass(180_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(alice.probesRun).toBe(2);
  // Four seconds of it: a quarter of one at 5,000 units and the rest at 500.
  expect(ratesOf(alice)).toEqual([Math.floor((4_000_000 * 1e9) / (1.25e9 + 1.875e9))]);
});

test('what three others needed counts more than the own probe', async () => {
  const { world, alice, bob, carol, dave } = await setup('alice', 'bob', 'carol', 'dave');
  // Three machines that are rated faster than this module is on them.
  for (const lender of [bob, carol, dave]) {
    lender.ratingMilli = 1_200;
    await lender.lend(1);
  }
  await Promise.all([1, 2, 3].map(() => alice.ask({ cpuMs: 5_000 })));
  await world.time.pass(30_000);
  await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(30_000);
  expect(ratesOf(alice)).toEqual([1_000_000, 1_000_000, 1_000_000, 1_200_000]);
});

test('two who count the same slice alike are not spoken of', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 200, ceiling: 600n });
  await world.time.pass(10_000);
  expect(alice.warnings).toEqual([]);
  expect(alice.job(id)).toMatchObject({ state: 'done', workCount: 200_000_000 });
});

test('two who count the same slice differently are noticed, by name and numbers', async () => {
  const { world, alice } = await setup('alice');
  const mallory = await createRawPeer(world, 'mallory', alice);
  // It says 1.8 s and as many units as that would be, of a slice that ends after 0.2 s.
  lendFalsely(world, mallory, {});
  await world.time.pass(100);
  const id = await alice.ask({ cpuMs: 200, ceiling: 600n });
  await world.time.pass(10_000);
  expect(alice.warnings).toEqual([
    `Job ${id} was counted as 200000000 units here, and as 1800000000 by ${mallory.id}.`,
  ]);
});

const inputFor = (cpuMs: number) =>
  textToBytes(`{"cpuMs":${String(cpuMs)},"answer":"42","fails":null}`);

/** Asks for work by hand. */
function askByHand(
  peer: RawPeer,
  number: number,
  femtosecondsPerUnit: number | null,
  { module = textToBytes('module'), input = inputFor(20_000) } = {},
): string {
  const attempt = number.toString(16).padStart(32, '0');
  const hex = bytesToHex(new Uint8Array(32).fill(number));
  peer.send({
    type: 'ask',
    attempt,
    job: hex,
    slice: hex,
    moduleHash: bytesToHex(cryptography.hash(module)),
    moduleBytes: module.byteLength,
    inputHash: bytesToHex(cryptography.hash(input)),
    inputBytes: input.byteLength,
    input: null,
    entry: 'run',
    args: [],
    ceiling: 1_000_000n,
    memoryBytes: 65_536,
    wallMs: 60_000,
    femtosecondsPerUnit,
  });
  peer.frame(encodePiece({ attempt, part: 'module', offset: 0, bytes: module }));
  peer.frame(encodePiece({ attempt, part: 'input', offset: 0, bytes: input }));
  return attempt;
}

const endsOf = (peer: RawPeer, type: Message['type']) =>
  peer.heard.flatMap((message) => (message.type === type && 'name' in message ? [message] : []));

test('a consumer cannot have work for nothing by a low work rate: it is noticed soon, and the next time at once', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  askByHand(mallory, 1, null);
  await world.time.pass(1_000);
  mallory.send({ type: 'rate', attempt: '1'.padStart(32, '0'), femtosecondsPerUnit: 500_000 });
  await world.time.pass(6_000);
  expect(endsOf(mallory, 'failed')).toMatchObject([{ name: 'rate_too_low' }]);
  expect(bob.lending().running).toEqual([]);
  askByHand(mallory, 2, 1_000_000);
  await world.time.pass(25_000);
  askByHand(mallory, 3, 500_000);
  await world.time.pass(1_000);
  expect(endsOf(mallory, 'decline')).toMatchObject([{ name: 'rate_too_low' }]);
});

/** Has so many slices run, each of a module of its own, and does not want their answers once they are there. */
async function haveShortSlices(rate: number, count: number, isToldLate: boolean) {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  const input = inputFor(90);
  for (let number = 1; number <= count; number += 1) {
    const module = textToBytes(`module ${String(number)}`);
    const attempt = askByHand(mallory, number, isToldLate ? null : rate, { module, input });
    await world.time.pass(500);
    if (isToldLate) mallory.send({ type: 'rate', attempt, femtosecondsPerUnit: rate });
    await world.time.pass(500);
    mallory.send({ type: 'stop', attempt });
  }
  await world.time.pass(1_000);
  const answered = mallory.heard.filter(({ type }) => type === 'answer').length;
  return { answered, failures: endsOf(mallory, 'failed') };
}

test.each([false, true])(
  'a consumer cannot have many short slices for nothing either, each of a module of its own (told late: %s)',
  async (isToldLate) => {
    const { answered, failures } = await haveShortSlices(1, 20, isToldLate);
    expect(answered).toBe(11);
    expect(failures).toHaveLength(9);
    expect(failures[0]).toMatchObject({ name: 'rate_too_low' });
  },
);

test('short slices at a work rate that pays for them are answered, however many they are', async () => {
  expect(await haveShortSlices(900_000, 20, false)).toEqual({ answered: 20, failures: [] });
});

test('a consumer that is there and never says its work rate gets no result, and is told why', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  askByHand(mallory, 1, null);
  await world.time.pass(79_000);
  expect(endsOf(mallory, 'failed')).toEqual([]);
  await world.time.pass(2_000);
  expect(endsOf(mallory, 'failed')).toMatchObject([{ name: 'no_rate' }]);
  expect(mallory.heard.filter(({ type }) => type === 'answer')).toEqual([]);
  expect(bob.disk.receipts).toEqual([]);
});

test('the first work rate that is said for an attempt holds', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  const mallory = await createRawPeer(world, 'mallory', bob);
  mallory.hello();
  await world.time.pass(100);
  const attempt = askByHand(mallory, 1, 900_000);
  mallory.send({ type: 'rate', attempt, femtosecondsPerUnit: 1 });
  await world.time.pass(25_000);
  const [answer] = mallory.heard.filter((message) => message.type === 'answer');
  expect(answer).toBeDefined();
  expect(bob.lending().ended).toMatchObject([{ outcome: 'answered', microCpuHours: 5_555n }]);
});
