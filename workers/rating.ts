/**
 * Rates this machine: how fast one of its cores is against the reference core.
 *
 * The reference core executes 8.09e13 metered instructions of the calibration mix in an hour, for ever: that number is
 * what an hour of work is worth, and it never changes. The rating is this machine's rate over that one. The mix
 * is the ten kernels of `programs/calibration.wat`, in rounds that take an ordinary core of these years about as
 * long each, so that it comes out near 1. They go through the same meter as every job, so their count is exact,
 * and it is frozen here: whatever counts differently does not rate.
 *
 * The idea's own yardstick is a machine of one gigaflops working for an hour. A core that adds or multiplies one
 * number in a nanosecond is slower than any that is sold now; the reference core is some ten times as fast.
 */
import { assert } from '../shared/base/assert.ts';
import { ratingMilliMax } from '../shared/domain/cpu-hours.ts';
import { meterExports, meterModuleName, stackBytesMax } from './meter/contract.ts';
import { meterModule } from './meter/meter-module.ts';
import { readModuleLayout } from './sandbox/module-layout.ts';
import { readThreadCpu } from './sandbox/thread-cpu.ts';

export const referenceUnitsPerHour = 8.09e13;

/** A machine that was rated by another mix is rated anew. */
export const mixVersion = 2;

/** What each kernel executes in a run of the mix, and what it answers. */
export const calibrationMix = [
  { name: 'integers', rounds: 2_000_000, units: 78_000_011, answer: -8_548_922_040_571_970_168n },
  { name: 'products', rounds: 3_400_000, units: 98_600_015, answer: -1_961_005_352_795_132n },
  { name: 'matrix', rounds: 245, units: 124_277_245, answer: 4_678_516_842_731_405_312n },
  { name: 'branches', rounds: 480_000, units: 13_560_547, answer: 1_790_757_900n },
  { name: 'memory_walk', rounds: 4_600_000, units: 147_462_150, answer: 904_145_532n },
  { name: 'hashing', rounds: 1_000_000, units: 59_000_083, answer: -6_981_169_750_122_186_586n },
  { name: 'sorting', rounds: 1_080, units: 98_173_657, answer: 72_707_023_174_421_797n },
  { name: 'calls', rounds: 300_000, units: 26_699_641, answer: 4_872_186_129_228_997_850n },
  { name: 'vectors', rounds: 15_000, units: 48_109_115, answer: 3_207_407_388_134_592_722n },
  { name: 'copies', rounds: 125_000, units: 324_137_153, answer: 488_566_829n },
] as const;

export interface RatedThread {
  /** In whole thousandths of the reference core, 1 at least. */
  readonly milli: number;
  /** Half the distance between the quartiles of the runs. */
  readonly spreadMilli: number;
}

const runs = 15;
/** Short calls, so that the engine can put better code in place between two of them. */
const warmUpCalls = 20;
const warmUpPart = 40;
const allOfIt = 2n ** 62n;

/** Rates by the middle of fifteen runs; about 0.8 s of CPU time on an ordinary core. */
export function rateThread(calibration: Uint8Array): RatedThread {
  const mix = startMix(calibration);
  for (let call = 0; call < warmUpCalls; call += 1) {
    for (const { name, rounds } of calibrationMix) mix.call(name, Math.ceil(rounds / warmUpPart));
  }
  const units = runMix(mix);
  const ratings = Array.from({ length: runs }, () => {
    const begun = readThreadCpu();
    const counted = runMix(mix);
    const cpuMicroseconds = readThreadCpu() - begun;
    assert(counted === units, 'every run of the mix executes the same');
    return ratingMilliOf(units, cpuMicroseconds);
  }).toSorted((a, b) => a - b);
  const at = (part: number) => ratings[Math.floor(part * (runs - 1))] ?? 1;
  return { milli: at(0.5), spreadMilli: Math.round((at(0.75) - at(0.25)) / 2) };
}

/** The rating of a core that executes so many units of the mix in this time. */
export function ratingMilliOf(units: number, cpuMicroseconds: number): number {
  const perHour = (units / Math.max(1, cpuMicroseconds)) * 3.6e9;
  const milli = Math.round((perHour / referenceUnitsPerHour) * 1000);
  return Math.min(ratingMilliMax, Math.max(1, milli));
}

export interface Mix {
  /** The answer of a kernel, and the units that it executed. */
  call(name: string, rounds: number): { readonly answer: bigint; readonly units: number };
}

/** The kernels, metered, with an allowance that they never use up. */
export function startMix(calibration: Uint8Array): Mix {
  const layout = readModuleLayout(calibration);
  assert(layout !== null, 'the calibration mix is a module');
  const metered = meterModule(calibration, layout);
  assert(metered.ok, 'the calibration mix can be metered');
  const never = () => assert(false, 'the calibration mix stays within its limits');
  const { exports } = new WebAssembly.Instance(
    new WebAssembly.Module(new Uint8Array(metered.value)),
    { [meterModuleName]: { slice: never, too_deep: never, no_memory: never } },
  );
  const left = exports[meterExports.left] as { value: bigint };
  (exports[meterExports.depth] as WebAssembly.Global).value = stackBytesMax;
  return {
    call(name, rounds) {
      left.value = allOfIt;
      const answer = (exports[name] as (rounds: number) => bigint)(rounds);
      return { answer, units: Number(allOfIt - left.value) };
    },
  };
}

/** The units of one run, which are the frozen ones: a machine that counts or computes otherwise has no rating. */
function runMix(mix: Mix): number {
  let sum = 0;
  for (const { name, rounds, units, answer } of calibrationMix) {
    const called = mix.call(name, rounds);
    assert(called.units === units && called.answer === answer, `${name} does the frozen work`);
    sum += called.units;
  }
  return sum;
}
