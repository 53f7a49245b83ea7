/** Whether a job of ten thousand slices comes out right while processes are killed at random. */
import { randomBytes } from 'node:crypto';
import { runVolume } from '../support/volume-with-faults.ts';
import type { BenchResult } from './bench-result.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? randomBytes(4).readUInt32LE());
const slices = Number(process.env['COMMON_HOURS_SLICES'] ?? 10_000);
/** About two milliseconds of computing each. */
const steps = 1_000_000;

/** Once with faults and once without. */
export async function run(): Promise<BenchResult> {
  console.error(`COMMON_HOURS_SEED=${seed}`);
  const calm = await runVolume({ seed, slices, steps, killMilli: 0, restartsAtMilli: [] });
  const rough = await runVolume({
    ...{ seed, slices, steps, killMilli: 200 },
    restartsAtMilli: [
      ['bob', 200],
      ['alice', 450],
      ['bob', 700],
    ],
  });
  return {
    name: 'fault-volume',
    value: rough.right,
    unit: `right answers of ${slices}`,
    baseline: calm.right,
    ratio: Number((rough.right / calm.right).toFixed(4)),
    runs: 1,
    what:
      `A job of ${slices} slices among three nodes on one machine, while after each fiftieth of them each lender’s ` +
      'workers are killed with a chance of 20 %, a lender is killed and restarted twice and the asking node once; the ' +
      'baseline is the same job without faults, in the same run. Counted twice: receipts beyond one for each ' +
      'slice and supplier, on either side; on one side only: receipts that the other side does not hold.',
    further: [
      { name: 'counted twice', value: rough.countedTwice },
      { name: 'on one side only', value: rough.onOneSideOnly },
      { name: 'billed too much, in micro-CPU-hours', value: Number(rough.billedTooMuch) },
      { name: 'workers killed', value: rough.workersKilled },
      { name: 'restarts of nodes', value: rough.restarts },
      { name: 'seconds', value: Math.round(rough.seconds) },
      { name: 'seconds without faults', value: Math.round(calm.seconds) },
    ],
  };
}
