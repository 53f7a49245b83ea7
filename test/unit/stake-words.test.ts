/** What is said of stakes and causes: numbers as they are read and typed, and rounds in a few words. */
import { expect, test } from 'vitest';
import {
  formatMilli,
  formatPpm,
  parseMilli,
  roundNote,
  typedMilli,
  voiceSentence,
} from '../../shared/api/stake-words.ts';
import { countWord } from '../../shared/api/words.ts';
import { marketNow } from '../support/sample-stakes.ts';

test.each([
  [0n, '0', '0'],
  [12_500n, '12.5', '12.5'],
  [2_000_000n, '2,000', '2000'],
  [-1_204_125n, '−1,204.125', '-1204.125'],
  [999_999_999_999_001n, '999,999,999,999.001', '999999999999.001'],
])('%s thousandths are read as %s, typed as %s, and come back', (milli, read, typed) => {
  expect(formatMilli(milli)).toBe(read);
  expect(typedMilli(milli)).toBe(typed);
  expect(parseMilli(typed)).toBe(milli);
});

test('a comma in what is typed is no number: it may have been meant as a point', () => {
  expect(parseMilli('12,500')).toBeNull();
  expect(parseMilli('1,204.5')).toBeNull();
});

test('a part that reads as nothing is said to be less than the least', () => {
  expect(formatPpm(0)).toBe('0.0%');
  expect(formatPpm(499)).toBe('less than 0.1%');
});

test('a round is named with what it does next, and when', () => {
  const at = Date.UTC(2026, 10, 21, 14, 30);
  const market = marketNow({ sealsUntilMs: at + 3_600_000, closesAtMs: at + 86_400_000 });
  expect(roundNote(market, at, 'UTC')).toBe('round 42 takes offers until 15:30');
  expect(roundNote({ ...market, phase: 'opening' }, at, 'UTC')).toBe(
    'round 42 closes tomorrow 14:30',
  );
});

test('whether one voice leads is said of nothing, of one cause, and of many', () => {
  const said = [0, 1, 12].map((held) => voiceSentence({ held, effectiveHundredths: held * 58 }));
  expect(said).toEqual([
    'Nobody holds stake under a cause of somebody else yet.',
    'One cause carries all the weight here.',
    '12 causes carry weight here, as many as 7 equal ones.',
  ]);
  expect([0, 1, 10, 11, 1_200].map(countWord)).toEqual(['no', 'one', 'ten', '11', '1,200']);
});
