/**
 * The count of real programs is the same however often, in whatever portions, by whichever of the engine's tiers, and
 * whether or not they were suspended meanwhile; and what they answer is what they answer without the meter.
 */
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import type { SliceRunner } from '../../main/engine/ports.ts';
import { calibrationFile, projectDir, workerUrl } from '../../main/paths.ts';
import type { KernelCount } from '../bench/kernels/count-kernels.ts';
import { kernelTask } from '../bench/kernels/kernel-task.ts';
import { type Kernel, kernels } from '../bench/kernels/kernels.ts';

/** In each tier; a hundred in all, but for the check that is to be quick. */
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? (process.env['CI'] ? 5 : 34));
const tiers = {
  'the fast compiler alone': ['--liftoff-only'],
  'the optimising compiler alone': ['--no-liftoff', '--experimental-wasm-branch-hinting'],
  both: [],
};

async function countIn(flags: readonly string[]): Promise<ReadonlyMap<string, KernelCount>> {
  const program = join(projectDir, 'test/bench/kernels/count-kernels.ts');
  const counting = promisify(execFile)(process.execPath, [...flags, program, String(runs)]);
  const lines = (await counting).stdout.trim().split('\n');
  const counts = lines.map((line) => JSON.parse(line) as KernelCount);
  return new Map(counts.map((count) => [count.name, count]));
}

describe(`${runs * 3} runs of each program, in portions of all sizes`, () => {
  let counted: readonly ReadonlyMap<string, KernelCount>[] = [];

  beforeAll(async () => {
    counted = await Promise.all(Object.values(tiers).map(countIn));
  }, 600_000);

  test.each(kernels.map(({ name }) => name))('%s counts alike in every tier', (name) => {
    const all = counted.map((tier) => tier.get(name));
    const [first] = all;
    expect(first?.counts[0]).toBeGreaterThan(10_000);
    expect(first?.slices).toBeGreaterThan(0);
    for (const one of all)
      expect(one).toMatchObject({
        counts: [first?.counts[0]],
        sums: [first?.plainSum],
        plainSum: first?.plainSum,
      });
  });
});

/** Of every sort one, because each takes a while: calls, allocation, floats, memory, branches, a command. */
const suspendedNames = ['binary-trees', 'fannkuch', 'matmul', 'quicksort', 'prime-count', 'tak'];
const jobs = kernels.filter(({ name }) => suspendedNames.includes(name));

describe('as a job', () => {
  let runner: SliceRunner;

  beforeAll(() => {
    runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 2 });
  });

  afterAll(() => runner.close());

  const run = async (kernel: Kernel) => {
    const ended = await runner.run(kernelTask(kernel, kernel.size), new AbortController().signal, {
      progress: () => undefined,
    });
    expect(ended).toMatchObject({ ok: true });
    return ended.ok && { work: ended.value.workCount, output: Buffer.from(ended.value.output) };
  };

  test.each(jobs.map((job) => [job.name, job] as const))(
    '%s counts alike when it is suspended again and again',
    async (_name, job) => {
      const undisturbed = await run(job);
      let suspensions = 0;
      const suspend = () => {
        suspensions += 1;
        runner.setShare(0);
        setTimeout(() => runner.setShare(1000), 5);
      };
      // Once for certain: this thread may have no other turn before a short one is over.
      suspend();
      const beat = setInterval(suspend, 15);
      const suspended = await run(job).finally(() => clearInterval(beat));
      runner.setShare(1000);
      expect(suspended).toEqual(undisturbed);
      expect(suspensions).toBeGreaterThan(0);
    },
  );
});
