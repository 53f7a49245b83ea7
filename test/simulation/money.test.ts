/** Nobody can ask for, or is lent, more than what the community says that they can pay for. */
import { expect, test } from 'vitest';
import { accountOf, lineOf } from '../../shared/ledger/state.ts';
import { auditCounters } from '../support/audit-counters.ts';
import { setupIn } from '../support/engine-world.ts';
import type { Person, World } from '../support/engine-world.ts';

const minute = 60_000;
/** What may be owed, in micro-CPU-hours; two seconds of the reference core come to 555. */
const line = 1_000n;
const twoSeconds = 555n;
const founders = ['alice', 'bob', 'carol'];
const community = { founders, epochMs: 2 * minute, parameters: { founderLine: line } };

const available = (person: Person) => person.statement().available;

function recordOf({ record }: World) {
  if (record === null) throw new Error('there is no record');
  return record;
}

/** What alice owes: what she promised, and what stays a debt to those who gave it. */
function owedByAlice(world: World, alice: Person) {
  const state = recordOf(world).state();
  const { promise } = accountOf(state, alice.id, 0);
  const debts = state.books[0].settled.owed.filter(({ debtor }) => debtor === alice.id);
  return { promise, debts: debts.reduce((sum, { quantity }) => sum + quantity, 0n) };
}

test('who has no line and no hours can ask for nothing', async () => {
  const nothing = { ...community, parameters: { founderLine: 0n } };
  const { bob, alice } = await setupIn({ community: nothing }, 'alice', 'bob');
  await bob.lend();
  expect(await alice.refused({ ceiling: 1n })).toBe('beyond_your_hours');
});

test('two jobs at once are bound by what both set aside', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  expect(available(alice)).toBe(line);
  expect(await alice.refused({ ceiling: line + 1n })).toBe('beyond_your_hours');
  await alice.ask({ ceiling: 600n, cpuMs: 1_000 });
  expect(await alice.refused({ ceiling: 401n })).toBe('beyond_your_hours');
  await alice.ask({ ceiling: 400n, cpuMs: 1_000 });
  await world.time.pass(100);
  expect(alice.statement()).toMatchObject({ setAside: line, available: 0n });
  await bob.lend();
  await world.time.pass(10_000);
  const { total, setAside } = alice.statement();
  expect(setAside).toBe(0n);
  expect(available(alice)).toBe(line - total.used);
});

test('what was used is never free again on its way to the certificate', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await alice.ask({ ceiling: 600n });
  await world.time.until(() => alice.disk.receipts.length === 1, minute);
  for (let step = 0; step < 400; step += 1) {
    await world.time.pass(500);
    expect(available(alice), `after ${step} steps`).toBe(line - twoSeconds);
    if (step === 20) {
      alice.crash();
      await alice.start();
    }
  }
  expect(owedByAlice(world, alice)).toEqual({ promise: twoSeconds, debts: 0n });
  expect(await alice.refused({ ceiling: line - twoSeconds + 1n })).toBe('beyond_your_hours');
});

test('what was given may be used once it is certified, and not before', async () => {
  const { world, alice, bob } = await setupIn({ community }, 'alice', 'bob');
  await bob.lend();
  await alice.ask({ ceiling: 600n });
  await world.time.pass(20_000);
  expect(available(bob)).toBe(line);
  await world.time.pass(2 * minute);
  const lineOfBob = lineOf(recordOf(world).state(), bob.id, 0);
  expect(available(bob)).toBe(lineOfBob + twoSeconds);
});

/** Alice believes that all is free: only lenders bind her. */
async function setupBoasting() {
  const all = await setupIn({ community }, 'alice', 'bob', 'carol');
  recordOf(all.world).boasters.add('alice');
  return all;
}

const declined = {
  state: 'waiting',
  reason: expect.stringContaining('above what your hours and your line allow') as string,
};

test('a lender binds whoever asks, at once by what it gave and soon by what others gave', async () => {
  const { world, alice, bob, carol } = await setupBoasting();
  await bob.lend();
  await alice.ask({ ceiling: 600n });
  await world.time.until(() => bob.disk.receipts.length === 1, minute);
  const second = await alice.ask({ ceiling: 600n });
  await world.time.pass(1_000);
  expect(alice.job(second)).toMatchObject(declined);
  // By now the counter is in the record, where carol sees it.
  await world.time.pass(10_000);
  await carol.lend();
  await world.time.pass(10_000);
  expect(alice.job(second)).toMatchObject(declined);
  expect([bob.slicesRun, carol.slicesRun]).toEqual([1, 0]);
});

test('a lender counts the ceilings of all that runs there for one person', async () => {
  const { world, alice, bob } = await setupBoasting();
  await bob.lend();
  const jobs = [600n, 600n, 400n].map((ceiling) => alice.ask({ ceiling, cpuMs: 1_400 }));
  await world.time.pass(1_000);
  const states = (await Promise.all(jobs)).map((job) => alice.job(job).state);
  expect(states).toEqual(['running', 'waiting', 'running']);
});

test('a lender that has heard nothing lends to the line once more, and what is beyond it stays a debt to it', async () => {
  const { world, alice, bob, carol } = await setupBoasting();
  recordOf(world).holdBack('carol');
  await bob.lend();
  await alice.ask({ ceiling: 600n });
  await world.time.pass(10_000);
  await bob.engine().handlers.lending.set({ on: false, cores: null, shareMilli: null });
  await carol.lend();
  for (let asked = 0; asked < 2; asked += 1) {
    await alice.ask({ ceiling: 600n });
    await world.time.pass(20_000);
  }
  // The first of the two it gave itself, and so it refuses the second.
  expect(carol.slicesRun).toBe(1);
  recordOf(world).holdBack(null);
  await world.time.pass(4 * minute);
  const { promise, debts } = owedByAlice(world, alice);
  expect(promise).toBe(line);
  expect(debts).toBe(2n * twoSeconds - line);
  expect(auditCounters(world.people, recordOf(world))).toEqual([]);
  await bob.lend();
  const last = await alice.ask({ ceiling: 20n, cpuMs: 1 });
  await world.time.pass(1_000);
  expect(alice.job(last)).toMatchObject(declined);
});
