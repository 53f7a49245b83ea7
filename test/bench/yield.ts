/** How soon the processor is free again when the person comes back: from the input until no job is on it. */
import { readFileSync, readdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { systemClock } from '../../main/adapters/system-clock.ts';
import { createAttention } from '../../main/engine/limits/attention.ts';
import { calibrationFile, workerUrl } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import { firstTerms } from '../../shared/lending/presets.ts';
import { noReadings } from '../../shared/lending/readings.ts';
import { functionOf, taskOf } from '../unit/sandbox-tasks.ts';
import type { BenchResult } from './bench-result.ts';
import { descendantsOf } from './kernel-cpu.ts';

const threads = 2;
const times = 40;
/** How long the threads' clocks must stand still to be taken for resting, and how often they are looked at. */
const stillMs = 60;
const sampleMs = 4;
/** Work that other threads of the process do meanwhile: timers, and saying how far it is. */
const stillShare = 0.05;

/** Needs Linux, whose kernel keeps books for each thread. */
export async function run(): Promise<BenchResult> {
  const runner = createSliceRunner({
    workerUrl: workerUrl(),
    calibrationFile,
    maxThreads: threads,
  });
  const machine = { cores: threads, memoryBytes: 8e9, diskFreeBytes: null };
  let idleMs = 3_600_000;
  const senses = {
    seesInput: true,
    idleMs: () => idleMs,
    otherLoadPercent: () => null,
    read: () => Promise.resolve(noReadings),
    programs: () => Promise.resolve(null),
    diskFreeBytes: () => Promise.resolve(null),
    zoneOffsetMinutes: () => 0,
  };
  const watch = () =>
    createAttention({
      clock: systemClock,
      senses,
      log: { warn: () => undefined },
      terms: () => firstTerms(machine, null),
      isWanted: () => true,
      isRunning: () => true,
    });
  const abort = new AbortController();
  let working = 0;
  const task = taskOf(functionOf('(loop $more (br $more)) (i64.const 0)'), {
    entry: 'run',
    limits: { cpuMicroseconds: 1e9, wallMs: 1e6 },
  });
  const progress = () => {
    working += 1;
  };
  const slices = Array.from({ length: threads }, () =>
    runner.run(task, abort.signal, { progress }),
  );
  while (working < 2 * threads) await pause(50);
  const measured: number[] = [];
  for (let count = 0; count < times; count += 1) {
    idleMs = 3_600_000;
    const attention = watch();
    attention.start(() => {
      runner.setShare(attention.presence().disturbedAtMs === null ? 1000 : 0);
    });
    // Anywhere between two looks at the keyboard.
    await pause(900 + ((count * 37) % 100));
    const inputAt = performance.now();
    idleMs = 0;
    measured.push((await restsSince()) - inputAt);
    attention.stop();
    runner.setShare(1000);
  }
  abort.abort();
  await Promise.all(slices);
  await runner.close();
  return resultOf(measured);
}

function resultOf(measured: readonly number[]): BenchResult {
  const sorted = [...measured].sort((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.ceil(share * sorted.length) - 1] ?? 0);
  return {
    name: 'yield',
    value: at(0.95),
    unit: 'ms p95',
    baseline: 2_000,
    ratio: round(at(0.95) / 2_000),
    runs: sorted.length,
    what:
      `From a simulated input at the reading port until ${String(threads)} busy job threads' CPU clocks stand still, ` +
      `by the kernel's counts sampled each ${String(sampleMs)} ms; Folding@home looks each 2 s.`,
    further: [
      { name: 'p50', value: at(0.5) },
      { name: 'longest', value: at(1) },
    ],
  };
}

/** The moment since which no thread of the job processes has worked, in the clock of `performance`. */
async function restsSince(): Promise<number> {
  const processes = descendantsOf(process.pid);
  let before = cpuOf(processes);
  let sinceMs = performance.now();
  let cpuSince = before;
  for (const end = sinceMs + 10_000; performance.now() < end;) {
    await pause(sampleMs);
    const [now, cpu] = [performance.now(), cpuOf(processes)];
    if (cpu - cpuSince > (now - sinceMs) * stillShare + 1) {
      sinceMs = now;
      cpuSince = cpu;
    }
    before = cpu;
    if (now - sinceMs >= stillMs) return sinceMs;
  }
  assert(before < 0, 'the threads come to rest');
  return sinceMs;
}

/** Milliseconds on a processor of all threads of these processes. */
function cpuOf(processes: readonly number[]): number {
  let milliseconds = 0;
  for (const id of processes) {
    for (const thread of readdirSync(`/proc/${String(id)}/task`)) {
      try {
        const stat = readFileSync(`/proc/${String(id)}/task/${thread}/schedstat`, 'utf8');
        milliseconds += Number(stat.split(' ')[0]) / 1e6;
      } catch {
        // it has ended meanwhile
      }
    }
  }
  return milliseconds;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
