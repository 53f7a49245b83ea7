/**
 * What a job is credited on an idle machine, and beside four busy loops when four of it run at once. The two take
 * turns, so that whatever else the machine does falls on both alike.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import type { BenchResult } from './bench-result.ts';
import { creditFor, primesWithin } from './prime-slices.ts';

const rounds = 7;
const jobsAtOnce = 4;
const busyLoops = 4;

/** The middle of the rounds' ratios. */
export async function run(): Promise<BenchResult> {
  const runner = createSliceRunner({
    workerUrl: workerUrl(),
    calibrationFile,
    maxThreads: jobsAtOnce,
  });
  const credit = () => creditFor(runner, primesWithin.second);
  const counts = new Set<number>();
  const wall: number[] = [];
  const [idle, busy]: [number[], number[]] = [[], []];
  try {
    await Promise.all(Array.from({ length: jobsAtOnce }, credit));
    for (let round = 0; round < rounds; round += 1) {
      const alone = await credit();
      const loops = await startLoops();
      const begunMs = performance.now();
      const crowd = await Promise.all(Array.from({ length: jobsAtOnce }, credit));
      wall.push(performance.now() - begunMs);
      await Promise.all(loops.map((loop) => loop.terminate()));
      for (const { workCount } of [alone, ...crowd]) counts.add(workCount);
      idle.push(alone.cpuMicroseconds);
      busy.push(crowd.reduce((sum, each) => sum + each.cpuMicroseconds, 0) / jobsAtOnce);
    }
  } finally {
    await runner.close();
  }
  assert(counts.size === 1, 'every job has the same count');
  const ratio = middle(busy.map((each, round) => each / (idle[round] ?? each)));
  return {
    name: 'meter-contention',
    value: Math.round(middle(busy)) / 1000,
    unit: 'ms credited a job beside busy loops',
    baseline: Math.round(middle(idle)) / 1000,
    ratio: rounded(ratio),
    runs: rounds,
    what:
      'CPU time credited for each of four jobs of about a second beside four busy loops, over that of one alone, ' +
      'by turns; their counts are the same. Further: what billing by the clock on the wall would have charged, and ' +
      'the ratio of each round.',
    further: [
      { name: 'wall clock billing', value: rounded(middle(wall) / (middle(idle) / 1000)) },
      ...busy.map((each, round) => ({
        name: `round ${String(round + 1)}`,
        value: rounded(each / (idle[round] ?? each)),
      })),
    ],
  };
}

/** Threads that do nothing as fast as they can, at the usual priority. */
async function startLoops(): Promise<readonly Worker[]> {
  const source = `require('node:worker_threads').parentPort.postMessage(0); for (;;);`;
  const loops = Array.from({ length: busyLoops }, () => new Worker(source, { eval: true }));
  await Promise.all(loops.map((loop) => once(loop, 'message')));
  return loops;
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function rounded(ratio: number): number {
  return Math.round(ratio * 10_000) / 10_000;
}
