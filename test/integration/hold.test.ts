/** Fewer cores, with the real processes of jobs: what is too much rests, and nothing is begun again. */
import { afterAll, expect, test } from 'vitest';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { createHold } from '../../main/engine/lending/hold.ts';
import { createSelfTest } from '../../main/engine/lending/self-test.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { functionOf, taskOf } from '../unit/sandbox-tasks.ts';

const endless = taskOf(functionOf('(loop $more (br $more)) (i64.const 0)'), { entry: 'run' });
const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 2 });
afterAll(() => runner.close());

/** A slice that works, with what it has used and how to hold it. */
function begin() {
  const hold = createHold();
  const abort = new AbortController();
  const heard = { used: 0, times: 0, hold, stop: () => abort.abort() };
  const ended = runner.run(endless, abort.signal, {
    hold,
    progress({ cpuMicroseconds }) {
      heard.used = cpuMicroseconds;
      heard.times += 1;
    },
  });
  return Object.assign(heard, { ended });
}

test('of two slices one is held and goes on where it was, while the other works on', async () => {
  const [older, younger] = [begin(), begin()];
  await expect.poll(() => Math.min(older.used, younger.used)).toBeGreaterThan(0);
  younger.hold.set(true);
  await expect.poll(runner.rested).toBe(true);
  // The reading that was under way when it was held, and then none.
  const olderThen = older.times;
  await expect.poll(() => older.times).toBeGreaterThan(olderThen + 1);
  const rested = younger.used;
  await expect.poll(() => older.times).toBeGreaterThan(olderThen + 3);
  expect(younger.used).toBe(rested);
  younger.hold.set(false);
  await expect.poll(() => younger.used).toBeGreaterThan(rested);
  runner.setShare(0);
  await expect.poll(runner.rested).toBe(true);
  older.stop();
  younger.stop();
  for (const { ended } of [older, younger]) {
    expect(await ended).toMatchObject({ ok: false, error: { name: 'stopped' } });
  }
  runner.setShare(1000);
});

test('the test job of ours runs in the real sandbox and gives the right answer', async () => {
  const clock = { elapsed: () => performance.now() };
  const isHolding = () => false;
  const { run } = createSelfTest({ runner, clock, isHolding, onDone: () => undefined });
  const [first, second] = await Promise.all([run(), run()]);
  expect(first).toMatchObject({ ok: true, value: { passed: true } });
  expect(first.ok && first.value.workCount).toBeGreaterThan(5_000_000);
  expect(second).toMatchObject({ ok: false, error: { name: 'busy' } });
});
