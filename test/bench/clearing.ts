/** A stake round of ten thousand issuers and a hundred thousand orders, against a solver of linear programs. */
import { assert } from '../../shared/base/assert.ts';
import { checkClearing } from '../../shared/stake/check-clearing.ts';
import { clearBook } from '../../shared/stake/clearing.ts';
import { createSolver } from '../support/economy-solver.ts';
import { closeLarge, largeMarket } from '../support/large-market.ts';
import { arcsOf, largeBook } from '../support/stake-books.ts';
import type { BenchResult } from './bench-result.ts';

const nodes = Number(process.env['COMMON_HOURS_NODES'] ?? 10_000);
const runs = Number(process.env['COMMON_HOURS_RUNS'] ?? 3);

/** The solver once, as it takes long; ours a few times. */
export async function run(): Promise<BenchResult> {
  const fair = largeBook(nodes, 10 * nodes, 1);
  const byVolume = { ...fair, objective: 'volume' } as const;
  const arcs = arcsOf(byVolume);
  const solver = await createSolver();
  clearBook({ ...largeBook(5_000, 50_000, 2), objective: 'volume' });
  const solved = timed(() => solver.bestCirculation(arcs));
  const ours = Array.from({ length: runs }, () => timed(() => clearBook(byVolume)));
  const [first] = ours;
  assert(first !== undefined, 'there are runs');
  assert(first.value.volume === solved.value, 'both clear the same volume');
  const value = middle(ours.map(({ ms }) => ms));
  const fairly = timed(() => clearBook(fair));
  const checked = timed(() => checkClearing(fair, fairly.value));
  assert(checked.value.ok, 'the potentials prove the clearing');
  const large = largeMarket(nodes, 10 * nodes, 1);
  const closed = timed(() => closeLarge(large));
  assert(!closed.value.round.isExhausted, 'the work of a round is enough');
  return {
    name: 'clearing',
    value: Math.round(value),
    unit: 'ms of processor time',
    baseline: Math.round(solved.ms),
    ratio: Number((value / solved.ms).toFixed(4)),
    runs,
    what:
      `A book of ${10 * nodes} orders of ${nodes} issuers cleared by volume; the baseline is the same book as a linear ` +
      'program by HiGHS in WebAssembly, with the same volume, in the same run. Further: the fair objective of the ' +
      'rules, its check, and a whole round of as many offers, each for two, as the record closes it.',
    further: [
      { name: 'fair objective, ms', value: Math.round(fairly.ms) },
      { name: 'check of its proof, ms', value: Math.round(checked.ms) },
      { name: 'a round closed, ms', value: Math.round(closed.ms) },
    ],
  };
}

function timed<Value>(work: () => Value): { readonly value: Value; readonly ms: number } {
  const before = process.cpuUsage();
  const value = work();
  const { user, system } = process.cpuUsage(before);
  return { value, ms: (user + system) / 1000 };
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}
