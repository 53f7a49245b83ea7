import { expect, test } from 'vitest';
import { printable } from '../../shared/base/printable.ts';

const cases: readonly (readonly [what: string, given: string, shown: string])[] = [
  ['plain words', 'Élodie 李 🙂', 'Élodie 李 🙂'],
  ['control characters', 'a\u0000b\u001b[31m', 'ab[31m'],
  ['marks that turn the direction', 'Mal\u202elory\u2066', 'Mallory'],
  ['lines', 'one\ntwo\u2028three\r\n', 'one two three'],
  ['nothing but what cannot be seen', '\u3164\u200b\u115f\u2800\ufe0f', ''],
  ['marks piled upon each other', `a${'\u0301'.repeat(30)}b`, `a${'\u0301'.repeat(4)}b`],
  ['halves of characters', 'a\ud800b', 'ab'],
];

test.for(cases)('%s', ([, given, shown]) => {
  expect(printable(given)).toBe(shown);
});
