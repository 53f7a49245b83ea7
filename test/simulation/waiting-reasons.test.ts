/** Why nobody has a job, in the words of the job itself. */
import { expect, test } from 'vitest';
import { setup, setupIn } from '../support/engine-world.ts';

test('a job that everybody declines says why, and starts when that has changed', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const lending = () => bob.engine().handlers.lending;
  expect(await lending().change({ lendTo: 'chosen', chosen: ['cc'.repeat(32)] })).toMatchObject({
    ok: true,
  });
  const id = await alice.ask();
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({
    state: 'waiting',
    reason: expect.stringContaining(
      'The one who lends here declined it: they lend only to people whom they have chosen.',
    ) as string,
  });
  await lending().change({ lendTo: 'anyone' });
  await world.time.pass(30_000);
  expect(alice.job(id).state).toBe('done');
});

test('a job for which only somebody came who is not on the record says that', async () => {
  const community = { founders: ['alice'], epochMs: 120_000 };
  const { world, alice } = await setupIn({ community }, 'alice', 'bob');
  const id = await alice.ask();
  await world.time.pass(10_000);
  expect(alice.job(id).reason).toContain('1 computer came whose owner is not on the record.');
});
