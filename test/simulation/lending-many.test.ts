/** Many short slices at one lender: in line behind its cores, with one module, and written together. */
import { expect, test } from 'vitest';
import { auditRecords } from '../support/audit-world.ts';
import { createWorld, setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import { sendSliced, viewOf } from '../support/engine-world/sliced-job.ts';

interface Many {
  readonly slices: number;
  readonly cpuMs: number;
  /** Added to each answer, so that it does not travel inside its message. */
  readonly padding?: string;
}

function askMany(person: Person, { slices, cpuMs, padding = '' }: Many): Promise<string> {
  const script = (slice: number) => ({ cpuMs, answer: `${String(slice)}${padding}` });
  return sendSliced(person, { slices, certainty: 'one', script });
}

const doneOf = async (person: Person, job: string) => (await viewOf(person, job)).slices.done;

test('slices of a few milliseconds follow each other without waiting for the network', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  const job = await askMany(alice, { slices: 400, cpuMs: 10 });
  const startedAt = world.time.now();
  await world.time.until(() => bob.slicesRun >= 400, 60_000);
  // Two seconds of work for two cores, after two in which the module's rate is found out.
  expect(world.time.now() - startedAt).toBeLessThan(6_000);
  // Some are checked when nobody is found who would do it.
  await world.time.pass(20_000);
  expect(await doneOf(alice, job)).toBe(400);
  expect(bob.slicesRun).toBeLessThan(410);
  expect(bob.people().refused).toEqual([]);
  expect(bob.disk.works.runs.size).toBeLessThan(110);
  expect(auditRecords(world.people)).toEqual([]);
});

test('checks that nobody else is there for are made here, and hold nothing up', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  // Whoever came with the program may not have been found yet.
  await world.time.pass(6_000);
  const job = await askMany(alice, { slices: 100, cpuMs: 10 });
  await world.time.until(() => bob.slicesRun >= 100, 60_000);
  await world.time.pass(2_000);
  expect(await doneOf(alice, job)).toBe(100);
  expect(alice.slicesRun).toBeGreaterThan(0);
});

test('a second answer that nobody else is there for is made here, and holds nothing up', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  await world.time.pass(6_000);
  const script = (slice: number) => ({ cpuMs: 10, answer: String(slice) });
  const job = await sendSliced(alice, { slices: 40, certainty: 'two', script });
  await world.time.until(() => bob.slicesRun >= 40, 60_000);
  await world.time.pass(3_000);
  expect(await doneOf(alice, job)).toBe(40);
  expect(alice.slicesRun).toBe(40);
});

test('what runs here of a job that is cancelled ends with it, and the next has its turn', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(1);
  await world.time.pass(6_000);
  const long = await sendSliced(alice, { slices: 1, certainty: 'two', cpuMs: () => 300_000 });
  await world.time.until(() => alice.slicesRun > 0, 600_000);
  await alice.engine().handlers.jobs.cancel({ job: long });
  const short = await sendSliced(alice, { slices: 10, certainty: 'two', cpuMs: () => 10 });
  await world.time.pass(20_000);
  expect(await doneOf(alice, short)).toBe(10);
  expect(alice.slicesRun).toBe(11);
});

test('a check waits for somebody who lent here moments ago', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  await carol.lend(1);
  await world.time.pass(6_000);
  await carol.stop();
  const job = await askMany(alice, { slices: 60, cpuMs: 10 });
  await world.time.until(() => bob.slicesRun >= 60, 60_000);
  await carol.start();
  await world.time.pass(20_000);
  expect(await doneOf(alice, job)).toBe(60);
  expect(carol.slicesRun).toBeGreaterThan(0);
});

test('whoever comes later with short slices is served beside whoever filled the line', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  const first = await askMany(alice, { slices: 300, cpuMs: 40 });
  await world.time.pass(2_000);
  const second = await askMany(carol, { slices: 50, cpuMs: 40 });
  await world.time.until(() => carol.disk.receipts.length > 30, 20_000);
  expect(await doneOf(alice, first)).toBeLessThan(200);
  await world.time.pass(30_000);
  expect([await doneOf(alice, first), await doneOf(carol, second)]).toEqual([300, 50]);
});

test('long slices do not wait in line', async () => {
  const { world, alice, bob, carol } = await setup('alice', 'bob', 'carol');
  await bob.lend(1);
  await askMany(alice, { slices: 20, cpuMs: 5_000 });
  await world.time.pass(12_000);
  await carol.lend(1);
  await world.time.pass(1_000);
  expect([bob.lending().cores.inUse, carol.lending().cores.inUse]).toEqual([1, 1]);
});

test.for(['alice', 'bob'] as const)(
  'wherever %s falls over among short slices, each is done, and paid once',
  async (who) => {
    async function story(afterEffects: number) {
      const world = createWorld({ lastFramesArrive: afterEffects % 2 === 0 });
      const [alice, bob] = [world.add('alice'), world.add('bob')];
      await bob.start();
      await bob.lend(2);
      await bob.stop();
      await alice.start(who === 'alice' ? afterEffects : undefined);
      await bob.start(who === 'bob' ? afterEffects : undefined);
      await world.time.pass(1_500);
      const job = alice.isUp()
        ? await askMany(alice, { slices: 8, cpuMs: 30, padding: 'x'.repeat(3_000) })
        : null;
      const fallen = who === 'alice' ? alice : bob;
      await world.time.until(() => !fallen.isUp(), 15_000);
      const effects = fallen.effects();
      await world.time.pass(2_000);
      if (!fallen.isUp()) await fallen.start();
      await world.time.pass(150_000);
      const wrong = auditRecords(world.people);
      // A job whose program fell over before it was kept was never taken.
      if (job !== null && alice.disk.works.jobs.has(job)) {
        const done = await doneOf(alice, job);
        if (done !== 8) wrong.push(`${String(done)} slices are done`);
      }
      return { wrong, effects };
    }
    const { effects } = await story(Number.MAX_SAFE_INTEGER);
    expect(effects).toBeGreaterThan(10);
    const wrong: string[] = [];
    for (let afterEffects = 1; afterEffects <= effects; afterEffects += 1) {
      const found = (await story(afterEffects)).wrong;
      if (found.length > 0) wrong.push(`after ${String(afterEffects)}: ${found.join('; ')}`);
    }
    expect(wrong).toEqual([]);
  },
);
