/** Two or three people who lend each other CPU-hours, as stories. */
import { expect, test } from 'vitest';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';

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
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(audit(world.people)).toEqual([]);
});

test('a supplier is paid although its first words came late', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.until(() => alice.job(id).state === 'waiting', 5_000);
  world.network.holdBack('bob', 'alice', 3_000);
  await world.time.pass(20_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(alice.people().refused).toEqual([]);
});

test('a clock that is set back while a job runs does nobody wrong', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  alice.clockAheadMs = -600_000;
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
  expect(alice.people().refused).toEqual([]);
});

test('nobody lends: the job waits and says why, and starts when somebody does', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const id = await alice.ask();
  await world.time.pass(60_000);
  expect(alice.job(id)).toMatchObject({
    state: 'waiting',
    reason: 'Nobody who is here lends now. It starts when somebody does.',
  });
  await bob.lend();
  await world.time.pass(10_000);
  expect(alice.job(id).state).toBe('done');
});

test('what does not fit on one computer goes to another, and the rest waits for a free core', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(2);
  await carol.lend(1);
  const ids = await Promise.all([1, 2, 3, 4].map(() => alice.ask({ cpuMs: 5_000 })));
  await world.time.pass(3_000);
  expect(bob.lending().cores.inUse).toBe(2);
  expect(carol.lending().cores.inUse).toBe(1);
  const waiting = ids.map((id) => alice.job(id)).filter(({ state }) => state === 'waiting');
  expect(waiting.map(({ reason }) => reason)).toEqual([
    'All lent cores are busy. It starts when one is free.',
  ]);
  await world.time.pass(20_000);
  expect(ids.map((id) => alice.job(id).state)).toEqual(['done', 'done', 'done', 'done']);
  expect(audit(world.people)).toEqual([]);
});

const ends = [
  ['stops it', (bob: Person, job: string) => bob.engine().handlers.lending.stopRun({ job })],
  [
    'switches off',
    (bob: Person) =>
      bob.engine().handlers.lending.set({ on: false, cores: null, shareMilli: null }),
  ],
  ['quits', (bob: Person) => bob.stop()],
] as const;

test.for(ends)('the lender %s: the job goes to somebody else, unpaid', async ([, end]) => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 20_000 });
  await carol.lend(1);
  expect(alice.job(id)).toMatchObject({ state: 'running', peer: { name: 'bob' } });
  await end(bob, id);
  await world.time.pass(60_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'carol' } });
  expect(bob.disk.receipts).toEqual([]);
  if (!bob.isUp()) await bob.start();
  expect(bob.lending().ended).toMatchObject([{ outcome: 'stopped', microCpuHours: null }]);
  expect(audit(world.people)).toEqual([]);
});

test('a stopped program asks nothing of its stores and the network any more', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.ask({ cpuMs: 60_000 });
  await bob.ask();
  await world.time.pass(1_000);
  for (const person of [alice, bob]) {
    await person.engine().stop();
    const effects = person.effects();
    await world.time.pass(7_200_000);
    expect(person.effects()).toBe(effects);
  }
});

test('a job that fails by its own fault fails, with the reason at both ends', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ fails: 'trapped' });
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'failed', reason: 'It ended: trapped.' });
  expect(bob.lending().ended).toMatchObject([{ outcome: 'failed', detail: 'It ended: trapped.' }]);
  expect(bob.slicesRun).toBe(1);
});

test('where several lend, one other person is asked before a job is held to be at fault', async () => {
  const { world, alice, bob, carol, dave } = await setup('alice', 'bob', 'carol', 'dave');
  for (const person of [bob, carol, dave]) await person.lend();
  const id = await alice.ask({ fails: 'trapped' });
  await world.time.pass(10_000);
  expect(alice.job(id)).toMatchObject({ state: 'failed', reason: 'It ended: trapped.' });
  expect(bob.slicesRun + carol.slicesRun + dave.slicesRun).toBe(2);
});

test('a job that is said to be at fault waits for another to say so, as long as one is there', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await carol.lend(1);
  await alice.ask({ cpuMs: 600_000 });
  await bob.lend();
  const id = await alice.ask({ fails: 'trapped' });
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({
    state: 'waiting',
    reason: expect.stringContaining('it is compared with another') as string,
  });
  await world.time.pass(700_000);
  expect(alice.job(id)).toMatchObject({ state: 'failed', reason: 'It ended: trapped.' });
});

test('a failure that was said while the owner was away is said again', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ fails: 'exit_code' });
  await world.time.pass(1_000);
  world.network.cut('alice', 'bob');
  await world.time.pass(10_000);
  expect(alice.job(id).reason).toContain('cannot be reached');
  world.network.healAll();
  await world.time.pass(15_000);
  expect(alice.job(id)).toMatchObject({ state: 'failed', reason: 'It ended: exit_code.' });
  expect(bob.slicesRun).toBe(1);
});

test('a fault of the machine is tried five times, and then here, before the job fails', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ fails: 'sandbox_failed' });
  await world.time.pass(300_000);
  expect(alice.job(id)).toMatchObject({
    state: 'failed',
    reason: 'Nobody who was asked could run the slice, and this computer could not either.',
  });
  expect(bob.slicesRun).toBe(5);
});

test('a job never costs more than its ceiling', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const [within, beyond] = [
    await alice.ask({ cpuMs: 3_600, ceiling: 1_000n }),
    await alice.ask({ cpuMs: 3_604, ceiling: 1_000n }),
  ];
  await world.time.pass(10_000);
  expect(alice.job(within)).toMatchObject({ state: 'done', cost: 1_000n });
  expect(alice.job(beyond)).toMatchObject({
    state: 'ceiling',
    reason:
      'It reached its ceiling of 0.001 CPU-h. It used up 0.001 CPU-h where it ran, and had not ended. ' +
      'Test it here to see whether it ends; if it only takes long, raise the ceiling.',
  });
  expect(audit(world.people)).toEqual([]);
});

test.for([5_000, 20_000, 50_000])(
  'the connection is lost for %i ms and one receipt is made',
  async (ms) => {
    const { world, alice, bob } = await setup('alice', 'bob');
    await bob.lend();
    const id = await alice.ask();
    await world.time.pass(500);
    world.network.cut('alice', 'bob');
    await world.time.pass(ms);
    world.network.healAll();
    await world.time.pass(60_000);
    expect(alice.job(id).state).toBe('done');
    expect(alice.disk.receipts).toHaveLength(1);
    expect(audit(world.people)).toEqual([]);
  },
);

test('a job that was cancelled while its lender was away is stopped there and not paid', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask({ cpuMs: 600_000 });
  await world.time.pass(1_000);
  world.network.cut('alice', 'bob');
  await world.time.pass(5_000);
  await alice.engine().handlers.jobs.cancel({ job: id });
  world.network.healAll();
  await world.time.pass(5_000);
  expect(alice.job(id).state).toBe('cancelled');
  expect(bob.lending().running).toEqual([]);
});

test('an answer that comes after the cancelling is disputed and not paid', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  await alice.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  world.network.cut('alice', 'bob');
  await alice.engine().handlers.jobs.cancel({ job: id });
  await world.time.pass(5_000);
  world.network.healAll();
  await world.time.pass(5_000);
  expect(bob.lending().ended).toMatchObject([
    { outcome: 'failed', detail: expect.stringContaining('Not accepted') as string },
  ]);
  expect(audit(world.people)).toEqual([]);
});

test('the same request twice makes one job, also while the first is still being looked at', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  const request = world.chance.bytes(32);
  const ids = await Promise.all([1, 2, 3].map(() => alice.ask({ request })));
  alice.crash();
  await alice.start();
  await bob.lend();
  await world.time.pass(10_000);
  expect(new Set([...ids, await alice.ask({ request })]).size).toBe(1);
  expect(alice.jobs()).toMatchObject([{ state: 'done' }]);
});

test('what is out of bounds is refused by name', async () => {
  const { world, alice } = await setup('alice');
  expect(await alice.refused({ ceiling: 0n })).toBe('ceiling_out_of_range');
  expect(await alice.refused({ ceiling: 1_000_000_001n })).toBe('ceiling_out_of_range');
  expect(await alice.refused({ args: ['ä'.repeat(2_048)] })).toBe(null);
  expect(await alice.refused({ args: ['ä'.repeat(2_048), 'x'] })).toBe('arguments_too_large');
  expect(await alice.refused({ module: 'no such thing' })).toBe('not_webassembly');
  for (let open = 1; open < 100; open += 1) await alice.ask();
  expect(await alice.refused({})).toBe('too_many_jobs');
  const [job] = alice.jobs();
  await alice.engine().handlers.jobs.cancel({ job: job?.id ?? '' });
  expect(await alice.refused({})).toBe(null);
  await world.time.pass(100);
});

test('work that a crash took away is said to be lost, and done anew', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const id = await alice.ask();
  await world.time.pass(1_000);
  bob.crash();
  await bob.start();
  expect(bob.lending().ended).toMatchObject([{ outcome: 'lost', microCpuHours: null }]);
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
});
