/** How much computing is lost when a lender's computer dies under a slice. */
import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { NodeConnection } from '../../main/headless/connect.ts';
import { assert } from '../../shared/base/assert.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from '../support/many-slices.ts';
import { createCommunity } from '../support/nodes.ts';
import type { TestNode } from '../support/nodes.ts';
import { jobProcessesOf } from '../support/processes.ts';
import { answerTo, numberIn, steppingModule, stepsFrom } from '../support/stepping-slice.ts';
import type { BenchResult } from './bench-result.ts';
import { kernelCpuOf } from './kernel-cpu.ts';

const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 5);
const seed = Number(process.env['COMMON_HOURS_SEED'] ?? randomBytes(4).readUInt32LE());
/** Some twenty seconds of computing on an ordinary core. */
const steps = 15_000_000_000;
const lookEveryMs = 50;
const start = 7;

/** The middle of a few deaths, each at a moment of its own. */
export async function run(): Promise<BenchResult> {
  console.error(`COMMON_HOURS_SEED=${seed}`);
  const module = await steppingModule();
  const community = await createCommunity();
  try {
    const [alice, ...lenders] = await Promise.all([
      community.start('Alice'),
      community.start('Bob', 'on'),
      community.start('Carol', 'on'),
    ]);
    await community.meet();
    const connection = await alice.connect();
    const usual = await cpuOf(connection, await ask(connection, module));
    const [lost, spent]: [number[], number[]] = [[], []];
    for (let index = 0; index < runs; index += 1) {
      const job = await ask(connection, module);
      const part = 0.1 + 0.8 * ((seed / 7 + index * 0.618) % 1);
      const atDeath = await killAt(lenders, part * usual);
      spent.push(atDeath);
      lost.push(atDeath + (await cpuOf(connection, job)) - usual);
      await community.meet();
    }
    connection.close();
    const seconds = (microseconds: readonly number[]) =>
      Number((middle(microseconds) / 1e6).toFixed(2));
    return {
      name: 'work-lost',
      value: seconds(lost),
      unit: 'CPU seconds lost',
      baseline: seconds(spent),
      ratio: Number((middle(lost) / middle(spent)).toFixed(2)),
      runs,
      what:
        `A slice of ${(usual / 1e6).toFixed(0)} CPU seconds whose lender is killed, its node and its workers, at a ` +
        'random moment, and that somebody else takes on: the CPU time of both beyond that of a run nobody ' +
        'disturbs; the baseline is what the dead one had used, all of which is lost where nothing is saved.',
    };
  } finally {
    await community.close();
  }
}

async function ask(connection: NodeConnection, module: Uint8Array): Promise<string> {
  const inputs = [stepsFrom(start, steps)];
  return sendMany(connection, {
    ...{ name: 'Long', module, inputs, certainty: 'one', ceiling: 1_000_000n },
  });
}

/** CPU time that the answer was paid for. */
async function cpuOf(connection: NodeConnection, job: string): Promise<number> {
  const ended = await whenJob(connection, job, hasEnded);
  const result = (await resultsOf(connection, job)).get(0);
  assert(ended.state === 'done' && result !== undefined, 'the job is done');
  assert(numberIn(result) === answerTo(start, steps), 'the answer is right');
  const told = await connection.client.jobs.slices({ job, from: 0, limit: 1, state: null });
  assert(told.ok, 'the slice is told');
  const paid = told.value.slices[0]?.answers.find(({ state }) => state === 'paid');
  assert(paid !== undefined, 'the answer is paid');
  return paid.cpuMicroseconds;
}

/** Kills whoever has the slice when its workers have used so much; answers what they had used. */
async function killAt(lenders: readonly TestNode[], atMicroseconds: number): Promise<number> {
  const before = new Map(lenders.map((each) => [each, used(each)]));
  for (;;) {
    await wait(lookEveryMs);
    const [holder] = lenders.toSorted((a, b) => since(b, before) - since(a, before));
    assert(holder !== undefined, 'there are lenders');
    const now = since(holder, before);
    if (now < atMicroseconds) continue;
    const workers = jobProcessesOf(holder.pid());
    await holder.kill();
    for (const id of workers) end(id);
    await holder.start();
    return now;
  }
}

const used = (node: TestNode) => kernelCpuOf(jobProcessesOf(node.pid()));
const since = (node: TestNode, before: ReadonlyMap<TestNode, number>) =>
  used(node) - (before.get(node) ?? 0);

/** Its node may have ended it already. */
function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It is gone.
  }
}

function middle(values: readonly number[]): number {
  const [value] = values.toSorted((a, b) => a - b).slice(Math.floor(values.length / 2));
  assert(value !== undefined, 'there are runs');
  return value;
}
