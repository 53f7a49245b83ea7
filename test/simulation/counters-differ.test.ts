/** Two machines that do not hold the same receipts of an hour: what one has lost comes back, and the rest is left out. */
import { expect, test } from 'vitest';
import { bytesToHex, hexToBytes } from '../../shared/base/bytes.ts';
import { recordIdOf } from '../../shared/ledger/record.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { jobsSubject } from '../../main/engine/ledger/counters/series.ts';
import { auditCounters } from '../support/audit-counters.ts';
import { audit } from '../support/audit-world.ts';
import { createLife } from '../support/engine-world/life.ts';
import { setupIn } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';
import { createRawPeer } from '../support/raw-peer.ts';

const minute = 60_000;
const community = { founders: ['alice', 'bob'], epochMs: 10 * minute };

function auditAll({ record, people }: World): readonly string[] {
  if (record === null) throw new Error('there is no record');
  return [...audit(people, record.id), ...auditCounters(people, record)];
}

async function manySlices(alice: Person, world: World, slices: number): Promise<void> {
  for (let asked = 0; asked < slices; asked += 1) {
    await alice.ask({ cpuMs: 1_000, ceiling: 1_000n });
    await world.time.pass(1_000);
  }
}

/** As if its newest receipts had never reached the disk: a copy from before was put back. */
function lose(person: Person, many: number): void {
  person.crash();
  person.disk.receipts.splice(person.disk.receipts.length - many);
}

test('receipts that a consumer has lost are shown to it, and all of them are counted once', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await manySlices(alice, world, 5);
  await world.time.until(() => bob.disk.receipts.length === 5, 5_000);
  lose(alice, 3);
  await alice.start();
  await world.time.pass(20 * minute);
  expect(alice.disk.receipts).toHaveLength(5);
  expect(new Set(alice.disk.receipts.map(({ id }) => id)).size).toBe(5);
  expect(auditAll(world)).toEqual([]);
});

test.each([
  ['the one who used the hours', 'alice'],
  ['the one who gave them', 'bob'],
])('what both had agreed on comes back to %s', async (_, forgetful) => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await manySlices(alice, world, 3);
  await world.time.pass(2 * minute);
  expect(world.record?.counters()).toHaveLength(1);
  const who = forgetful === 'alice' ? alice : bob;
  lose(who, who === alice ? 3 : 0);
  who.disk.works.counters.clear();
  await who.start();
  await manySlices(alice, world, 2);
  await world.time.pass(20 * minute);
  expect(world.record?.counters().map(({ sequence, count }) => [sequence, count])).toEqual([
    [1, 3],
    [2, 5],
  ]);
  expect(auditAll(world)).toEqual([]);
});

test('what the consumer will not count is left out with the reason, and the rest goes in', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  if (world.record === null) throw new Error('there is no record');
  await bob.lend();
  await manySlices(alice, world, 3);
  await world.time.until(() => bob.disk.receipts.length === 3, minute);
  alice.crash();
  await world.time.pass(2_000);
  const fake = await createRawPeer(world, 'alice', bob, world.record.id);
  fake.hello();
  await world.time.pass(30_000);
  const proposals = () => fake.heard.flatMap((each) => (each.type === 'counter' ? [each] : []));
  const [first] = proposals();
  if (first === undefined) expect.fail('nothing was proposed');
  const [disputed = ''] = bob.disk.receipts.map(({ id }) => id);
  const refusal = {
    type: 'counter_refused' as const,
    ...{ epoch: 0, sequence: 1, name: 'receipt_unknown', detail: 'No.' },
    without: hexToBytes(disputed),
  };
  fake.send(refusal);
  await world.time.pass(1_000);
  const shown = fake.heard.flatMap((each) => (each.type === 'receipts' ? [each.receipts] : []));
  expect(shown).toHaveLength(1);
  expect(proposals()).toHaveLength(2);
  expect(proposals()[1]).toEqual(first);
  fake.send(refusal);
  await world.time.pass(10_000);
  const [, , third] = proposals();
  expect(bytesToHex(third?.added ?? new Uint8Array())).not.toContain(disputed);
  expect(third?.added.byteLength).toBe(64);
  const finality = () => bob.statement().newest.at(-1)?.finality;
  const out = {
    ...{ state: 'provisional', fromMs: null },
    reason: 'Their computer does not count it. No.',
  };
  expect(finality()).toMatchObject(out);

  // The honest machine comes back, has all of them, and signs the next one only.
  fake.made.at(-1)?.close();
  bob.crash();
  await bob.start();
  await alice.start();
  await world.time.pass(2 * minute);
  expect(finality()).toMatchObject(out);
  expect(world.record.counters()).toMatchObject([{ sequence: 2, count: 2 }]);
});

test('a receipt that was never signed is not taken back', async () => {
  const { world, alice } = await setupIn({ community }, 'alice');
  if (world.record === null) throw new Error('there is no record');
  const mallory = await createRawPeer(world, 'bob', alice, world.record.id);
  mallory.hello();
  await world.time.pass(1_000);
  mallory.send({ type: 'receipts', receipts: new Uint8Array(373) });
  await world.time.pass(1_000);
  expect(alice.people().refused).toEqual([{ reason: 'false_receipt', times: 1 }]);
  expect(alice.disk.receipts).toEqual([]);
});

test('a counter that the record has refused is known to both of its machines, with the reason', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  const { record } = world;
  if (record === null) throw new Error('there is no record');
  await bob.lend();
  await manySlices(alice, world, 1);
  // A counter that both machines signed before they lost everything: it is certified first.
  const pair = [bob.keys.device.publicKey, alice.keys.device.publicKey] as const;
  const root = new Uint8Array(32);
  const body = { ...jobsSubject(...pair, 0), sequence: 3, count: 1, quantity: 1n, root };
  const id = recordIdOf({ kind: 'counter', body }, record.id, cryptography.hash);
  const [supplierSignature, consumerSignature] = [bob, alice].map(({ keys }) =>
    keys.device.sign(id),
  ) as [Uint8Array, Uint8Array];
  const port = record.portOf(
    'carol',
    createLife(null, () => undefined),
  ).accounts;
  void port?.submit({ body, supplierSignature, consumerSignature });
  await world.time.pass(11 * minute);
  const finality = (person: Person) => person.statement().newest.at(-1)?.finality;
  for (const person of [alice, bob]) {
    expect(finality(person)).toMatchObject({ state: 'counted', fromMs: null });
    expect(finality(person)?.reason).toContain('A later counter of the same two machines');
  }
});
