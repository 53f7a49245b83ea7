/**
 * A job of many slices among three real nodes, in which processes fall over by the dice of a seed: the workers of both
 * lenders again and again, one lender as a whole twice, and the node of whoever asks once. What must hold in the
 * end is counted from what the nodes tell, each of which is asked by itself.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { present, until } from '../../main/headless/connect.ts';
import type { NodeConnection } from '../../main/headless/connect.ts';
import type { JobView } from '../../shared/api/contract.ts';
import { assert } from '../../shared/base/assert.ts';
import { hasEnded, resultsOf, sendMany, whenJob } from './many-slices.ts';
import { createCommunity } from './nodes.ts';
import type { TestNode } from './nodes.ts';
import { jobProcessesOf } from './processes.ts';
import { answerTo, numberIn, steppingModule, stepsFrom } from './stepping-slice.ts';

export interface FaultPlan {
  readonly seed: number;
  readonly slices: number;
  /** Steps of one slice: a thousand take about two microseconds. */
  readonly steps: number;
  /** Of being killed, for the workers of each lender at each of fifty equal parts of the job, in thousandths. */
  readonly killMilli: number;
  /** After which parts of the slices, in thousandths, the lender, the lender again, and the asker are restarted. */
  readonly restartsAtMilli: readonly (readonly ['bob' | 'alice', number])[];
}

export interface VolumeReport {
  readonly seconds: number;
  /** Slices whose delivered answer is the right one. */
  readonly right: number;
  /** Receipts beyond one for each slice and each person, on either side, and those that only one side has. */
  readonly countedTwice: number;
  readonly onOneSideOnly: number;
  /** What the job says it used, less what its receipts say. */
  readonly billedTooMuch: bigint;
  readonly workersKilled: number;
  readonly restarts: number;
}

const throws = 50;
/** Reconnecting takes a busy machine its time; what is missing then is counted. */
const settledWithinMs = 90_000;

/** Takes the job through all of it. */
export async function runVolume(plan: FaultPlan): Promise<VolumeReport> {
  const module = await steppingModule();
  const community = await createCommunity();
  try {
    const [alice, bob, carol] = await Promise.all([
      community.start('Alice'),
      community.start('Bob', 'on'),
      community.start('Carol', 'on'),
    ]);
    await community.meet();
    const inputs = Array.from({ length: plan.slices }, (_, at) => stepsFrom(at, plan.steps));
    const startedAt = performance.now();
    const job = await withNode(alice, (connection) =>
      sendMany(connection, {
        ...{ name: 'Volume', module, inputs, certainty: 'one', ceiling: 900_000_000n },
      }),
    );
    const killWorkers = createFaults(plan, [bob, carol]);
    let workersKilled = 0;
    const restarts = [...plan.restartsAtMilli];
    for (let part = 1; part < throws; part += 1) {
      await withNode(alice, (connection) =>
        whenJob(connection, job, (view) => isSoFar(view, part) || hasEnded(view)),
      );
      workersKilled += killWorkers();
      const [next] = restarts;
      if (next === undefined || next[1] * throws > part * 1000) continue;
      restarts.shift();
      const node = next[0] === 'bob' ? bob : alice;
      await node.kill();
      await node.start();
    }
    await withNode(alice, (connection) => whenJob(connection, job, hasEnded));
    const seconds = (performance.now() - startedAt) / 1000;
    return {
      ...{ seconds, workersKilled, restarts: plan.restartsAtMilli.length },
      ...(await countAll(plan, job, alice, [bob, carol])),
    };
  } finally {
    await community.close();
  }
}

async function withNode<Value>(
  node: TestNode,
  ask: (connection: NodeConnection) => Promise<Value>,
): Promise<Value> {
  const connection = await node.connect();
  try {
    return await ask(connection);
  } finally {
    connection.close();
  }
}

const isSoFar = ({ slices: { done, total } }: JobView, part: number) =>
  done * throws >= total * part;

/** Throws the dice once for each lender; answers how many processes it killed. */
function createFaults({ seed, killMilli }: FaultPlan, lenders: readonly TestNode[]): () => number {
  const dice = createDice(seed);
  return () => {
    let killed = 0;
    for (const lender of lenders) {
      if (dice() * 1000 >= killMilli) continue;
      killed += workersOf(lender).filter(kill).length;
    }
    return killed;
  };
}

/** False of one that has ended meanwhile. */
function kill(id: number): boolean {
  try {
    return process.kill(id, 'SIGKILL');
  } catch {
    return false;
  }
}

/** None while the node itself is down. */
function workersOf(node: TestNode): readonly number[] {
  try {
    return jobProcessesOf(node.pid());
  } catch {
    return [];
  }
}

/** The same numbers from 0 to 1 for the same seed (mulberry32). */
function createDice(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

async function countAll(
  { slices, steps }: FaultPlan,
  job: string,
  alice: TestNode,
  lenders: readonly TestNode[],
) {
  const { results, used, receipts, expected } = await withNode(alice, async (connection) => {
    const statement = await present(connection.client.hours.statement);
    assert(statement.ok, 'the statement is told');
    return {
      results: await resultsOf(connection, job),
      used: (await whenJob(connection, job, hasEnded)).used,
      receipts: await receiptsOf(connection),
      expected: statement.value.people,
    };
  });
  const given = new Map<string, Receipt>();
  for (const lender of lenders) {
    const those = expected.find(({ with: { name } }) => name === lender.name);
    const theirs = await allReceiptsOf(lender, those?.receipts ?? 0);
    for (const [id, { of, cost }] of theirs) given.set(id, { of: `${of} ${lender.name}`, cost });
  }
  const right = [...results].filter(
    ([at, bytes]) => at < slices && numberIn(bytes) === answerTo(at, steps),
  ).length;
  const paid = [...receipts.values()].reduce((sum, { cost }) => sum + cost, 0n);
  const both = [...receipts.keys()].filter((id) => given.has(id)).length;
  return {
    right,
    countedTwice: repeatsIn(receipts) + repeatsIn(given),
    onOneSideOnly: receipts.size + given.size - 2 * both,
    billedTooMuch: used - paid,
  };
}

interface Receipt {
  /** The slice, and who answered it. */
  readonly of: string;
  readonly cost: bigint;
}

/** The lender hears of the last signatures in its own time, and is given some. */
async function allReceiptsOf(lender: TestNode, expected: number): Promise<Map<string, Receipt>> {
  return withNode(lender, async (connection) => {
    const { statement } = connection.client.hours;
    const all = until(statement, ({ receipts }) => (receipts >= expected ? receipts : null));
    await Promise.race([all, wait(settledWithinMs, null, { ref: false })]);
    return receiptsOf(connection);
  });
}

function repeatsIn(receipts: ReadonlyMap<string, Receipt>): number {
  return receipts.size - new Set([...receipts.values()].map(({ of }) => of)).size;
}

async function receiptsOf({ client }: NodeConnection): Promise<Map<string, Receipt>> {
  const receipts = new Map<string, Receipt>();
  let before: string | null = null;
  for (;;) {
    const told: Awaited<ReturnType<typeof client.hours.entries>> = await client.hours.entries({
      before,
      limit: 1000,
    });
    assert(told.ok, 'the entries are told');
    const { entries } = told.value;
    for (const { receipt, slice, device, microCpuHours } of entries)
      receipts.set(receipt, { of: `${slice} ${device}`, cost: microCpuHours });
    const last = entries.at(-1);
    if (last === undefined) return receipts;
    before = last.receipt;
  }
}
