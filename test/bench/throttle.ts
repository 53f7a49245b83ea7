/** The shape of a 50% limit: how long a slice is on the processor at a stretch, and which share it takes. */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { assert } from '../../shared/base/assert.ts';
import { createSharedPace, setSharedPace, tell } from '../../workers/sandbox/control.ts';
import { runInThread } from '../support/slice-in-thread.ts';
import { functionOf, taskOf } from '../unit/sandbox-tasks.ts';
import type { BenchResult } from './bench-result.ts';
import { kernelCpuByThread } from './kernel-cpu.ts';

const shareMilli = 500;
const measuredMs = 10_000;
const threads = 2;
const rounds = 3;
/** Less on the processor between two samples than this share of the time is no burst. */
const idleShare = 0.2;
const sampleMs = 2;

interface Sample {
  readonly atMs: number;
  readonly cpuMs: number;
}

/** Needs Linux, whose kernel keeps books for each thread. */
export async function run(): Promise<BenchResult> {
  const pace = createSharedPace();
  setSharedPace(pace, shareMilli);
  const before = kernelCpuByThread();
  const endless = taskOf(functionOf('(loop $more (br $more)) (i64.const 0)'), {
    entry: 'run',
    limits: { cpuMicroseconds: 1e9, wallMs: 1e6 },
  });
  const slices = Array.from({ length: threads }, () => runInThread(endless, { pace }));
  await Promise.all(slices.map((slice) => slice.begun));
  await pause(500);
  // Those that have used most since they are there are the slices' threads.
  const busiest = [...kernelCpuByThread()]
    .filter(([id]) => !before.has(id))
    .sort(([, a], [, b]) => Number(b - a))
    .slice(0, threads)
    .map(([id]) => id);
  assert(busiest.length === threads, 'each slice has a thread that the kernel counts for');
  const taken: Round[] = [];
  for (let index = 0; index < rounds; index += 1) taken.push(roundOf(await sample(busiest)));
  for (const slice of slices) tell(slice.control, 'stop', pace);
  await Promise.all(slices.map((slice) => slice.ended));
  // Where others take the processors away, samples come late and bursts run together: the middle round says most.
  const [, middle] = taken.toSorted((a, b) => a.longest - b.longest);
  assert(middle !== undefined, 'there are rounds');
  const { longest, shares, both } = middle;
  const share = shares.reduce((sum, one) => sum + one, 0) / threads;
  return {
    name: 'throttle',
    value: round(longest),
    unit: 'ms longest burst',
    baseline: 1000,
    ratio: round(longest / 1000),
    runs: rounds,
    what:
      `${threads} slices at ${shareMilli / 10}% for ${measuredMs / 1000} s, by the kernel's counts sampled ` +
      `each ${sampleMs} ms, the middle of ${rounds} rounds; BOINC runs 1 s on and 1 s off, all cores together.`,
    further: [
      { name: 'share in percent', value: round(share * 100) },
      { name: 'share of the thread that had least', value: round(Math.min(...shares) * 100) },
      { name: 'percent of the time both on a processor', value: round(both * 100) },
    ],
  };
}

interface Round {
  readonly longest: number;
  readonly shares: readonly number[];
  readonly both: number;
}

function roundOf(samples: readonly (readonly Sample[])[]): Round {
  const longest = Math.max(...samples.map(longestBurst));
  return { longest, shares: samples.map(shareOf), both: togetherShare(samples) };
}

/** The thread sleeps between samples: it must not keep a core busy beside the slices. */
async function sample(ids: readonly string[]): Promise<readonly (readonly Sample[])[]> {
  const all: Sample[][] = ids.map(() => []);
  const end = performance.now() + measuredMs;
  while (performance.now() < end) {
    ids.forEach((id, index) => {
      const [onProcessor] = readFileSync(`/proc/self/task/${id}/schedstat`, 'utf8').split(' ');
      all[index]?.push({ atMs: performance.now(), cpuMs: Number(onProcessor) / 1e6 });
    });
    await pause(sampleMs);
  }
  return all;
}

function shareOf(samples: readonly Sample[]): number {
  const [first, last] = [samples[0], samples.at(-1)];
  assert(first !== undefined && last !== undefined, 'there are samples');
  return (last.cpuMs - first.cpuMs) / (last.atMs - first.atMs);
}

/** The most CPU time of samples in a row that were all on the processor, in milliseconds. */
function longestBurst(samples: readonly Sample[]): number {
  let longest = 0;
  let burst = 0;
  for (const [index, now] of samples.entries()) {
    const before = samples[index - 1];
    if (before === undefined) continue;
    burst = isOn(before, now) ? burst + (now.cpuMs - before.cpuMs) : 0;
    longest = Math.max(longest, burst);
  }
  return longest;
}

function isOn(before: Sample, now: Sample): boolean {
  return now.cpuMs - before.cpuMs > (now.atMs - before.atMs) * idleShare;
}

/** How much of the time all were on the processor at once; by chance a quarter of it, in lock-step half. */
function togetherShare(samples: readonly (readonly Sample[])[]): number {
  const [first = []] = samples;
  let together = 0;
  for (let index = 1; index < first.length; index += 1) {
    const areOn = samples.every((one) => {
      const [before, now] = [one[index - 1], one[index]];
      return before !== undefined && now !== undefined && isOn(before, now);
    });
    if (areOn) together += 1;
  }
  return together / Math.max(1, first.length - 1);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
