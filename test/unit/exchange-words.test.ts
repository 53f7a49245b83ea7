/** What a CPU-hour stands for beside all that computers can do is shown, and is what the rules say. */
import { expect, test } from 'vitest';
import { exchangeSentence, halfValueMonthsOf } from '../../shared/api/exchange-words.ts';
import { exchangeValuePpm } from '../../shared/economy/exchange-value.ts';

const dayMs = 86_400_000;
const monthMs = 30.4375 * dayMs;

test.each([
  [-1, 1_000_000],
  [0, 1_000_000],
  [9, 707_106],
  [12, 629_960],
  [18, 500_000],
  [36, 250_000],
])('after %i months an hour stands for %i millionths', (months, ppm) => {
  expect(exchangeValuePpm(months * monthMs, 18)).toBe(ppm);
});

test('it is said with its expectation, and that nothing is taken off', () => {
  const months = halfValueMonthsOf({ parameters: [{ name: 'halfValueMonths', value: 24n }] });
  const said = exchangeSentence(exchangeValuePpm(24 * monthMs, months), months);
  expect(said).toContain('twice as much every 24 months');
  expect(said).toContain('50.0% of what it stood for');
  expect(said).toMatch(/Nothing is taken off what anybody has\.$/);
});
