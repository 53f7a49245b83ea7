/** How long a person waits for a job that somebody else computes, beyond the computing itself. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSliceRunner } from '../../main/adapters/slice-runner.ts';
import { until } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { calibrationFile, programsDir, workerUrl } from '../../main/paths.ts';
import { assert } from '../../shared/base/assert.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { limits } from '../../shared/domain/limits.ts';
import { createCommunity } from '../support/nodes.ts';
import { oneSlice } from '../support/one-slice.ts';
import type { BenchResult } from './bench-result.ts';

const runs = 10;
const module = new Uint8Array(readFileSync(join(programsDir, 'monte-carlo.wasm')));
const input = textToBytes('{"samples":330000000}');

/** The middle of ten; the two take turns, so that a busy machine slows both alike. */
export async function run(): Promise<BenchResult> {
  const community = await createCommunity();
  const runner = createSliceRunner({ workerUrl: workerUrl(), calibrationFile, maxThreads: 1 });
  try {
    const [alice] = await Promise.all([community.start('Alice'), community.start('Bob', 'on')]);
    await community.meet();
    const connection = await alice.connect();
    const [asked, local]: [number[], number[]] = [[], []];
    for (let index = 0; index < runs; index += 1) {
      local.push(await measure(() => runHere(runner)));
      asked.push(await measure(() => ask(connection)));
    }
    connection.close();
    const [value, baseline] = [middle(asked), middle(local)];
    return {
      name: 'job-latency',
      value: Math.round(value),
      unit: 'ms from asking to the kept receipt',
      baseline: Math.round(baseline),
      ratio: Number((value / baseline).toFixed(2)),
      runs,
      what:
        'A job of about a second from submitting it to the receipt kept by the consumer, two nodes on one ' +
        'machine; the baseline is the same slice by the slice runner alone, in the same run.',
    };
  } finally {
    await runner.close();
    await community.close();
  }
}

async function ask({ client }: NodeConnection): Promise<void> {
  const sent = await client.jobs.submit({
    request: randomBytes(32).toString('hex'),
    draft: oneSlice('Latency', module, input),
    ceiling: limits.ceilingMicroCpuHoursDefault,
  });
  assert(sent.ok, 'the job is taken');
  const done = await until(client.jobs.list, ({ jobs }) => {
    const job = jobs.find(({ id }) => id === sent.value.job);
    return job === undefined || job.endedAtMs === null ? null : job;
  });
  assert(done.ok && done.value.state === 'done' && done.value.used > 0n, 'the job is done');
}

async function runHere(runner: ReturnType<typeof createSliceRunner>): Promise<void> {
  const ended = await runner.run(
    {
      module,
      input,
      entry: 'run',
      args: [],
      from: null,
      checkpointEvery: null,
      limits: {
        memoryBytes: limits.memoryBytesDefault,
        cpuMicroseconds: 6e7,
        workUnits: 2 ** 53 - 1,
        wallMs: 6e4,
        outputBytes: limits.resultBytes,
      },
    },
    new AbortController().signal,
    { progress: () => undefined },
  );
  assert(ended.ok, 'the slice runs');
}

async function measure(action: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await action();
  return performance.now() - startedAt;
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
