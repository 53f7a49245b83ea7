/** How many slices a second two people exchange that do nothing, each with its receipt. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { assert } from '../../shared/base/assert.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from '../support/many-slices.ts';
import { createCommunity } from '../support/nodes.ts';
import { answerTo, numberIn, steppingModule, stepsFrom } from '../support/stepping-slice.ts';
import type { BenchResult } from './bench-result.ts';

const slices = Number(process.env['COMMON_HOURS_SLICES'] ?? 5_000);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);

/** The middle of a few jobs; Dask's turn is in between. */
export async function run(): Promise<BenchResult> {
  const module = await steppingModule();
  const community = await createCommunity();
  try {
    const [alice] = await Promise.all([community.start('Alice'), community.start('Bob', 'on')]);
    await community.meet();
    const connection = await alice.connect();
    const [ours, dasks]: [number[], number[]] = [[], []];
    // The first job measures what the module needs; and programs that run for years are compiled.
    await ask(connection, module, slices);
    for (let index = 0; index < runs; index += 1) {
      ours.push(await ask(connection, module, slices));
      const dask = await askDask();
      if (dask !== null) dasks.push(dask);
    }
    connection.close();
    const [value, baseline] = [middle(ours), dasks.length === 0 ? null : middle(dasks)];
    return {
      name: 'slice-throughput',
      value,
      unit: 'slices per second',
      baseline,
      ratio: baseline === null ? null : Number((value / baseline).toFixed(2)),
      runs,
      what:
        `A job of ${String(slices)} slices that do nothing, from submitting it to the last receipt signed and kept ` +
        'by both, two nodes on one machine, after one job of as many; the baseline is as many calls of a function ' +
        'that does nothing by Dask ' +
        `with one worker process${baseline === null ? ', which is not installed here' : ''}, in the same run.`,
    };
  } finally {
    await community.close();
  }
}

async function ask(connection: NodeConnection, module: Uint8Array, count: number): Promise<number> {
  const inputs = Array.from({ length: count }, (_, index) => stepsFrom(index, 0));
  const startedAt = performance.now();
  const job = await sendMany(connection, {
    ...{ name: 'Nothing', module, inputs, certainty: 'one', ceiling: 100_000_000n },
  });
  const { slices: counted } = await whenJob(connection, job, hasEnded);
  const seconds = (performance.now() - startedAt) / 1000;
  assert(counted.done === count, 'every slice is done');
  const results = await resultsOf(connection, job);
  for (const [index, bytes] of results)
    assert(numberIn(bytes) === answerTo(index, 0), 'every answer is right');
  assert(results.size === count, 'every answer is there');
  return Math.round(count / seconds);
}

/** Dask as its documentation says to use it, with processes as workers; null where it is not installed. */
async function askDask(): Promise<number | null> {
  const program = `
import time
try:
    from distributed import Client, LocalCluster
except ImportError:
    raise SystemExit(3)
if __name__ == '__main__':
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        client.gather(client.map(lambda n: n, range(500), pure=False))
        started = time.perf_counter()
        client.gather(client.map(lambda n: n, range(${String(slices)}), pure=False))
        print(${String(slices)} / (time.perf_counter() - started))
`;
  const python = process.env['COMMON_HOURS_PYTHON'] ?? 'python3';
  try {
    const { stdout } = await promisify(execFile)(python, ['-c', program]);
    return Math.round(Number(stdout));
  } catch {
    return null;
  }
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
