/** What is dropped where there is no more room. */
import { expect, test } from 'vitest';
import { dropOldest } from '../../shared/base/drop-oldest.ts';

test('what was put in first goes, until no more than that are left', () => {
  const kept = new Map([
    ['a', 1],
    ['b', 2],
    ['c', 3],
    ['d', 4],
  ]);
  dropOldest(kept, 2);
  expect([...kept.keys()]).toEqual(['c', 'd']);
});

test('where there is room, nothing goes', () => {
  const kept = new Set(['a', 'b']);
  dropOldest(kept, 2);
  expect([...kept]).toEqual(['a', 'b']);
});

test('of each that goes it is said so, the oldest first, when it is out', () => {
  const kept = new Set(['a', 'b', 'c']);
  const said: string[] = [];
  dropOldest(kept, 1, (key) => said.push(`${key} of ${kept.size}`));
  expect(said).toEqual(['a of 2', 'b of 1']);
});
