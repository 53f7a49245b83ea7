/**
 * How near the credited CPU time of a slice is to what the kernel counts for its thread. Needs Linux, whose
 * kernel keeps books for each thread.
 */
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import type { BenchResult } from './bench-result.ts';
import { kernelCpuByThread, mostUsed } from './kernel-cpu.ts';
import { creditFor, primesWithin } from './prime-slices.ts';

const jobs = 100;

/** A hundred jobs of about a second, and a hundred of about 50 ms, each against its own thread's books. */
export async function run(): Promise<BenchResult> {
  const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 1 });
  try {
    const [second, short] = [primesWithin.second, primesWithin.twentieth];
    await creditFor(runner, short); // starting the process and its thread is nobody's work
    const long = await measure(second);
    const brief = await measure(short);
    return {
      name: 'meter-accuracy',
      value: Math.round(long.credited / jobs) / 1000,
      unit: 'ms credited a job',
      baseline: Math.round(long.counted / jobs) / 1000,
      ratio: long.ratio,
      runs: jobs,
      what:
        'CPU time credited for jobs of about a second, over what /proc/*/task/*/schedstat counts for their ' +
        'thread, with all that the sandbox does in it; further: the same for jobs of about 50 ms, and of each ' +
        'the job that was furthest off.',
      further: [
        { name: 'jobs of about 50 ms', value: brief.ratio },
        { name: 'furthest off, of about a second', value: long.worst },
        { name: 'furthest off, of about 50 ms', value: brief.worst },
      ],
    };
  } finally {
    await runner.close();
  }

  async function measure(to: number) {
    let [credited, counted, worst] = [0, 0, 1];
    for (let index = 0; index < jobs; index += 1) {
      const before = kernelCpuByThread();
      const { cpuMicroseconds } = await creditFor(runner, to);
      const byKernel = mostUsed(before);
      credited += cpuMicroseconds;
      counted += byKernel;
      const ratio = cpuMicroseconds / byKernel;
      if (Math.abs(ratio - 1) > Math.abs(worst - 1)) worst = ratio;
    }
    return { credited, counted, ratio: rounded(credited / counted), worst: rounded(worst) };
  }
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
