/** What programs say on the computers of others, as whoever sent them sees it. */
import { expect, test } from 'vitest';
import type { SliceView } from '../../shared/api/slices-shape.ts';
import { limits } from '../../shared/domain/limits.ts';
import { setup } from '../support/engine-world.ts';
import type { Person } from '../support/engine-world.ts';
import type { Script } from '../support/engine-world/runner.ts';
import { sendSliced, slicesOf } from '../support/engine-world/sliced-job.ts';

function send(person: Person, scripts: readonly Partial<Script>[]): Promise<string> {
  const ceiling = 10_000_000n;
  const script = (slice: number) => scripts[slice] ?? {};
  return sendSliced(person, { slices: scripts.length, certainty: 'one', ceiling, script });
}

const consolesIn = (slices: readonly SliceView[]) =>
  slices.map(({ answers }) => answers.map(({ console }) => console).filter((said) => said !== ''));

test('what a slice wrote where it ran is shown with its answer, and after a restart too', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await send(alice, [{ says: 'one\n  two\n' }, {}, { says: 'three' }]);
  await world.time.pass(60_000);
  const seen = await slicesOf(alice, job);
  expect(consolesIn(seen)[0]).toContain('one\n  two');
  expect(consolesIn(seen)[1]).toEqual([]);
  expect(consolesIn(seen)[2]).toContain('three');
  await alice.stop();
  await alice.start();
  expect(consolesIn(await slicesOf(alice, job))).toEqual(consolesIn(seen));
});

test('what a slice wrote before it failed is shown', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await send(alice, [{ says: 'so far', fails: 'trapped' }]);
  await world.time.pass(600_000);
  const seen = await slicesOf(alice, job);
  expect(seen.map(({ state }) => state)).toEqual(['failed']);
  expect(consolesIn(seen)[0]).toContain('so far');
});

test('a slice that runs says how far it is, and one that is done does not', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await send(alice, [{ says: 'slow', cpuMs: 8_000 }]);
  const progress = async () =>
    (await slicesOf(alice, job)).flatMap(({ answers }) =>
      answers.map(({ progressMilli }) => progressMilli),
    );
  await world.time.until(() => alice.jobs()[0]?.state === 'running', 60_000);
  await world.time.pass(6_100);
  const [milli] = await progress();
  expect(milli).toBeGreaterThanOrEqual(500);
  expect(milli).toBeLessThan(1_000);
  await world.time.pass(60_000);
  expect(new Set(await progress())).toEqual(new Set([null]));
});

test('a console that hides what stands beside it is shown without its tricks', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const job = await send(alice, [{ says: 'paid\u202e\u0007\u001b[2J\r\nnext\u200b' }]);
  await world.time.pass(60_000);
  expect(consolesIn(await slicesOf(alice, job))[0]).toContain('paid[2J\nnext');
});

test('of 400 slices that all talk a bounded part is kept, and of each its last words', async () => {
  const { world, alice, bob } = await setup('alice', 'bob');
  await bob.lend();
  const says = `${'.'.repeat(limits.consoleLength - 4)}end`;
  const job = await send(
    alice,
    Array.from({ length: 400 }, () => ({ says, cpuMs: 5 })),
  );
  await world.time.pass(300_000);
  const all = consolesIn([...(await slicesOf(alice, job)), ...(await slicesOf(alice, job, 200))]);
  expect(all.every((said) => said.some((one) => one.endsWith('end')))).toBe(true);
  const units = all.flat().reduce((sum, one) => sum + one.length, 0);
  expect(units).toBeLessThan(1_048_576 + 2 * 400 * 200 + limits.consoleLength);
});
