/** The table of a job's slices says what somebody would say who counts them each time. `COMMON_HOURS_SEED` replays. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sliceLetters } from '../../shared/api/slices-shape.ts';
import { createSliceTable } from '../../main/engine/jobs/slice-table.ts';
import {
  newProbe,
  newRun,
  newSlice,
  sliceWord,
  sliceWords,
} from '../../shared/jobs/slice-state.ts';
import type { Run, Slice } from '../../shared/jobs/slice-state.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 1_000_000);
const runs = { seed, numRuns: Number(process.env['COMMON_HOURS_RUNS'] ?? 300) };

const answers = ['a', 'b'].map((hash) => ({ hash, workCount: 1, bytes: 1, cost: 1n }));
const [answer = null] = answers;

const run: fc.Arbitrary<Run> = fc
  .tuple(
    fc.constantFrom('looking' as const, 'running' as const, 'answered' as const),
    fc.constantFrom('aa.bb', 'cc.dd', 'here'),
    fc.constantFrom(...answers),
    fc.boolean(),
  )
  .map(([at, peer, said, isVoid]) => ({
    ...newRun(0, 'answer', peer),
    at,
    isVoid,
    answer: at === 'answered' ? said : null,
  }));

const slice: fc.Arbitrary<Slice> = fc.oneof(
  fc
    .record({
      at: fc.constantFrom('open' as const, 'settled' as const, 'failed' as const),
      runs: fc.array(run, { maxLength: 3 }),
      verified: fc.boolean(),
    })
    .map(({ at, runs: made, verified }) => {
      const settled = at === 'settled' ? { hash: 'a', workCount: 1, bytes: 1, verified } : null;
      return { ...newSlice, at, runs: made, settled };
    }),
  fc.constant(newSlice),
  fc.constant({ ...newSlice, at: 'stopped' as const }),
  fc.constant(answer === null ? newSlice : newProbe(answer)),
);

test(`counts, map, strip and the next new slice agree with a count of all (seed ${String(seed)})`, () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 150 }),
      fc.array(fc.tuple(fc.nat(149), slice), { maxLength: 200 }),
      (count, changes) => {
        const table = createSliceTable(count);
        const model: Slice[] = new Array<Slice>(count).fill(newSlice);
        for (const [at, next] of changes) {
          const index = at % count;
          const isOther = sliceWord(next) !== sliceWord(model[index] ?? newSlice);
          model[index] = next;
          expect(table.set(index, next)).toBe(isOther);
        }
        const words = model.map(sliceWord);
        const counts = table.counts();
        for (const word of sliceWords)
          expect(counts[word]).toBe(words.filter((each) => each === word).length);
        expect(counts.total).toBe(count);
        expect(counts.verified).toBe(
          model.filter(({ at, settled }) => at === 'settled' && settled?.verified === true).length,
        );
        const map = words.map((word) => sliceLetters[sliceWords.indexOf(word)] ?? '').join('');
        expect(table.map()).toBe(map);
        expect(table.strip()).toBe(stripOf(map));
        for (const from of [0, Math.floor(count / 2), count]) {
          const next = model.findIndex(({ at }, index) => index >= from && at === 'new');
          expect(table.nextNew(from)).toBe(next < 0 ? null : next);
        }
      },
    ),
    runs,
  );
});

/** The letter that most of a cell's slices have; of several the one that comes first among the words. */
function stripOf(map: string): string {
  const cells = Math.min(60, map.length);
  return Array.from({ length: cells }, (_, cell) => {
    const from = Math.floor((cell * map.length) / cells);
    const part = [...map.slice(from, Math.floor(((cell + 1) * map.length) / cells))];
    const times = (letter: string) => part.filter((each) => each === letter).length;
    return [...sliceLetters].reduce((best, letter) =>
      times(letter) > times(best) ? letter : best,
    );
  }).join('');
}

test('the steps stay few, and keep their first and their last', () => {
  const table = createSliceTable(10_000);
  for (let at = 0; at < 10_000; at += 1) {
    table.set(at, { ...newSlice, at: 'settled' });
    table.stepped(at);
  }
  const steps = table.steps();
  expect(steps.length).toBeLessThanOrEqual(200);
  expect([steps[0], steps.at(-1)]).toEqual([
    { atMs: 0, slices: 1 },
    { atMs: 9_999, slices: 10_000 },
  ]);
  expect(steps.every(({ slices }, at) => at === 0 || slices > (steps[at - 1]?.slices ?? 0))).toBe(
    true,
  );
});
