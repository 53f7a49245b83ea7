/** What is remembered of the last values. */
import { expect, test } from 'vitest';
import { createRecent } from '../../shared/base/recent.ts';

test('of the last values it is known, and of those long before them no more', () => {
  const recent = createRecent<object, number>(2);
  const keys = Array.from({ length: 6 }, () => ({}));
  for (const [index, key] of keys.entries()) recent.keep(key, index);
  expect(keys.map((key) => recent.find(key))).toEqual([undefined, undefined, ...[2, 3, 4, 5]]);
});
