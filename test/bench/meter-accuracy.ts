/** How near the credited CPU time of a slice is to what the kernel counts for its thread. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { calibrationFile, programsDir, workerUrl } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import type { BenchResult } from './bench-result.ts';
import { kernelCpuByThread, mostUsed } from './kernel-cpu.ts';

const runs = 20;

/** Needs Linux, whose kernel keeps books for each thread. */
export async function run(): Promise<BenchResult> {
  const runner = createSliceRunner({ workerUrl, calibrationFile, maxThreads: 1 });
  const credit = async (to: number) => {
    const ended = await runner.run(taskOf(to), new AbortController().signal, {
      progress: () => undefined,
    });
    assert(ended.ok, 'the sample runs');
    return ended.value.cpuMicroseconds;
  };
  await credit(1000); // starting the thread is nobody's work
  let credited = 0;
  let counted = 0;
  for (let index = 0; index < runs; index += 1) {
    const before = kernelCpuByThread();
    credited += await credit(6_800_000);
    counted += mostUsed(before);
  }
  await runner.close();
  return {
    name: 'meter-accuracy',
    value: Math.round(credited / runs) / 1000,
    unit: 'ms credited a job',
    baseline: Math.round(counted / runs) / 1000,
    ratio: Math.round((credited / counted) * 10_000) / 10_000,
    runs,
    what:
      'CPU time credited for jobs of about 0.3 s, over what /proc/self/task/*/schedstat counts for ' +
      'their thread, the overhead of the sandbox included.',
  };
}

function taskOf(to: number): SliceTask {
  return {
    module: new Uint8Array(readFileSync(join(programsDir, 'prime-count.wasm'))),
    input: new Uint8Array(0),
    entry: '_start',
    args: ['2', String(to)],
    from: null,
    checkpointEvery: null,
    limits: {
      memoryBytes: 2 ** 24,
      cpuMicroseconds: 6e7,
      workUnits: 2 ** 53 - 1,
      wallMs: 6e4,
      outputBytes: 100,
    },
  };
}
