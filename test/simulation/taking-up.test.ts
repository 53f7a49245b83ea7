/**
 * Long slices that somebody takes up where another left them: engines in virtual time. How long the slices of a module
 * take is known from the first of them, which nobody disturbs.
 */
import { expect, test } from 'vitest';
import { parseTrust } from '../../shared/jobs/trust.ts';
import { audit } from '../support/audit-world.ts';
import { setup } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';

const cpuMs = 60_000;
const unitsOfAll = cpuMs * 1_000_000;

/** The module is known to take long. */
async function known(world: World, alice: Person): Promise<void> {
  const id = await alice.ask({ cpuMs });
  await world.time.pass(cpuMs + 20_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
}

/** Begins one more, and answers who has it after so long. */
async function begun(
  world: World,
  alice: Person,
  lenders: readonly Person[],
  afterMs: number,
): Promise<{ id: string; holder: Person }> {
  const id = await alice.ask({ cpuMs, ceiling: 1_000_000n });
  await world.time.pass(afterMs);
  const holder = lenders.find(({ name }) => name === alice.job(id).peer?.name);
  if (holder === undefined) throw new Error('somebody has it');
  return { id, holder };
}

async function three() {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  await carol.lend(1);
  await known(world, alice);
  return { world, alice, lenders: [bob, carol] };
}

test('who takes up what a killed lender left does the rest, and is paid for the rest', async () => {
  const { world, alice, lenders } = await three();
  const { id, holder } = await begun(world, alice, lenders, 40_000);
  holder.crash();
  await world.time.pass(35_000);
  expect(alice.job(id).reason).toMatch(new RegExp(`Continued from 3\\d s .* by ${holder.name}`));
  await world.time.pass(40_000);
  const job = alice.job(id);
  expect(job).toMatchObject({ state: 'done', result: { text: '42' }, workCount: unitsOfAll });
  expect(job.peer?.name).not.toBe(holder.name);
  expect(job.cpuMicroseconds).toBeGreaterThan(20_000_000);
  expect(job.cpuMicroseconds).toBeLessThan(23_500_000);
  await holder.start();
  await world.time.pass(20_000);
  expect(audit(world.people)).toEqual([]);
});

const switchOff = { on: false, cores: null, shareMilli: null } as const;

test.each<[string, (holder: Person, world: World) => Promise<unknown>]>([
  ['whoever quits in order', (holder) => holder.stop()],
  [
    'whoever switches lending off',
    async (holder, world) => {
      await holder.engine().handlers.lending.set(switchOff);
      await world.time.pass(100);
    },
  ],
  [
    'whoever pauses and does not resume in time',
    async (holder, world) => {
      await holder.engine().handlers.lending.pause({ minutes: null });
      await world.time.pass(601_000);
    },
  ],
  [
    'whoever goes to sleep',
    async (holder, world) => {
      holder.engine().sleep();
      await world.time.pass(100);
      holder.crash(); // as it is for all others
    },
  ],
])('%s hands on all that was done, to the last moment', async (_who, ends) => {
  const { world, alice, lenders } = await three();
  // Its last checkpoint in turn is more than a second old, and the next is not near.
  const { id, holder } = await begun(world, alice, lenders, 41_200);
  const [run] = holder.lending().running;
  const done = run?.cpuMicroseconds ?? 0;
  expect(done).toBeGreaterThanOrEqual(41_000_000);
  await ends(holder, world);
  // Somebody may still have to run all of it for an audit.
  await world.time.pass(100_000);
  const job = alice.job(id);
  expect(job).toMatchObject({ state: 'done', result: { text: '42' }, workCount: unitsOfAll });
  expect(job.peer?.name).not.toBe(holder.name);
  expect(job.cpuMicroseconds).toBeLessThanOrEqual(cpuMs * 1_000 - done);
  expect(audit(world.people)).toEqual([]);
});

test('who comes back after a fall goes on where it was', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  await known(world, alice);
  const { id } = await begun(world, alice, [bob], 40_000);
  bob.crash();
  await world.time.pass(2_000);
  await bob.start();
  await world.time.pass(60_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', workCount: unitsOfAll });
  expect(alice.job(id).cpuMicroseconds).toBeLessThan(23_500_000);
  expect(audit(world.people)).toEqual([]);
});

test('a computer that slept goes on where it was, and takes nothing on before', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  await known(world, alice);
  const { id } = await begun(world, alice, [bob], 40_000);
  bob.engine().sleep();
  await world.time.pass(1_000);
  const used = () => bob.lending().running[0]?.cpuMicroseconds ?? 0;
  const before = used();
  expect(bob.lending().running[0]?.heldUntilMs).not.toBeNull();
  const other = await alice.ask({ cpuMs: 1_000 });
  await world.time.pass(20_000);
  expect(used()).toBe(before);
  expect(alice.job(other).state).not.toBe('done');
  bob.engine().lookAgain();
  await world.time.pass(40_000);
  expect(alice.job(other).state).toBe('done');
  expect(alice.job(id)).toMatchObject({ state: 'done', workCount: unitsOfAll });
  expect(bob.slicesRun).toBe(3);
  expect(audit(world.people)).toEqual([]);
});

test('a computer that says it goes to sleep, and does not, goes on after a minute', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  await known(world, alice);
  const { id } = await begun(world, alice, [bob], 40_000);
  bob.engine().sleep();
  await world.time.pass(59_000);
  expect(alice.job(id).state).not.toBe('done');
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', workCount: unitsOfAll });
});

test('who asks may fall over in between', async () => {
  const { world, alice, lenders } = await three();
  const { id, holder } = await begun(world, alice, lenders, 40_000);
  alice.crash();
  holder.crash();
  await world.time.pass(2_000);
  await alice.start();
  await world.time.pass(150_000); // chance may have it checked
  expect(alice.job(id)).toMatchObject({ state: 'done', workCount: unitsOfAll });
  expect(alice.job(id).cpuMicroseconds).toBeLessThan(23_500_000);
});

test('nothing is kept of what has ended', async () => {
  const { world, alice, lenders } = await three();
  await begun(world, alice, lenders, 40_000);
  expect(alice.disk.works.checkpoints.size).toBe(1);
  await world.time.pass(40_000);
  expect(alice.disk.works.checkpoints.size).toBe(0);
});

test('short slices, and programs of which nothing is known, make no checkpoints', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  for (const long of [10_000, 10_000]) {
    const id = await alice.ask({ cpuMs: long });
    await world.time.pass(8_000);
    expect(alice.disk.works.checkpoints.size).toBe(0);
    await world.time.pass(10_000);
    expect(alice.job(id).state).toBe('done');
  }
});

test('what a forged checkpoint comes to is found wrong by a run from the beginning, and taken back', async () => {
  const { world, alice, lenders } = await three();
  for (const each of lenders) each.forges = () => 'forged';
  const { id, holder } = await begun(world, alice, lenders, 40_000);
  holder.crash();
  await world.time.pass(70_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', result: { text: 'forged' } });
  // Nobody else may be asked who had no part in it: this computer runs it from the beginning.
  expect(await alice.engine().handlers.jobs.again({ job: id, slice: 0 })).toMatchObject({
    ok: true,
  });
  await world.time.pass(300_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', result: { text: '42' } });
  expect(alice.disk.works.contested.size).toBe(1);
  const doubts = lenders.map(({ id: member }) => {
    const { state } = alice.disk.works.trust.get(member) ?? { state: '{}' };
    return parseTrust(state)?.doubts;
  });
  expect(doubts).toEqual([1, 1]);
  expect(holder.isUp()).toBe(false);
});
