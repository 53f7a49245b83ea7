/**
 * Rates this machine: how fast one of its cores is against the reference core.
 *
 * The reference core executes 8.09e13 WebAssembly instructions of the calibration work in an hour, for ever:
 * that number is what an hour of work is worth, and it never changes. The speed index is this machine's rate
 * over that one. The work itself is the frozen kernel in `programs/calibration.wat`; the mix of ten kernels
 * of a later version replaces the kernel, never the definition.
 */
import { assert } from '../shared/base/assert.ts';
import { ratingMilliMax } from '../shared/domain/cpu-hours.ts';
import { readThreadCpu } from './sandbox/thread-cpu.ts';

export const referenceInstructionsPerHour = 8.09e13;

/** The loops of the kernel, and what a call of n rounds executes: `fixed + perRound * n` instructions. */
export const calibrationLoops = [
  { name: 'integers', fixed: 7, perRound: 51 },
  { name: 'floats', fixed: 15, perRound: 37 },
  { name: 'memory_walk', fixed: 1, perRound: 32 },
] as const;

/** Short calls, so that the engine can put better code in place between two of them. */
const roundsPerCall = 10_000;
const warmUpCalls = 2_000;
const callsPerRun = 1_000;
const runs = 9;

/** The speed index in whole thousandths, 1 at least. Takes about half a second of CPU time. */
export function rateThread(calibration: Uint8Array): number {
  const instance = new WebAssembly.Instance(new WebAssembly.Module(calibration));
  const loops = calibrationLoops.map(({ name }) => {
    const loop = instance.exports[name];
    assert(typeof loop === 'function', `the calibration kernel exports ${name}`);
    return loop as (rounds: number) => unknown;
  });
  callLoops(loops, warmUpCalls);
  const cpuMicroseconds = Array.from({ length: runs }, () => {
    const begun = readThreadCpu();
    callLoops(loops, callsPerRun);
    return readThreadCpu() - begun;
  });
  return ratingMilliOf(callsPerRun * instructionsPerCall(roundsPerCall), median(cpuMicroseconds));
}

/** What one call of every loop executes. */
export function instructionsPerCall(rounds: number): number {
  return calibrationLoops.reduce((sum, loop) => sum + loop.fixed + loop.perRound * rounds, 0);
}

/** The speed index of a core that executes so many instructions of the calibration work in this time. */
export function ratingMilliOf(instructions: number, cpuMicroseconds: number): number {
  const perHour = (instructions / Math.max(1, cpuMicroseconds)) * 3.6e9;
  const milli = Math.round((perHour / referenceInstructionsPerHour) * 1000);
  return Math.min(ratingMilliMax, Math.max(1, milli));
}

function callLoops(loops: readonly ((rounds: number) => unknown)[], calls: number): void {
  for (let call = 0; call < calls; call += 1) for (const loop of loops) loop(roundsPerCall);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 1;
}
