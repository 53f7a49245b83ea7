/** The best circulation by a solver that has nothing in common with ours: HiGHS, on the linear program itself. */
import { createRequire } from 'node:module';
import type { LegacyHighs } from 'highs';
import { assert } from '../../shared/base/assert.ts';
import type { Obligation } from '../../shared/economy/circulation.ts';

/** Something that may flow from one to another, and what each unit of it is worth. */
export interface SolverArc {
  readonly from: string | number;
  readonly to: string | number;
  readonly most: bigint | number;
  readonly worth: number;
}

export interface Solver {
  /** How much of the obligations can be cleared at most. Sums must stay far below 2^53. */
  readonly largestCirculation: (obligations: readonly Obligation[]) => bigint;
  /** What the best circulation is worth. */
  readonly bestCirculation: (arcs: readonly SolverArc[]) => bigint;
}

/** Its types name what the loader makes, but not the loader. */
const load = createRequire(import.meta.url)('highs') as () => Promise<LegacyHighs>;

export async function createSolver(): Promise<Solver> {
  const highs = await load();
  const bestCirculation = (arcs: readonly SolverArc[]) => {
    if (arcs.length === 0) return 0n;
    const { Status, ObjectiveValue } = highs.solve(programOf(arcs), { output_flag: false });
    assert(Status === 'Optimal', 'clearing nothing is always possible');
    return BigInt(Math.round(ObjectiveValue));
  };
  return {
    bestCirculation,
    largestCirculation: (obligations) =>
      bestCirculation(
        obligations.map(({ debtor, creditor, quantity }) => ({
          ...{ from: debtor, to: creditor, most: quantity, worth: 1 },
        })),
      ),
  };
}

/** A variable for each arc, at most as large as it is; what flows into anybody flows out again. */
function programOf(arcs: readonly SolverArc[]): string {
  const terms = new Map<string | number, string[]>();
  const addTerm = (node: string | number, term: string) => {
    const known = terms.get(node) ?? [];
    known.push(term);
    terms.set(node, known);
  };
  for (const [index, { from, to }] of arcs.entries()) {
    addTerm(from, `- x${index}`);
    addTerm(to, `+ x${index}`);
  }
  const objective = arcs.map(({ worth }, index) => `+ ${worth} x${index}`).join('\n');
  const rows = [...terms.values()].map((each, index) => `c${index}: ${each.join('\n')} = 0`);
  const bounds = arcs.map(({ most }, index) => `0 <= x${index} <= ${most}`);
  return [
    `Maximize\nworth: ${objective}`,
    `Subject To\n${rows.join('\n')}`,
    `Bounds\n${bounds.join('\n')}`,
    'End',
  ].join('\n');
}
