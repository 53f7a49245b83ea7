/** What a person chose and what was measured, over days and restarts. */
import { expect, test } from 'vitest';
import { setup } from '../support/engine-world.ts';

const dayMs = 86_400_000;

test('a pause ends on its moment, also when the program was started again in between', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await bob.engine().handlers.lending.pause({ minutes: 60 });
  const id = await alice.ask();
  await world.time.pass(30 * 60_000);
  bob.crash();
  await bob.start();
  await world.time.pass(30 * 60_000 - 2_000);
  expect(alice.job(id).state).toBe('waiting');
  await world.time.pass(10_000);
  expect(bob.lending().pausedUntilMs).toBe(null);
  expect(alice.job(id).state).toBe('done');
});

test('a pause of thirty days ends too', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  await bob.engine().handlers.lending.pause({ minutes: 43_200 });
  await world.time.pass(30 * dayMs - 1_000);
  expect(bob.lending().pausedUntilMs).not.toBe(null);
  await world.time.pass(2_000);
  expect(bob.lending().pausedUntilMs).toBe(null);
});

test('what was chosen is still chosen after a restart', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend(3);
  await bob.engine().handlers.node.rename({ name: ' Robert ' });
  bob.crash();
  await bob.start();
  await world.time.pass(5_000);
  expect(bob.status().me.name).toBe('Robert');
  expect(bob.lending()).toMatchObject({ on: true, cores: { limit: 3, of: 4 } });
  expect(
    await bob.engine().handlers.lending.set({ on: null, cores: 5, shareMilli: null }),
  ).toMatchObject({
    ok: false,
    error: { name: 'cores_out_of_range' },
  });
});

test('the rating is measured once, and again after seven days without anybody asking', async () => {
  const { world, bob } = await setup('bob');
  expect(bob.timesRated).toBe(0);
  await bob.lend();
  bob.crash();
  await bob.start();
  await world.time.pass(6 * dayMs);
  expect(bob.timesRated).toBe(1);
  bob.ratingMilli = 1_100;
  await world.time.pass(1.1 * dayMs);
  expect(bob.timesRated).toBe(2);
  expect(bob.status().machine.ratingMilli).toBe(1_100);
});

test('another processor is measured anew', async () => {
  const { world, bob } = await setup('bob');
  await bob.lend();
  bob.crash();
  bob.processor = 'Another processor';
  await bob.start();
  await world.time.pass(5_000);
  expect(bob.timesRated).toBe(2);
});

test('another name is told to everybody who is here', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.engine().handlers.node.rename({ name: 'Robert' });
  await world.time.pass(1_000);
  expect(alice.people().present.map(({ person }) => person.name)).toEqual(['Robert']);
});
