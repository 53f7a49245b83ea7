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
