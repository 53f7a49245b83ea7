/** Estimates of a panel (rules R5): the vectors, and who agrees with the middle. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isOnLadder, judgeEstimates } from '../../shared/economy/estimates.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const panels = fc.constantFrom(5, 7, 9).chain((size) =>
  fc.record({
    size: fc.constant(size),
    estimates: fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: size }),
  }),
);

test('two of five near the middle are no agreement, four of five are', () => {
  expect(judgeEstimates([8, 13, 13, 20, 100], 5)).toEqual({
    median: 13,
    near: 2,
    isAgreed: false,
    lowest: 8,
    highest: 100,
  });
  expect(judgeEstimates([20, 10, 13, 16, 13], 5)).toMatchObject({
    median: 13,
    near: 4,
    isAgreed: true,
  });
});

test('of an even number of answers, the lower of the middle ones counts', () => {
  expect(judgeEstimates([3, 5, 8, 13], 5)).toMatchObject({ median: 5 });
});

test('who does not answer agrees with nobody', () => {
  expect(judgeEstimates([8, 8, 8], 5)).toMatchObject({ near: 3, isAgreed: false });
  expect(judgeEstimates([8, 8, 8, 8], 5)).toMatchObject({ near: 4, isAgreed: true });
});

test('two thirds and three halves of the middle are still near it', () => {
  expect(judgeEstimates([8, 8, 12, 18, 18], 5)).toMatchObject({ median: 12, near: 5 });
  expect(judgeEstimates([7, 7, 12, 19, 19], 5)).toMatchObject({ median: 12, near: 1 });
});

test(`a price is an estimate that somebody gave, whatever their order (seed ${seed})`, () => {
  fc.assert(
    fc.property(panels, ({ size, estimates }) => {
      const verdict = judgeEstimates(estimates, size);
      expect(estimates).toContain(verdict.median);
      expect(judgeEstimates(estimates.toReversed(), size)).toEqual(verdict);
      expect(verdict.lowest).toBeLessThanOrEqual(verdict.median);
      expect(verdict.highest).toBeGreaterThanOrEqual(verdict.median);
    }),
    { seed },
  );
});

test(`nobody alone moves the middle beyond their neighbours (seed ${seed})`, () => {
  const five = fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(five, fc.integer({ min: 1, max: 80 }), (honest, lie) => {
      const others = honest.slice(1).toSorted((a, b) => a - b);
      const { median } = judgeEstimates([lie, ...others], 5);
      expect(median).toBeGreaterThanOrEqual(others[1] ?? 0);
      expect(median).toBeLessThanOrEqual(others[2] ?? 0);
    }),
    { seed },
  );
});

test('the ladder has no step between its steps, and none above 80', () => {
  expect([1, 2, 3, 5, 8, 13, 20, 40, 80].every(isOnLadder)).toBe(true);
  expect([0, 4, 21, 81, 100, 1.5].some(isOnLadder)).toBe(false);
});
