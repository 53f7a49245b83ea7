/** What the meter costs: CPU time of real programs with it over that without, median over the programs. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchResult } from './bench-result.ts';
import type { KernelTime } from './kernels/time-kernels.ts';

/** Where the engine happens to put the code of a process moves single programs by a tenth either way. */
const processes = 3;
const rounds = 9;
/** As the process of jobs is started. */
const engineFlags = ['--no-liftoff', '--experimental-wasm-branch-hinting'];

interface OverheadResult extends BenchResult {
  readonly geometricMean: number;
  readonly worst: KernelTime | null;
  readonly kernels: readonly KernelTime[];
}

export async function run(): Promise<OverheadResult> {
  const runs: (readonly KernelTime[])[] = [];
  for (let index = 0; index < processes; index += 1) runs.push(await timeKernels());
  const kernels = middleOf(runs).toSorted((a, b) => a.ratio - b.ratio);
  const ratios = kernels.map(({ ratio }) => ratio);
  const logarithms = ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0);
  const median = ratios[ratios.length >> 1] ?? NaN;
  return {
    name: 'meter-overhead',
    value: median,
    unit: 'times the CPU time without the meter, median',
    baseline: 1,
    ratio: median,
    runs: processes,
    what:
      `Thread CPU time of ${kernels.length} programs with all that the meter adds (count, yields, depth, ` +
      `canonical NaN) over that of the same program without, taken in turns, compiled before; for each the middle of ` +
      `${processes} processes.`,
    geometricMean: Number(Math.exp(logarithms / ratios.length).toFixed(3)),
    worst: kernels.at(-1) ?? null,
    kernels,
  };
}

async function timeKernels(): Promise<readonly KernelTime[]> {
  const program = fileURLToPath(new URL('kernels/time-kernels.ts', import.meta.url));
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [...engineFlags, program, String(rounds)],
    { maxBuffer: 2 ** 20 },
  );
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as KernelTime);
}

/** Each program as it was in the process in which its ratio was the middle one. */
function middleOf(runs: readonly (readonly KernelTime[])[]): readonly KernelTime[] {
  return (runs[0] ?? []).flatMap(({ name }) => {
    const times = runs.flatMap((run) => run.filter((each) => each.name === name));
    return times.toSorted((a, b) => a.ratio - b.ratio)[times.length >> 1] ?? [];
  });
}
