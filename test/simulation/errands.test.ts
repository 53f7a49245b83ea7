/** Slices are asked of one person at a time, answered, judged and paid. */
import { expect, test } from 'vitest';
import { textToBytes } from '../../shared/base/bytes.ts';
import { auditErrands, doneOf, errandWorld } from '../support/errand-world.ts';
import type { ErrandMember } from '../support/errand-world/member.ts';

const lends = (member: ErrandMember, traits: Partial<ErrandMember['traits']>) =>
  Object.assign(member.traits, { cores: 2, ...traits });
const wants = (member: ErrandMember, traits: Partial<ErrandMember['wants']>) =>
  Object.assign(member.wants, traits);
const newsOf = (member: ErrandMember) => member.asker().news.map(({ news }) => news);

test('hundreds of slices are answered by two, each paid once, and the module is sent once to each', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  lends(bob, { room: 20, cpuMs: 5 });
  lends(carol, { room: 20, cpuMs: 5 });
  wants(alice, { slices: 500 });
  for (const person of world.people) await person.start();
  await world.time.until(() => alice.disk.works.slices.size === 500, 60_000);
  await world.time.pass(1_000);
  expect(auditErrands(alice, world.people)).toEqual([]);
  expect(bob.lender().taken.length).toBeGreaterThan(150);
  expect(carol.lender().taken.length).toBeGreaterThan(150);
  expect(alice.probes).toBe(1);
});

test('inputs and results beyond what travels inside follow in pieces', async () => {
  const { world, alice, bob } = errandWorld({}, 'alice', 'bob');
  lends(bob, { room: 4 });
  wants(alice, { slices: 10, inputOf: (slice) => new Uint8Array(100_000 + slice).fill(slice) });
  for (const person of world.people) await person.start();
  await world.time.pass(30_000);
  expect(auditErrands(alice, world.people)).toEqual([]);
});

test('an answer is not signed before it was judged, and a wrong one never', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  lends(bob, { resultOf: () => textToBytes('nonsense') });
  wants(alice, { slices: 1, judgeMs: 5_000 });
  await alice.start();
  await bob.start();
  await world.time.pass(4_000);
  expect(newsOf(alice).at(-1)).toMatchObject({ type: 'answered', bytes: 8 });
  expect(alice.disk.receipts).toEqual([]);
  lends(carol, {});
  await carol.start();
  bob.traits.cores = 0;
  bob.lender().announce();
  await world.time.pass(20_000);
  expect(bob.lenderDisk.disputes).toEqual(['wrong_result']);
  expect(auditErrands(alice, world.people)).toEqual([]);
  expect(carol.lenderDisk.receipts.size).toBe(1);
});

test('no member gets two errands of one slice, however many wait', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  lends(bob, { room: 50 });
  wants(alice, { slices: 20, copies: 2, judgeMs: 1_000_000 });
  await alice.start();
  await bob.start();
  await world.time.pass(20_000);
  expect(bob.lender().taken).toHaveLength(20);
  lends(carol, { room: 50 });
  await carol.start();
  await world.time.pass(20_000);
  expect(bob.lender().taken).toHaveLength(20);
  expect(carol.lender().taken).toHaveLength(20);
});

test('an errand goes to nobody who is excluded, and only to those who were chosen', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  lends(bob, {});
  lends(carol, {});
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  for (let slice = 0; slice < 5; slice += 1) alice.asker().begin(slice, { not: [bob.id] });
  for (let slice = 5; slice < 8; slice += 1) alice.asker().begin(slice, { audience: [bob.id] });
  alice.asker().begin(9, { audience: [bob.id], not: [bob.id] });
  await world.time.pass(10_000);
  expect(carol.lender().taken).toHaveLength(5);
  expect(bob.lender().taken).toHaveLength(3);
  const errands = alice.errands();
  expect(errands.hasAnybodyFor({ audience: null, not: [bob.id] })).toBe(true);
  expect(errands.hasAnybodyFor({ audience: [bob.id], not: [bob.id] })).toBe(false);
  expect(errands.whyWaiting({ audience: [bob.id], not: [bob.id] })).toContain('had it already');
});

test('a fault of the job ends the errand at its first word, and one of the machine after five attempts', async () => {
  const { world, alice, bob } = errandWorld({}, 'alice', 'bob');
  lends(bob, { fails: () => 'trapped' });
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  alice.asker().onNews = (id, { slice }, news) => alice.asker().news.push({ id, slice, news });
  const first = alice.asker().begin(1);
  await world.time.pass(1_000);
  const last = () => alice.asker().news.at(-1);
  expect(last()).toMatchObject({
    id: first,
    news: { type: 'failed', fault: 'job', name: 'trapped' },
  });
  bob.traits.fails = () => 'sandbox_failed';
  const second = alice.asker().begin(2);
  await world.time.pass(600_000);
  expect(last()).toMatchObject({ id: second, news: { type: 'failed', fault: 'machine' } });
  expect(bob.lender().taken).toHaveLength(6);
});

test('a machine on which three slices of a job failed in a row is tried with one at a time', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  lends(bob, { cores: 1, fails: () => 'sandbox_failed', cpuMs: 10 });
  lends(carol, { cores: 1, cpuMs: 100 });
  wants(alice, { slices: 100 });
  for (const person of world.people) await person.start();
  await world.time.pass(14_000);
  expect(doneOf(alice).length).toBeGreaterThan(90);
  // Three, and one each after a second, two and four.
  expect(bob.lender().taken.length).toBe(6);
});

test('slices that are killed on both machines again and again are answered all the same, and soon', async () => {
  const { world, alice, bob, carol } = errandWorld({}, 'alice', 'bob', 'carol');
  // Half of the time the processes of both live for less than a slice takes.
  const isKilled = () => Math.floor(world.time.now() / 1_000) % 2 === 0;
  const fails = () => (isKilled() ? 'sandbox_failed' : null);
  lends(bob, { cores: 4, room: 20, cpuMs: 20, fails });
  lends(carol, { cores: 4, room: 20, cpuMs: 20, fails });
  wants(alice, { slices: 500 });
  for (const person of world.people) await person.start();
  await world.time.pass(30_000);
  expect(alice.disk.works.slices.size).toBe(500);
  expect(auditErrands(alice, world.people)).toEqual([]);
});

test('two jobs that wait for the same core are served in turn', async () => {
  const { world, alice, bob } = errandWorld({}, 'alice', 'bob');
  lends(bob, { cores: 1, cpuMs: 100 });
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  const other = 'ab'.repeat(32);
  for (let slice = 0; slice < 50; slice += 1) alice.asker().begin(slice);
  for (let slice = 0; slice < 50; slice += 1) alice.asker().begin(slice, { job: other });
  await world.time.pass(5_000);
  const jobs = [...bob.lenderDisk.receipts.values()].map(({ job }) => job[0]);
  const ofOther = jobs.filter((first) => first === 0xab).length;
  const all = bob.lenderDisk.receipts.size;
  expect(all).toBeGreaterThan(30);
  expect(Math.abs(all - 2 * ofOther)).toBeLessThan(3);
});

test('what is stopped is stopped there, and its place goes to the next', async () => {
  const { world, alice, bob } = errandWorld({}, 'alice', 'bob');
  lends(bob, { cores: 1, cpuMs: 1_000_000 });
  for (const person of world.people) await person.start();
  await world.time.pass(1_000);
  const first = alice.asker().begin(1);
  await world.time.pass(1_000);
  alice.asker().begin(2);
  alice.errands().stop(first);
  await world.time.pass(4_000);
  expect(bob.lender().taken).toHaveLength(2);
  expect(newsOf(alice).map(({ type }) => type)).toContain('stopped');
});
