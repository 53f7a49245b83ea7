import { expect, test } from 'vitest';
import {
  crashSentence,
  formatCount,
  formatUnitTime,
  heldWord,
  ratingSentences,
  shareSentence,
} from '../../shared/api/work-words.ts';
import { ines, notLending, online, runOf } from '../support/sample-views.ts';

const now = Date.UTC(2026, 10, 21, 13, 0);
const utc = 'UTC';

test('a count is said in the scale that people read, and exactly below a million', () => {
  const cases: readonly (readonly [number, string])[] = [
    [0, '0'],
    [812, '812'],
    [45_210, '45,210'],
    [999_499, '999,499'],
    [999_600, '1 million'],
    [1_240_000_000, '1.2 billion'],
    [99_960_000_000, '100 billion'],
    [999_960_000_000, '1 trillion'],
    [6_768_000_000_000, '6.8 trillion'],
    [Number.MAX_SAFE_INTEGER, '9 quadrillion'],
  ];
  for (const [count, shown] of cases) expect(formatCount(count)).toBe(shown);
});

test('the time of one instruction keeps three digits', () => {
  const cases: readonly (readonly [number, string])[] = [
    [400_000, '0.4 ns'],
    [1_234_567, '1.23 ns'],
    [100_000_000, '100 ns'],
  ];
  for (const [femtoseconds, shown] of cases) expect(formatUnitTime(femtoseconds)).toBe(shown);
});

test('what is held says until when, to both of the people', () => {
  expect(heldWord({ ...runOf(ines, 3), heldUntilMs: now + 480_000 }, now, utc)).toBe(
    'Held until 13:08',
  );
  expect(heldWord(runOf(ines, 3), now, utc)).toBeNull();
});

test('a share of the cores is said as the work that it comes to', () => {
  expect(shareSentence(8, 500)).toMatch(/^8 cores at 50% do the work of 4:/);
  expect(shareSentence(1, 250)).toMatch(/^1 core at 25% does the work of 0\.25:/);
  expect(shareSentence(3, 1000)).toBe(
    'Jobs may use the lent cores whole. Your own programs always go first.',
  );
});

test('a process that ended by itself is said only where it has', () => {
  const { wall } = notLending;
  expect(crashSentence(wall)).toBeNull();
  expect(crashSentence({ ...wall, crashes: 1 })).toContain('ended by itself once since');
  expect(crashSentence({ ...wall, crashes: 12 })).toContain('ended by itself 12 times since');
});

test('a rating says when and how it was measured, and what it is measured against', () => {
  const { machine } = online;
  const at = (ratedAtMs: number | null) => ratingSentences({ ...machine, ratedAtMs }, now, utc)[0];
  expect(at(now - 3_600_000)).toContain('Measured at 12:00 by');
  expect(at(now - 86_400_000)).toContain('Measured yesterday 13:00 by');
  expect(at(now - 3 * 86_400_000)).toContain('Measured on 18 Nov 13:00 by');
  expect(at(null)).toContain('when lending starts');
  const unrated = { ...machine, ratingSpreadMilli: null, ratedAtMs: null };
  expect(ratingSentences(unrated, now, utc).join(' ')).not.toContain('±');
});
