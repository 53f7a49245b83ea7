import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createSharedPace, setSharedPace, tell } from '../../workers/sandbox/control.ts';
import { nowMs, runInThread } from '../support/slice-in-thread.ts';
import { functionOf, taskOf } from '../unit/sandbox-tasks.ts';

const endless = taskOf(functionOf('(loop $more (br $more)) (i64.const 0)'), { entry: 'run' });

/** The share of a core, in thousandths, that a slice takes of so many milliseconds. */
async function shareTaken(shareMilli: number, ms: number): Promise<number> {
  const pace = createSharedPace();
  setSharedPace(pace, shareMilli);
  const slice = runInThread(endless, { pace });
  await expect.poll(() => slice.cpuMs(), { interval: 2 }).toBeGreaterThan(0);
  await pause(100); // its first cycle may have begun in the middle
  // In this order a thread that is put off in between reads less than was taken, and never more.
  const [begun, cpu] = [nowMs(), slice.cpuMs()];
  await pause(ms);
  const taken = (slice.cpuMs() - cpu) / (nowMs() - begun);
  tell(slice.control, 'stop', pace);
  await slice.ended;
  return taken * 1000;
}

describe('a share of a core', () => {
  // A busy machine gives less than the share and never more; the benchmark says how exact it is.
  test.each([100, 250, 500])('of %i thousandths is not exceeded, and used', async (share) => {
    const taken = await shareTaken(share, 1500);
    expect(taken).toBeLessThan(share * 1.06 + 20);
    expect(taken).toBeGreaterThan(share * 0.02);
  });

  test('that is raised is reached over seconds, and one that is lowered at once', async () => {
    const pace = createSharedPace();
    setSharedPace(pace, 0);
    const slice = runInThread(endless, { pace });
    await slice.begun;
    setSharedPace(pace, 1000);
    await expect.poll(() => slice.cpuMs(), { interval: 2 }).toBeGreaterThan(0);
    const [begun, cpu] = [nowMs(), slice.cpuMs()];
    await pause(500);
    const used = slice.cpuMs() - cpu;
    const passed = nowMs() - begun;
    // From a tenth on it rises by a quarter of a core in a second, and this thread may wake up late.
    expect(used / passed).toBeLessThan(0.35 + passed / 8_000);
    setSharedPace(pace, 100);
    await pause(100);
    const [at, lowered] = [nowMs(), slice.cpuMs()];
    await pause(500);
    expect((slice.cpuMs() - lowered) / (nowMs() - at)).toBeLessThan(0.2);
    tell(slice.control, 'stop', pace);
    await slice.ended;
  });
});
