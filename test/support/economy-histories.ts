/** Random histories of communities, for property tests of the economy. `COMMON_HOURS_SEED` replays one. */
import fc from 'fast-check';
import type { Flow } from '../../shared/economy/settle.ts';

/** What the properties of a file are run with; every test names it, so that a failure says how to see it again. */
export const economySeed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);

/** Runs of a property: a few in each check, and as many as wanted with `COMMON_HOURS_RUNS`. */
export function runsOf(usual: number): { readonly seed: number; readonly numRuns: number } {
  return { seed: economySeed, numRuns: Number(process.env['COMMON_HOURS_RUNS'] ?? usual) };
}

export interface History {
  readonly lines: ReadonlyMap<string, bigint>;
  readonly epochs: readonly (readonly Flow[])[];
}

/** Names whose order by code units is not that of any language. */
export function memberName(number: number): string {
  return `${'zAöB'[number % 4] ?? ''}${number}`;
}

/** Flows among so many members, some of them often repeated, so that rings and equal quantities are common. */
export function someFlows(members: number, most: number): fc.Arbitrary<readonly Flow[]> {
  const quantity = fc.oneof(
    fc.constantFrom(1n, 2n, 10n),
    fc.bigInt({ min: 0n, max: 1_000n }),
    fc.bigInt({ min: 0n, max: 10n ** 9n }),
  );
  const flow = fc
    .tuple(fc.nat(members - 1), fc.nat(members - 2), quantity)
    .map(([from, offset, units]) => ({
      supplier: memberName(from),
      consumer: memberName((from + 1 + offset) % members),
      quantity: units,
    }));
  return fc.array(flow, { maxLength: most, size: 'max' });
}

/** Between 2 and 50 members over some epochs; some have no line at all. */
export const someHistory: fc.Arbitrary<History> = fc
  .integer({ min: 2, max: 50 })
  .chain((members) => {
    const line = fc.oneof(
      fc.constant(0n),
      fc.constant(10n ** 12n),
      fc.bigInt({ min: 0n, max: 2_000n }),
    );
    return fc.record({
      lines: fc
        .array(line, { minLength: members, maxLength: members })
        .map((all) => new Map(all.map((each, number) => [memberName(number), each]))),
      epochs: fc.array(someFlows(members, 3 * members), { minLength: 1, maxLength: 6 }),
    });
  });
