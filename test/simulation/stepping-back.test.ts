/** Lending that people can live with: what the rules do to work that runs here, and what is said of it. */
import { expect, test } from 'vitest';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import type { Topic } from '../../shared/api/handlers.ts';

function valueOf<Value>(topic: Topic<Value>): Value {
  const values: Value[] = [];
  topic.subscribe((value) => values.push(value))();
  return values[0] as Value;
}

const lending = (person: Person) => person.engine().handlers.lending;
const now = (person: Person) => valueOf(lending(person).now);
const held = (person: Person) => person.lending().running.map((run) => run.heldUntilMs !== null);

test('whoever comes back finds the jobs held, and they go on after a minute of quiet', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  bob.senses.idleMs = 3_600_000;
  await bob.lend(2);
  await alice.ask({ cpuMs: 100_000 });
  await world.time.pass(10_000);
  expect(now(bob)).toMatchObject({ may: true, presence: { is: 'away' }, reason: null });
  expect(held(bob)).toEqual([false]);
  bob.senses.idleMs = 0;
  await world.time.pass(6_000);
  expect(now(bob)).toMatchObject({ may: false, reason: { name: 'stepped_back' } });
  expect(held(bob)).toEqual([true]);
  expect(now(bob).handBack?.ms).toBeLessThan(6_000);
  await world.time.pass(70_000);
  expect(now(bob)).toMatchObject({ may: true, presence: { is: 'here' }, reason: null });
  expect(held(bob)).toEqual([false]);
});

test('fewer cores hold the youngest, and more let it go on', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  await alice.ask({ cpuMs: 100_000 });
  await world.time.pass(5_000);
  await alice.ask({ cpuMs: 100_000, answer: '43' });
  await world.time.pass(5_000);
  expect(held(bob)).toEqual([false, false]);
  await lending(bob).set({ on: null, cores: 1, shareMilli: null });
  await world.time.pass(100);
  expect(held(bob)).toEqual([false, true]);
  await lending(bob).set({ on: null, cores: 2, shareMilli: null });
  await world.time.pass(100);
  expect(held(bob)).toEqual([false, false]);
});

test('a program that the person named pauses lending while it runs', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  bob.senses.programs = [];
  await bob.lend(2);
  const notWhile = { programs: ['blender'], fullScreen: false };
  expect(await lending(bob).change({ notWhile })).toMatchObject({ ok: true });
  await alice.ask({ cpuMs: 100_000 });
  await world.time.pass(5_000);
  bob.senses.programs = ['blender'];
  await world.time.pass(40_000);
  expect(now(bob).reason).toMatchObject({ name: 'program_running' });
  expect(held(bob)).toEqual([true]);
  bob.senses.programs = [];
  await world.time.pass(40_000);
  expect(held(bob)).toEqual([false]);
});

test('terms that this computer cannot keep are refused by name, and nothing has changed', async () => {
  const { bob } = await setup('bob');
  const before = valueOf(lending(bob).terms);
  const { here } = before.terms;
  expect(await lending(bob).change({ here: { ...here, cores: 5 } })).toMatchObject({
    error: { name: 'cores_out_of_range' },
  });
  expect(await lending(bob).change({ awayAfterMinutes: 0 })).toMatchObject({
    error: { name: 'minutes_out_of_range' },
  });
  expect(await lending(bob).change({ lendTo: 'chosen' })).toMatchObject({
    error: { name: 'nobody_chosen' },
  });
  expect(valueOf(lending(bob).terms)).toEqual(before);
  await lending(bob).usePreset({ preset: 'quiet' });
  expect(valueOf(lending(bob).terms)).toMatchObject({ preset: 'quiet', isChosen: true });
});

test('whoever is blocked gets nothing, and the reason is among the causes', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  await lending(bob).change({ blocked: [alice.id] });
  await alice.ask();
  await world.time.pass(10_000);
  expect(bob.lending().running).toEqual([]);
  const declined = now(bob).causes.find(({ name }) => name === 'declined');
  expect(declined).toMatchObject({ holds: false, next: { action: 'change_rules' } });
});

test('what ran here is in the log and in the history, also after a restart', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend(2);
  await alice.ask();
  await world.time.pass(20_000);
  await bob.stop();
  await bob.start();
  await world.time.pass(1_000);
  const all = { person: null, outcome: null, before: null, limit: 10 };
  const log = await lending(bob).log({ ...all, person: alice.id });
  expect(log.ok && log.value.runs).toMatchObject([
    { for: { id: alice.id }, outcome: 'given', module: { bytes: 6 } },
  ]);
  expect(await lending(bob).log({ ...all, outcome: 'failed' })).toMatchObject({
    value: { runs: [], total: 0 },
  });
  const history = await lending(bob).history({});
  if (!history.ok) throw new Error('history is refused');
  expect(history.value.days.length).toBe(84);
  expect(history.value.people).toMatchObject([{ person: { id: alice.id }, runs: 1 }]);
  expect(history.value.days.at(-1)?.microCpuHours).toBe(history.value.people[0]?.microCpuHours);
});
