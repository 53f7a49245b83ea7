/**
 * Times kernels with and without the meter, in a process whose engine is set as that of jobs is: it prints a
 * line of JSON. `meter-overhead.ts` starts it; arguments are the number of rounds and names of kernels.
 */
import { readThreadCpu } from '../../../workers/sandbox/thread-cpu.ts';
import { type Kernel, kernels } from './kernels.ts';
import { createMetering, metered } from './metering.ts';
import { type Instantiate, startKernel } from './start-kernel.ts';

export interface KernelTime {
  readonly name: string;
  /** Thread CPU time with the meter over that without, median of the rounds. */
  readonly ratio: number;
  /** Units of one run, without what its host does before the work begins. */
  readonly count: number;
  readonly plainMs: number;
  readonly nanosecondsPerUnit: number;
  /** Milliseconds that the rewriter took. */
  readonly rewriteMs: number;
}

async function timeKernel(kernel: Kernel, rounds: number): Promise<KernelTime> {
  const bytes = kernel.bytes();
  const plain = new WebAssembly.Module(bytes);
  const begun = performance.now();
  const rewritten = metered(bytes);
  const rewriteMs = performance.now() - begun;
  const timed = async (instantiate: Instantiate, before: () => void = () => undefined) => {
    const work = await startKernel(kernel, kernel.size, instantiate);
    before();
    const from = readThreadCpu();
    const sum = work();
    return { sum, microseconds: readThreadCpu() - from };
  };
  const ratios: number[] = [];
  const times: number[] = [];
  let count = 0;
  for (let round = 0; round <= rounds; round += 1) {
    const without = await timed((imports) => new WebAssembly.Instance(plain, imports));
    const metering = createMetering(rewritten);
    let before = 0;
    const withMeter = await timed(metering.instantiate, () => (before = metering.count()));
    if (without.sum !== withMeter.sum) throw new Error(`${kernel.name} answers wrongly`);
    count = metering.count() - before;
    if (round === 0) continue; // the engine compiles in the first
    ratios.push(withMeter.microseconds / without.microseconds);
    times.push(without.microseconds);
  }
  const plainUs = median(times);
  return {
    name: kernel.name,
    ratio: rounded(median(ratios), 3),
    count,
    plainMs: rounded(plainUs / 1000, 1),
    nanosecondsPerUnit: rounded((plainUs * 1000) / count, 3),
    rewriteMs: rounded(rewriteMs, 1),
  };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? 0)) / 2;
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

const [rounds = '9', ...names] = process.argv.slice(2);
for (const kernel of kernels)
  if (names.length === 0 || names.includes(kernel.name))
    console.log(JSON.stringify(await timeKernel(kernel, Number(rounds))));
