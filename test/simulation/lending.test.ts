/** Two or three people who lend each other CPU-hours, as stories. */
import { expect, test } from 'vitest';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';

test('a job runs at somebody else’s, and both hold the same receipt', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 3_600, answer: 'forty-two' });
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' }, cost: 1_000n });
  expect(alice.disk.receipts).toHaveLength(1);
  expect(bob.disk.receipts.map((each) => each.id)).toEqual([alice.job(id).receipt]);
  expect(audit(world.people)).toEqual([]);
});

test('an answer that waited for hours for its owner is paid', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  alice.crash();
  await world.time.pass(5 * 3_600_000);
  await alice.start();
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', attempt: 1 });
  expect(audit(world.people)).toEqual([]);
});

test('a supplier is paid although its first words came late', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.until(() => alice.job(id).state === 'sending', 5_000);
  world.network.holdBack('bob', 'alice', 3_000);
  await world.time.pass(20_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', attempt: 1 });
  expect(alice.people().refused).toEqual([]);
});

test('a clock that is set back while a job runs does nobody wrong', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  alice.clockAheadMs = -600_000;
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', attempt: 1 });
  expect(alice.people().refused).toEqual([]);
});
