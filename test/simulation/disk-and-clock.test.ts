/** A disk that fills and clocks that are set. */
import { expect, test } from 'vitest';
import type { Topic } from '../../shared/api/handlers.ts';
import { assert } from '../../shared/base/assert.ts';
import { setup } from '../support/engine-world.ts';

const hourMs = 3_600_000;

function valueNow<Value>(topic: Topic<Value>): Value {
  const values: Value[] = [];
  topic.subscribe((value) => values.push(value))();
  const [value] = values;
  assert(value !== undefined, 'a topic speaks its present value at once');
  return value;
}

test('on a full disk nothing is asked for and nothing is taken on, and both say why', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  alice.disk.isFull = true;
  expect(await alice.refused({})).toBe('disk_full');
  alice.disk.isFull = false;
  bob.disk.isFull = true;
  const id = await alice.ask();
  await world.time.pass(5_000);
  expect(alice.job(id)).toMatchObject({ state: 'waiting' });
  expect(alice.job(id).reason).toContain('The disk there is full.');
  bob.disk.isFull = false;
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
});

test('when everybody who lends has just declined, a job does not say that the cores are busy', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  bob.disk.isFull = true;
  const id = await alice.ask();
  await world.time.pass(1_000);
  expect(alice.job(id).reason).not.toContain('busy');
  expect(alice.job(id).reason).toContain('They are asked again');
});

test('an answer that nobody comes back for is given up after two weeks, without a restart', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(2_000);
  alice.crash();
  await world.time.pass(13 * 24 * hourMs);
  expect(bob.lending().ended).toMatchObject([{ outcome: 'answered' }]);
  await world.time.pass(26 * hourMs);
  expect(bob.lending().ended).toMatchObject([
    { outcome: 'failed', detail: 'Its owner never came back for the answer.' },
  ]);
  expect([...bob.disk.works.runs.values()].map(({ blobs }) => blobs)).toEqual([{}]);
});

test('answers for people who are away are given up when the lender says so, and asked for again', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(2_000);
  alice.crash();
  await world.time.pass(10_000);
  const { now, clearKept } = bob.engine().handlers.lending;
  const kept = () => valueNow(now).kept;
  expect(kept()).toMatchObject({ answers: 1 });
  expect(kept().bytes).toBeGreaterThan(0);
  expect(await clearKept({})).toEqual({ ok: true, value: { answers: 1 } });
  await world.time.pass(2_000);
  expect(kept()).toEqual({ answers: 0, bytes: 0, microCpuHours: 0n });
  expect([...bob.disk.works.runs.values()].map(({ blobs }) => blobs)).toEqual([{}]);
  await alice.start();
  await world.time.pass(60_000);
  expect(alice.job(id).state).toBe('done');
});

test('the program of a job can be looked at while it runs here, and not after', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(2_000);
  const { state, code } = bob.engine().handlers.lending;
  const [run] = valueNow(state).running;
  expect(run).toBeDefined();
  const job = run?.job ?? '';
  const looked = await code({ job });
  expect(looked.ok && looked.value.module.byteLength).toBe(run?.moduleBytes);
  await world.time.pass(10_000);
  expect(await code({ job })).toMatchObject({ ok: false, error: { name: 'unknown_job' } });
});

test('a clock that is set forward ends a pause within a minute', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await bob.engine().handlers.lending.pause({ minutes: 24 * 60 });
  await world.time.pass(1_000);
  bob.clockAheadMs = 25 * hourMs;
  await world.time.pass(61_000);
  expect(alice.people().present).toMatchObject([{ lending: true }]);
});

test('a clock that is set forward by weeks makes the rating due at the next asking, not hours later', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  for (const person of [alice, bob]) person.clockAheadMs = 30 * 24 * hourMs;
  const id = await alice.ask();
  await world.time.pass(15_000);
  expect(bob.timesRated).toBe(2);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
});
