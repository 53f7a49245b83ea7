/** Jobs and the time: what one slow machine holds up at the end, and what becomes of a job at its deadline. */
import { expect, test } from 'vitest';
import { epochStartMs, setup } from '../support/engine-world.ts';
import type { World } from '../support/engine-world.ts';
import {
  answersTo,
  billOf,
  deliveredOf,
  sendSliced,
  slicesOf,
  viewOf,
} from '../support/engine-world/sliced-job.ts';

test('what one slow machine still has at the end is asked of another, and only the first is paid', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  await carol.lend(1);
  // Five seconds of work take him a hundred.
  await bob.engine().handlers.lending.set({ on: true, cores: 1, shareMilli: 50 });
  const cpuMs = () => 5_000;
  const job = await sendSliced(alice, { slices: 8, certainty: 'one', cpuMs });
  // Alone she needs 40 s; a check of an answer of hers waits for him meanwhile, and is made here in the end.
  await world.time.pass(75_000);
  expect(await viewOf(alice, job)).toMatchObject({ state: 'done', slices: { done: 8 } });
  expect([...(await deliveredOf(alice, job)).values()]).toEqual(answersTo(8));
  const byBob = (await slicesOf(alice, job))
    .flatMap(({ answers }) => answers)
    .filter(({ person }) => person?.name === 'bob');
  expect(byBob.length).toBeGreaterThan(0);
  expect(byBob.filter(({ state }) => state === 'paid')).toEqual([]);
  await world.time.pass(60_000);
  expect(bob.lending().running).toEqual([]);
});

const inMs = (world: World, ms: number) => epochStartMs + world.time.now() + ms;

test('at a deadline that stops it a job delivers what is there, charges that, and goes on with more time', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  const deadline = { atMs: inMs(world, 5_000), then: 'stop' } as const;
  const job = await sendSliced(alice, { slices: 30, certainty: 'one', deadline });
  await world.time.pass(30_000);
  const late = await viewOf(alice, job);
  expect(late.state).toBe('deadline');
  expect(late.sentence).toMatch(/^Its deadline has passed with .*Give it more time to finish it/);
  const { done } = late.slices;
  expect(done).toBeGreaterThan(2);
  expect(done).toBeLessThan(30);
  expect(await deliveredOf(alice, job)).toHaveProperty('size', done);
  expect(late.used).toBe(billOf(alice, job));
  expect(bob.lending().running).toEqual([]);
  const { jobs } = alice.engine().handlers;
  expect(await jobs.extend({ job, deadline })).toMatchObject({
    error: { name: 'deadline_passed' },
  });
  expect(await jobs.extend({ job, deadline: null })).toMatchObject({ ok: true });
  await world.time.pass(60_000);
  expect(await viewOf(alice, job)).toMatchObject({ state: 'done', slices: { done: 30 } });
  expect([...(await deliveredOf(alice, job)).values()]).toEqual(answersTo(30));
});

test('a job that keeps going after its deadline ends all the same', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  const deadline = { atMs: inMs(world, 5_000), then: 'keep_going' } as const;
  const job = await sendSliced(alice, { slices: 30, certainty: 'one', deadline });
  await world.time.pass(60_000);
  expect(await viewOf(alice, job)).toMatchObject({ state: 'done', slices: { done: 30 } });
});
