/** A pause holds what runs for others for a while, and ends it when it lasts. */
import { expect, test } from 'vitest';
import { audit } from '../support/audit-world.ts';
import { epochStartMs, setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';

const pause = (person: Person, minutes: number | null) =>
  person.engine().handlers.lending.pause({ minutes });
const set = (person: Person, change: { readonly on?: boolean; readonly shareMilli?: number }) =>
  person.engine().handlers.lending.set({ on: null, cores: null, shareMilli: null, ...change });

async function begun(cpuMs: number) {
  const all = await setup('alice', 'bob', 'carol');
  await all.bob.lend();
  const id = await all.alice.ask({ cpuMs });
  await all.carol.lend(1);
  expect(all.alice.job(id)).toMatchObject({ state: 'running', peer: { name: 'bob' } });
  return { ...all, id };
}

test('what is paused for some minutes goes on where it stood, and both see that it stands still', async () => {
  const { world, alice, bob, id } = await begun(20_000);
  await world.time.pass(5_000);
  await pause(bob, null);
  await world.time.pass(1_000);
  const before = bob.lending().running;
  const heldUntilMs = before[0]?.heldUntilMs ?? 0;
  expect(heldUntilMs - epochStartMs - world.time.now()).toBe(599_000);
  expect(alice.job(id).reason).toContain('has paused it');
  const held = alice.job(id).held;
  expect(Math.abs((held ?? 0) - heldUntilMs)).toBeLessThan(2_000);
  await world.time.pass(9 * 60_000);
  expect(bob.lending().running).toEqual(before);
  expect(alice.job(id).held).toEqual(held);
  await bob.engine().handlers.lending.resume({});
  await world.time.pass(1_000);
  expect(alice.job(id)).toMatchObject({ reason: 'Somebody runs it.', held: null });
  await world.time.pass(20_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
  expect(alice.job(id).cpuMicroseconds).toBe(20_000_000);
  expect(audit(world.people)).toEqual([]);
});

test('what is paused for ten minutes goes to somebody else, unpaid', async () => {
  const { world, alice, bob, id } = await begun(60_000);
  await pause(bob, 60);
  await world.time.pass(10 * 60_000 - 1_000);
  expect(alice.job(id)).toMatchObject({ state: 'running', peer: { name: 'bob' } });
  await world.time.pass(120_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'carol' } });
  expect(bob.lending().ended).toMatchObject([
    { outcome: 'stopped', detail: 'The lender paused lending, and did not resume in time.' },
  ]);
  expect(bob.disk.receipts).toEqual([]);
  expect(audit(world.people)).toEqual([]);
});

test('a pause ends by itself, and what it held goes on', async () => {
  const { world, alice, bob, id } = await begun(20_000);
  await pause(bob, 2);
  await world.time.pass(150_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
});

test('what is held is finished after all, when the person wants that', async () => {
  const { world, alice, bob, id } = await begun(20_000);
  await pause(bob, null);
  await world.time.pass(60_000);
  await bob.engine().handlers.lending.pauseWhenFinished({ minutes: null });
  await world.time.pass(30_000);
  expect(alice.job(id)).toMatchObject({ state: 'done' });
});

test('switching off ends what is held at once, and the next work is not held', async () => {
  const { world, alice, bob, carol, id } = await begun(20_000);
  await pause(bob, null);
  await set(bob, { on: false });
  await world.time.pass(1_000);
  expect(bob.lending().running).toEqual([]);
  await set(carol, { on: false });
  await set(bob, { on: true });
  await world.time.pass(90_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', peer: { name: 'bob' } });
});

test('what is held goes to somebody else before its time by the clock runs out, and is not blamed', async () => {
  const { world, alice, bob, carol, id } = await begun(30 * 60_000 + 5_000_000);
  await set(carol, { on: false });
  // The slice may run for an hour; it is paused three times for nine minutes, and half of it is not done then.
  await set(bob, { shareMilli: 500 });
  await world.time.pass(55 * 60_000);
  await pause(bob, null);
  await world.time.pass(4 * 60_000);
  // It would be ended after the hour, so it is let go before.
  const heldUntilMs = bob.lending().running[0]?.heldUntilMs ?? 0;
  expect(heldUntilMs - epochStartMs - world.time.now()).toBeLessThan(60_000);
  await world.time.pass(2 * 60_000);
  expect(bob.lending().ended).toMatchObject([{ outcome: 'stopped' }]);
  expect(alice.job(id)).toMatchObject({ state: 'waiting' });
});

test('a share of a core is kept, refused beyond its bounds, and makes work take longer', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  for (const shareMilli of [0, 49, 51, 1_001, 1_050]) {
    expect(await set(bob, { shareMilli })).toMatchObject({ error: { name: 'share_out_of_range' } });
  }
  expect(await set(bob, { shareMilli: 250 })).toMatchObject({ ok: true });
  bob.crash();
  await bob.start();
  expect(bob.lending().shareMilli).toBe(250);
  await world.time.pass(2_000);
  const id = await alice.ask({ cpuMs: 5_000 });
  await world.time.pass(18_000);
  expect(alice.job(id)).toMatchObject({ state: 'running' });
  await world.time.pass(5_000);
  expect(alice.job(id)).toMatchObject({ state: 'done', cpuMicroseconds: 5_000_000 });
});
