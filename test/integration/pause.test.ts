import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createSharedPace, restsIn, setSharedPace, tell } from '../../workers/sandbox/control.ts';
import { prepareAndRun } from '../../workers/sandbox/run-slice.ts';
import { runInThread, type SliceInThread } from '../support/slice-in-thread.ts';
import { functionOf, taskOf } from '../unit/sandbox-tasks.ts';

/** Counts up to `n` in a loop that an optimising compiler leaves alone. */
const loopOf = (n: number) =>
  functionOf(
    `(local $n i64) (loop $more
      (i64.store (i32.const 32) (i64.mul (i64.add (i64.load (i32.const 32)) (local.get $n))
        (i64.const 0x5851f42d4c957f2d)))
      (br_if $more (i64.lt_u (local.tee $n (i64.add (local.get $n) (i64.const 1)))
        (i64.const ${n}))))
     (i64.const 0x0000002000000008)`,
  );
const endless = taskOf(loopOf(2 ** 52), { entry: 'run' });
const finite = taskOf(loopOf(60_000_000), { entry: 'run' });

const works = (slice: SliceInThread, ms: number) =>
  expect.poll(() => slice.cpuMs(), { interval: 2 }).toBeGreaterThan(ms);

/** Waits until the slice says that it rests, and answers what it had used then. */
async function restsAt(slice: SliceInThread): Promise<number> {
  await expect.poll(() => restsIn(slice.control), { interval: 2 }).toBe(true);
  return slice.cpuMs();
}

describe('a running slice', () => {
  // In its own processor time: how long it waits for a core meanwhile is the machine's affair.
  test('that is told to stop has ended within 100 ms, by name and with what it used', async () => {
    const slice = runInThread(endless);
    await works(slice, 20);
    const usedBefore = slice.cpuMs();
    tell(slice.control, 'stop', slice.pace);
    const { ended } = await slice.ended;
    expect(ended).toMatchObject({ ok: false, error: { name: 'stopped' } });
    expect(ended.ok ? 0 : ended.error.workCount).toBeGreaterThan(500_000);
    const usedMs = (ended.ok ? 0 : ended.error.cpuMicroseconds) / 1_000;
    expect(usedMs).toBeGreaterThan(20);
    expect(usedMs - usedBefore).toBeLessThan(100);
  });

  test('that is suspended rests within 100 ms, goes on when it may, and ends the same', async () => {
    const without = prepareAndRun(finite);
    // With a tenth of a core, so that it is not over before this thread has its turn again.
    const pace = createSharedPace();
    setSharedPace(pace, 100);
    const slice = runInThread(finite, { pace });
    await works(slice, 20);
    const suspendedAt = slice.cpuMs();
    setSharedPace(slice.pace, 0);
    const restingAt = await restsAt(slice);
    expect(restingAt - suspendedAt).toBeLessThan(100);
    await pause(300);
    expect(slice.cpuMs()).toBe(restingAt);
    setSharedPace(slice.pace, 1000);
    await works(slice, restingAt);
    const { ended } = await slice.ended;
    expect(ended.ok && [...ended.value.output]).toEqual(without.ok && [...without.value.output]);
    expect(ended.ok && ended.value.workCount).toBe(without.ok && without.value.workCount);
  });

  test('that is suspended can still be stopped, and its time by the clock runs on', async () => {
    const stopped = runInThread(endless);
    await works(stopped, 5);
    setSharedPace(stopped.pace, 0);
    await restsAt(stopped);
    tell(stopped.control, 'stop', stopped.pace);
    expect((await stopped.ended).ended).toMatchObject({ error: { name: 'stopped' } });
    const late = runInThread({ ...endless, limits: { ...endless.limits, wallMs: 400 } });
    await late.begun;
    setSharedPace(late.pace, 0);
    expect((await late.ended).ended).toMatchObject({ error: { name: 'time_limit' } });
  });

  test('that is told to make a checkpoint makes one and goes on', async () => {
    const slice = runInThread(finite, { withCheckpoints: true });
    // Before it works: it may be over before this thread has its turn again.
    tell(slice.control, 'checkpoint', slice.pace);
    await expect.poll(() => slice.checkpoints.length).toBe(1);
    const { ended } = await slice.ended;
    const without = prepareAndRun(finite);
    expect(ended.ok && ended.value.workCount).toBe(without.ok && without.value.workCount);
  });
});
