/** The largest circulation by a solver that has nothing in common with ours: HiGHS, on the linear program itself. */
import { createRequire } from 'node:module';
import type { LegacyHighs } from 'highs';
import { assert } from '../../shared/base/assert.ts';
import type { Obligation } from '../../shared/economy/circulation.ts';

export interface Solver {
  /** How much of the obligations can be cleared at most. Sums must stay far below 2^53. */
  readonly largestCirculation: (obligations: readonly Obligation[]) => bigint;
}

/** Its types name what the loader makes, but not the loader. */
const load = createRequire(import.meta.url)('highs') as () => Promise<LegacyHighs>;

export async function createSolver(): Promise<Solver> {
  const highs = await load();
  return {
    largestCirculation(obligations) {
      if (obligations.length === 0) return 0n;
      const { Status, ObjectiveValue } = highs.solve(programOf(obligations), {
        output_flag: false,
      });
      assert(Status === 'Optimal', 'clearing nothing is always possible');
      return BigInt(Math.round(ObjectiveValue));
    },
  };
}

/** A variable for each obligation, at most as large as it is; what flows into a member flows out again. */
function programOf(obligations: readonly Obligation[]): string {
  const terms = new Map<string, string[]>();
  const addTerm = (member: string, term: string) => {
    const known = terms.get(member) ?? [];
    known.push(term);
    terms.set(member, known);
  };
  for (const [index, { debtor, creditor }] of obligations.entries()) {
    addTerm(debtor, `- x${index}`);
    addTerm(creditor, `+ x${index}`);
  }
  const objective = obligations.map((_, index) => `+ x${index}`).join('\n');
  const rows = [...terms.values()].map((each, index) => `c${index}: ${each.join('\n')} = 0`);
  const bounds = obligations.map(({ quantity }, index) => `0 <= x${index} <= ${quantity}`);
  return [
    `Maximize\nvolume: ${objective}`,
    `Subject To\n${rows.join('\n')}`,
    `Bounds\n${bounds.join('\n')}`,
    'End',
  ].join('\n');
}
