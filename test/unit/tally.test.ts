import { expect, test } from 'vitest';
import { tally } from '../../shared/base/tally.ts';

test('what is counted up and down again is gone', () => {
  const counts = new Map<string, number>();
  tally(counts, 'a', 2);
  tally(counts, 'b', 1);
  tally(counts, 'a', -1);
  expect([...counts]).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
  tally(counts, 'a', -1);
  expect([...counts]).toEqual([['b', 1]]);
});
