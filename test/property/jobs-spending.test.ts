/** What a job may use, under anything that happens to its errands. `COMMON_HOURS_SEED` replays a run. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createSpending } from '../../main/engine/jobs/spending.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);
const runs = { seed, numRuns: Number(process.env['COMMON_HOURS_RUNS'] ?? 1_000) };

const errand = fc.nat(30);
const step = fc.oneof(
  { arbitrary: fc.record({ does: fc.constant('next' as const), left: fc.nat(50) }), weight: 5 },
  {
    arbitrary: fc.record({ does: fc.constant('answer' as const), errand, milli: fc.nat(1_000) }),
    weight: 4,
  },
  fc.record({
    does: fc.constantFrom('pay' as const, 'end' as const, 'too_little' as const),
    errand,
  }),
  fc.record({ does: fc.constant('raise' as const), by: fc.bigInt(0n, 1_000n) }),
);

test(`used and exposed never pass the ceiling, and neither is ever negative (seed ${String(seed)})`, () => {
  fc.assert(
    fc.property(
      fc.bigInt(1n, 5_000n),
      fc.bigInt(0n, 100n),
      fc.array(step, { maxLength: 120 }),
      (first, usedBefore, steps) => {
        let ceiling = first + usedBefore;
        const spending = createSpending(usedBefore);
        /** A model of what is under way: its ceiling, and its cost once it was answered. */
        const open: { id: string; slice: number; ceiling: bigint; cost: bigint | null }[] = [];
        let paid = usedBefore;
        steps.forEach((each, at) => {
          const index = 'errand' in each ? each.errand % Math.max(1, open.length) : 0;
          const one = open[index];
          if (each.does === 'raise') ceiling += each.by;
          else if (each.does === 'next') {
            const given = spending.next(ceiling, each.left, at, 'others');
            if (given === null) return;
            expect(given > 0n).toBe(true);
            spending.began(String(at), given);
            open.push({ id: String(at), slice: at, ceiling: given, cost: null });
          } else if (one === undefined) return;
          else if (each.does === 'answer' && one.cost === null) {
            // Nobody is accepted who asks for more than was agreed.
            one.cost = (one.ceiling * BigInt(each.milli)) / 1_000n;
            spending.answered(one.id, one.cost);
          } else if (each.does === 'pay' && one.cost !== null) {
            spending.paid(one.id, one.cost);
            paid += one.cost;
            open.splice(index, 1);
          } else if (each.does === 'end' || each.does === 'too_little') {
            spending.ended(one.id);
            if (each.does === 'too_little') spending.wasTooLittle(one.slice, one.ceiling);
            open.splice(index, 1);
          }
          const exposed = open.reduce((sum, { ceiling: most, cost }) => sum + (cost ?? most), 0n);
          expect(spending.used()).toBe(paid);
          expect(spending.exposed()).toBe(exposed);
          expect(paid + exposed <= ceiling).toBe(true);
        });
      },
    ),
    runs,
  );
});

test('the smallest ceiling is tried, and tried again only with others than who says that it was too little', () => {
  const spending = createSpending(0n);
  expect(spending.next(1n, 1, 0, 'others')).toBe(1n);
  spending.began('a', 1n);
  expect(spending.next(1n, 1, 1, 'others')).toBe(null);
  spending.ended('a');
  spending.wasTooLittle(0, 1n);
  expect(spending.next(1n, 1, 0, 'others')).toBe(1n);
  expect(spending.next(1n, 1, 0, 'anyone')).toBe(null);
  expect(spending.next(4n, 1, 0, 'others')).toBe(4n);
});

test('who says that a slice needs more than it was given keeps no other slice from being asked, once one was answered', () => {
  const spending = createSpending(0n);
  spending.began('honest', 250n);
  spending.began('liar', 250n);
  spending.ended('liar');
  spending.wasTooLittle(1, 250n);
  expect(spending.next(1_000n, 10, 2, 'others')).toBe(null);
  spending.answered('honest', 10n);
  expect(spending.next(1_000n, 10, 2, 'others')).toBe(40n);
  expect(spending.needsMore(1)).toBe(true);
  // Beside what is under way it waits for four times as much; in the end it gets what there is.
  spending.began('other', 40n);
  expect(spending.next(1_000n, 10, 1, 'others')).toBe(null);
  spending.ended('other');
  expect(spending.next(1_000n, 10, 1, 'others')).toBe(990n);
  spending.wasEnough(1);
  expect(spending.next(1_000n, 10, 1, 'others')).toBe(40n);
});

test('a price that was refused says nothing about what slices cost', () => {
  const spending = createSpending(0n);
  spending.began('honest', 100n);
  spending.began('liar', 250n);
  spending.answered('liar', 250n);
  spending.answered('honest', 10n);
  spending.paid('honest', 10n);
  spending.ended('liar');
  expect(spending.next(100n, 2, 5, 'others')).toBe(40n);
});
