/** What is said of tasks: hours as they are read and typed, answers, rounds, and how well one estimates. */
import { expect, test } from 'vitest';
import type { TaskView } from '../../shared/api/task-shape.ts';
import {
  answerWord,
  calibrationSentence,
  formatTenths,
  neededOf,
  parseTenths,
  roundSentence,
} from '../../shared/api/task-words.ts';

test.each([
  ['4', 40, '4 man-h'],
  ['4.5', 45, '4.5 man-h'],
  [' 4,5 ', 45, '4.5 man-h'],
  ['0.1', 1, '0.1 man-h'],
  ['9999', 99_990, '9999 man-h'],
])('“%s” is read as %s tenths of an hour', (typed, tenths, shown) => {
  expect(parseTenths(typed)).toBe(tenths);
  expect(formatTenths(tenths)).toBe(shown);
});

test.each(['', 'four', '-1', '4.55', '1,204', '10000.5'])('“%s” are no hours', (typed) => {
  expect(parseTenths(typed)).toBeNull();
});

test('an answer is a number of hours, or says why there is none', () => {
  expect(answerWord(13)).toBe('13 man-h');
  expect(answerWord('cannot_tell')).toBe('Cannot tell');
  expect(answerWord('split_first')).toBe('Split it first');
});

test.each([
  [3, 2],
  [5, 4],
  [7, 5],
  [9, 6],
])('of a panel of %i, %i have to be near the middle', (panel, needed) => {
  expect(neededOf(panel)).toBe(needed);
});

const round: TaskView['rounds'][number] = {
  ...{ round: 1, median: 13, lowest: 8, highest: 80, near: 2, needed: 4, isAgreed: false },
  answers: [
    { person: { id: 'a', name: 'Ines' }, isMe: false, hours: 13, reason: '' },
    { person: { id: 'b', name: null }, isMe: true, hours: 8, reason: '' },
  ],
};

test('a round is said with how many were near the middle, and how many have to be', () => {
  expect(roundSentence(round)).toBe(
    '2 of the panel are near 13 man-h, the one in the middle; 4 have to be.',
  );
  expect(roundSentence({ ...round, near: 1 })).toMatch(/^1 of the panel is near/);
  expect(roundSentence({ ...round, near: 4, isAgreed: true })).toMatch(/that is the price\.$/);
  expect(roundSentence({ ...round, median: null })).toBe('Nobody named hours.');
  expect(roundSentence({ ...round, answers: [] })).toBe('Nobody answered.');
});

test.each([
  [null, 'No task that you estimated is done yet.'],
  [1_000_000, 'Yours usually need as long as you say.'],
  [1_050_000, 'Yours usually need as long as you say.'],
  [1_300_000, 'Yours usually need 1.3 times as long.'],
  [500_000, 'Yours usually need 0.5 times as long.'],
])('a ratio of %s is said in one sentence', (ppm, sentence) => {
  expect(calibrationSentence(ppm)).toBe(sentence);
});
