/** To prepare a module for checkpoints may take long; this is what becomes of a slice meanwhile. Some 10 s. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished, expect, test } from 'vitest';
import { projectDir, workerUrl } from '../../main/paths.ts';
import type { FromProcess } from '../../shared/jobs/process-protocol.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { createInterpreter } from '../../workers/process/interpreter.ts';
import { createModuleShelf } from '../../workers/process/module-shelf.ts';
import { createSlices } from '../../workers/process/slices.ts';
import { createThreadPool } from '../../workers/process/thread-pool.ts';
import { createSharedPace } from '../../workers/sandbox/control.ts';
import { primesBelow, taskOf } from './slice-runner-setup.ts';

type Ended = (FromProcess & { readonly say: 'ended' })['ended'];

/** What a process of jobs does with slices, in this process; a slice is known by the number that it was given. */
function openSlices(leavableWithinMs?: number) {
  const pool = createThreadPool(workerUrl(), 2);
  const tasks: SliceTask[] = [];
  const ends = new Map<number, Ended>();
  const shelf = createModuleShelf((hash) => {
    shelf.put(hash, tasks[Number(hash)]?.module ?? new Uint8Array(0));
  });
  const slices = createSlices({
    pool,
    shelf,
    interpreter: createInterpreter(pool),
    pace: createSharedPace(),
    say(message) {
      if (message.say === 'ended') ends.set(message.id, message.ended);
    },
    ...(leavableWithinMs !== undefined && { leavableWithinMs }),
  });
  onTestFinished(async () => {
    await Promise.all(pool.threads().map((thread) => thread.terminate()));
  });
  return {
    pool,
    stop: slices.stop,
    ends,
    async run(task: SliceTask) {
      const id = tasks.push(task) - 1;
      const { module: _module, ...slice } = task;
      await slices.run(id, String(id), slice, null);
      return ends.get(id);
    },
  };
}

const primes = primesBelow(100_000);
const every = { checkpointEvery: 20_000 };

test('a slice whose module is not prepared in time runs without checkpoints, and says why', async () => {
  const { run } = openSlices(1);
  const plain = await run(primes);
  expect(plain).toMatchObject({ ok: true });
  const hurried = await run({ ...primes, ...every });
  expect(hurried).toMatchObject({
    ok: true,
    value: {
      output: plain?.ok === true ? plain.value.output : null,
      workCount: plain?.ok === true ? plain.value.workCount : null,
      whyNoCheckpoints: expect.stringMatching(/too much time/) as string,
    },
  });
});

test('a slice that should go on from a checkpoint does not begin anew instead', async () => {
  const { run } = openSlices(1);
  expect(await run({ ...primes, from: new Uint8Array(100) })).toMatchObject({
    ok: false,
    error: { name: 'checkpoint_refused', workCount: 0 },
  });
});

test('others run while a large module is prepared, and that can be stopped', async () => {
  const { run, stop, ends } = openSlices();
  const lua = new Uint8Array(readFileSync(join(projectDir, 'test/bench/kernels/lua.wasm')));
  const large = run(taskOf(lua, every));
  expect(await run(primes)).toMatchObject({ ok: true });
  expect(await run(primes)).toMatchObject({ ok: true });
  expect(ends.size).toBe(2);
  const asked = performance.now();
  stop(0);
  expect(await large).toMatchObject({ ok: false, error: { name: 'stopped', workCount: 0 } });
  // At once, but the machine may be busy; to prepare it takes several seconds of a core by itself.
  expect(performance.now() - asked).toBeLessThan(20_000);
});
