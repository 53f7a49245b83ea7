import { expect, test } from 'vitest';
import { pricePoints } from '../../renderer/features/software/price-points.ts';

test('the hours are divided by each number of downloads, those so far and expected among them', () => {
  const points = pricePoints(1_200n, { soFar: 212, expected: 1_200 });
  expect(points.map(({ at }) => at)).toEqual([
    ...[150, 178, 212, 252, 300, 357, 424, 505, 600, 714, 849, 1_009, 1_200, 1_427, 1_697, 2_018],
    2_400,
  ]);
  for (const { at, value } of points) expect(value).toBe(1_200 / at);
});

test('few so far are shown, and none at all are not', () => {
  expect(pricePoints(10n, { soFar: 1, expected: 100 })[0]).toEqual({ at: 1, value: 10 });
  expect(pricePoints(10n, { soFar: 0, expected: 100 })[0]?.at).toBe(13);
  expect(pricePoints(10n, { soFar: 0, expected: 1 }).map(({ at }) => at)).toEqual([1, 2]);
  expect(pricePoints(10n, { soFar: 0, expected: 0 }).map(({ at }) => at)).toEqual([1, 2]);
});
