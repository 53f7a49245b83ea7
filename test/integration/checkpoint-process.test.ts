import { describe, expect, test } from 'vitest';
import { createWish } from '../../main/engine/lending/wish.ts';
import { readCheckpointHead } from '../../shared/jobs/checkpoint-head.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import {
  endless,
  never,
  openRunner,
  primesBelow,
  run,
  sliceLimits,
  taskOf,
  textOf,
} from './slice-runner-setup.ts';

/** Runs with checkpoints, and answers those that came. */
async function runKeeping(task: SliceTask) {
  const kept: Uint8Array[] = [];
  const listener = {
    progress: () => undefined,
    checkpoint: (bytes: Uint8Array) => void kept.push(bytes),
  };
  const asked = { ...task, checkpointEvery: 20_000 };
  return { ended: await openRunner(1).run(asked, never, listener), kept };
}

const countOf = (ended: Awaited<ReturnType<typeof run>>) =>
  ended.ok && ended.value.workCount + ended.value.workCountBefore;

describe('a checkpoint', () => {
  test('leads to the same result and count in another process', async () => {
    const task = primesBelow(3_000_000);
    const without = await run(openRunner(1), task);
    const { ended, kept } = await runKeeping(task);
    expect([textOf(ended), countOf(ended)]).toEqual([textOf(without), countOf(without)]);
    const [from = null] = kept;
    expect(from).not.toBeNull();
    const takenUp = await run(openRunner(1), { ...task, from });
    expect([textOf(takenUp), countOf(takenUp)]).toEqual([textOf(without), countOf(without)]);
  });

  test('that is damaged is refused by name', async () => {
    const from = new Uint8Array(1000);
    const ended = await run(openRunner(1), { ...primesBelow(1000), from });
    expect(ended).toMatchObject({ ok: false, error: { name: 'checkpoint_refused' } });
  });

  test('that is wished for is made at once, also of a slice that is held, which is held again', async () => {
    const runner = openRunner(1);
    const [wish, ending] = [createWish(), new AbortController()];
    const counts: number[] = [];
    const listener = {
      wish,
      progress: () => undefined,
      checkpoint(bytes: Uint8Array) {
        const head = readCheckpointHead(bytes, sliceLimits.memoryBytes);
        counts.push(head.ok ? head.value.workCount : -1);
      },
    };
    const limits = { ...sliceLimits, cpuMicroseconds: 600_000_000, wallMs: 600_000 };
    // One comes early by itself, the next would after ten minutes.
    const task = taskOf(endless, { checkpointEvery: 600_000_000, limits });
    const ended = runner.run(task, ending.signal, listener);
    await expect.poll(() => counts.length, { timeout: 60_000 }).toBe(1);
    runner.setShare(0);
    await runner.rested();
    wish.wish();
    await expect.poll(() => counts.length, { timeout: 60_000 }).toBe(2);
    await expect.poll(runner.rested).toBe(true);
    expect(counts[1]).toBeGreaterThan(counts[0] ?? Infinity);
    ending.abort();
    expect(textOf(await ended)).toBe('stopped');
  });
});
