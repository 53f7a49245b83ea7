import { describe, expect, test } from 'vitest';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { never, openRunner, primesBelow, run, textOf } from './slice-runner-setup.ts';

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
});
