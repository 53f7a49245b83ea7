import { expect, test } from 'vitest';
import { once } from '../../shared/base/once.ts';

test('what is made once is made when it is first asked for, also where it is nothing', () => {
  let made = 0;
  const nothing = once(() => {
    made += 1;
    return null;
  });
  expect(made).toBe(0);
  expect([nothing(), nothing()]).toEqual([null, null]);
  expect(made).toBe(1);
});
