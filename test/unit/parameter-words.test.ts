/** Every constant of a community is explained to the people who live by it. */
import { expect, test } from 'vitest';
import { parameterNames, parameterWords } from '../../shared/api/parameter-words.ts';
import { defaultParameters, parameterOrder } from '../../shared/economy/parameters.ts';

test.each(parameterOrder)('%s has a title, a sentence and a value in words', (name) => {
  const { title, says, value } = parameterWords(name);
  expect(title).not.toBe(name);
  expect(says).toMatch(/^[A-Z“].*\.$/u);
  expect(value(BigInt(defaultParameters[name]))).toMatch(/\d|every/);
});

test('nothing is explained that is no constant of a community', () => {
  expect(parameterNames.toSorted()).toEqual([...parameterOrder].toSorted());
});
