/** CPU time to settle an hour of 10,000 members and 100,000 receipts, against HiGHS on the clearing alone. */
import { assert } from '../../shared/base/assert.ts';
import type { Flow } from '../../shared/economy/settle.ts';
import { emptyCurrency, settleEpoch } from '../../shared/economy/settle.ts';
import { defaultParameters } from '../../shared/economy/parameters.ts';
import { debtOf } from '../support/economy-audit.ts';
import { createSolver } from '../support/economy-solver.ts';
import type { BenchResult } from './bench-result.ts';

const runs = 3;
const members = 10_000;
const receipts = 100_000;

/** The middle of three settlements; HiGHS needs so long that it runs once. */
export async function run(): Promise<BenchResult> {
  const flows = madeFlows();
  const solver = await createSolver();
  const settled = Array.from({ length: runs }, () =>
    timed(() => settleEpoch(emptyCurrency, flows, () => defaultParameters.founderLine)),
  );
  const [middle] = settled.toSorted((a, b) => a.ms - b.ms).slice(Math.floor(runs / 2));
  assert(middle !== undefined, 'there are runs');
  const summed = timed(() => summedByMember(flows));
  const solved = timed(() => solver.largestCirculation(flows.map(debtOf)));
  assert(solved.answer === middle.answer.cleared, 'both clear the same');
  return {
    name: 'settlement',
    value: Math.round(middle.ms),
    unit: 'ms',
    baseline: Math.round(solved.ms),
    ratio: Number((middle.ms / solved.ms).toFixed(3)),
    runs,
    what: `CPU time of one settlement of ${receipts} receipts between ${members} members (clearing,
      promises, minting); the baseline is HiGHS on the clearing alone, which clears the same volume;
      beside it a plain sum of what each member gave and used.`.replace(/\s+/g, ' '),
    further: [
      { name: 'plain sum, ms', value: Math.round(summed.ms) },
      { name: 'cleared, of a thousand', value: clearedMilli(flows, middle.answer.cleared) },
    ],
  };
}

/** Most hours come from few members, and people deal with those near them more often. */
function madeFlows(): readonly Flow[] {
  let state = 20_260_101;
  const chance = () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return state / 2 ** 32;
  };
  const name = (number: number) => number.toString(16).padStart(64, '0');
  return Array.from({ length: receipts }, () => {
    const supplier = Math.floor(chance() ** 2 * members);
    const reach = chance() < 0.5 ? 50 : members - 1;
    const consumer = (supplier + 1 + Math.floor(chance() * reach)) % members;
    const quantity = BigInt(1 + Math.floor(chance() ** 3 * 5_000_000));
    return { supplier: name(supplier), consumer: name(consumer), quantity };
  });
}

function summedByMember(flows: readonly Flow[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { supplier, consumer, quantity } of flows) {
    sums.set(supplier, (sums.get(supplier) ?? 0n) + quantity);
    sums.set(consumer, (sums.get(consumer) ?? 0n) - quantity);
  }
  return sums;
}

function clearedMilli(flows: readonly Flow[], cleared: bigint): number {
  return Number((cleared * 1_000n) / flows.reduce((sum, { quantity }) => sum + quantity, 0n));
}

function timed<Answer>(action: () => Answer): { readonly ms: number; readonly answer: Answer } {
  const start = process.cpuUsage();
  const answer = action();
  const { user, system } = process.cpuUsage(start);
  return { ms: (user + system) / 1_000, answer };
}
