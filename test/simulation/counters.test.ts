/** From receipts to certified hours: stories of two or three people in a community with a shared record. */
import { expect, test } from 'vitest';
import { auditCounters } from '../support/audit-counters.ts';
import { audit } from '../support/audit-world.ts';
import { setup, setupIn } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';

const minute = 60_000;
const founders = ['alice', 'bob', 'carol'];
const community = { founders, epochMs: 2 * minute };

function auditAll({ record, people }: World): readonly string[] {
  if (record === null) throw new Error('there is no record');
  return [...audit(people, record.id), ...auditCounters(people, record)];
}

const finalities = (person: Person) =>
  person.statement().newest.map(({ finality }) => finality?.state);

test('a receipt is provisional, then counted, and final with the certificate', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await alice.ask();
  await world.time.until(() => bob.disk.receipts.length === 1, minute);
  await world.time.pass(100);
  for (const person of [alice, bob]) expect(finalities(person)).toEqual(['provisional']);
  await world.time.pass(5_000);
  for (const person of [alice, bob]) {
    const [{ finality, epoch } = {}] = person.statement().newest;
    const fromMs = Date.UTC(2026, 0, 7, 12) + ((epoch ?? 0) + 1) * community.epochMs;
    expect(finality).toMatchObject({ state: 'counted', fromMs, reason: null });
  }
  await world.time.pass(2 * minute);
  for (const person of [alice, bob]) expect(finalities(person)).toEqual(['final']);
  expect(auditAll(world)).toEqual([]);
});

test('an open group counts nothing, and its receipts are never final', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask();
  await world.time.pass(2 * minute);
  expect(alice.statement().newest).toMatchObject([{ finality: null }]);
  expect(alice.statement().available).toBeNull();
  for (const person of [alice, bob]) expect(person.disk.works.counters.size).toBe(0);
});

test('many slices of an hour make few counters, and all of them are in', async () => {
  const hour = { founders, epochMs: 60 * minute };
  const { world, alice, bob } = await setupIn({ community: hour }, 'alice', 'bob');
  await bob.lend(4);
  for (let asked = 0; asked < 100; asked += 1) {
    await alice.ask({ cpuMs: 1_000, ceiling: 1_000n });
    await world.time.pass(2_000);
  }
  await world.time.pass(60 * minute);
  expect(bob.disk.receipts.length).toBe(100);
  expect(world.record?.counters().length).toBeLessThan(5);
  expect(auditAll(world)).toEqual([]);
});

test('what was given just before the end of an epoch is counted in time', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await world.time.pass(20_000);
  await alice.ask();
  await world.time.pass(community.epochMs - world.time.now() - 8_000);
  await alice.ask();
  await world.time.pass(20_000);
  expect(finalities(alice)).toEqual(['final', 'final']);
  expect(world.record?.state()).toMatchObject({ epoch: 0 });
});

test('a machine that was away when its hour ended is counted later', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await alice.ask();
  await world.time.until(() => bob.disk.receipts.length === 1, minute);
  alice.crash();
  await world.time.pass(5 * minute);
  expect(bob.statement().newest).toMatchObject([
    { finality: { state: 'provisional', reason: 'It waits until their computer is here again.' } },
  ]);
  await alice.start();
  await world.time.pass(3 * minute);
  expect(auditAll(world)).toEqual([]);
});

test('a machine that never comes back leaves a reason, and in the end too late is too late', async () => {
  const short = { ...community, parameters: { lateEpochs: 3 } };
  const { world, alice, bob, carol } = await setupIn({ community: short }, ...founders);
  await bob?.lend();
  expect(alice && bob && carol).toBeDefined();
  if (!alice || !bob || !carol) return;
  await alice.ask();
  await world.time.until(() => bob.disk.receipts.length === 1, minute);
  alice.crash();
  for (let time = 0; time < 6; time += 1) {
    await carol.ask();
    await world.time.pass(2 * minute);
  }
  expect(bob.statement().newest.at(-1)?.finality).toMatchObject({
    state: 'provisional',
    fromMs: null,
    reason: 'It came too late to be counted.',
  });
  await alice.start();
  await world.time.pass(3 * minute);
  const late = alice.statement().newest.at(-1);
  expect(late?.finality).toMatchObject({ state: 'provisional', fromMs: null });
});

test('a process of the record that is away gets the counters when it is back', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  if (world.record === null) throw new Error('there is no record');
  await bob.lend();
  world.record.isUp = false;
  await alice.ask();
  await world.time.pass(10_000);
  expect(alice.statement().newest).toMatchObject([
    { finality: { state: 'counted', reason: 'The process of the record is away.' } },
  ]);
  world.record.isUp = true;
  await world.time.pass(5 * minute);
  expect(auditAll(world)).toEqual([]);
});

test('what was agreed and cannot be read any more is not signed again', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await alice.ask();
  await world.time.pass(15_000);
  const [key = ''] = alice.disk.works.counters.keys();
  alice.disk.works.counters.set(key, { state: '{}', blobs: {} });
  alice.crash();
  await alice.start();
  await world.time.pass(1_000);
  await alice.ask();
  await world.time.pass(100_000);
  expect(world.record?.counters()).toHaveLength(1);
  expect(bob.statement().newest[0]?.finality).toMatchObject({
    state: 'provisional',
    reason: 'What was agreed about this hour cannot be read here any more.',
  });
  await alice.ask();
  await world.time.pass(5 * minute);
  expect(world.record?.counters()).toHaveLength(2);
});
