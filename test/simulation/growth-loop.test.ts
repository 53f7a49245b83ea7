/** The growth loop of the model, played by the rules: who recoups grows by 2,000 hours a cycle, who does not stays. */
import { expect, test } from 'vitest';
import { exchangeValueUnit } from '../../shared/economy/exchange-value.ts';
import { growthOf, ownHours, valueByMonth, waitingBalances } from '../support/growth-loop.ts';

const hour = 1_000_000n;

test('a developer whose releases recoup grows by 2,000 man-hours a cycle', () => {
  const cycles = growthOf({ downloads: 5, everyDays: 1 }, 4);
  expect(cycles.map(({ cost }) => cost / hour)).toEqual([2_000n, 4_000n, 6_000n, 8_000n]);
  for (const { cost, recouped, writtenOff, balance } of cycles) {
    expect([recouped, writtenOff, balance]).toEqual([cost, 0n, cost]);
  }
});

test('a developer whose releases nobody downloads stays where they began', () => {
  const cycles = growthOf({ downloads: 0, everyDays: 1 }, 4);
  expect(cycles.map(({ cost, recouped }) => [cost, recouped])).toEqual(
    Array.from({ length: 4 }, () => [ownHours, 0n]),
  );
});

test('a developer whose releases few people want does not grow', () => {
  const cycles = growthOf({ downloads: 1, everyDays: 30 }, 4);
  const [first] = cycles;
  expect(first).toMatchObject({ cost: ownHours, downloads: 7n });
  for (const { cost, recouped, writtenOff, firstPrice, downloads } of cycles) {
    expect(recouped + writtenOff).toBe(cost);
    expect(writtenOff).toBeGreaterThan(0n);
    expect(recouped).toBeLessThanOrEqual(2n * firstPrice * downloads);
    expect(cost).toBeLessThan(2n * ownHours);
  }
});

test('the exchange value halves in eighteen months, and whoever waits keeps every hour', () => {
  const values = valueByMonth(36);
  expect(values[0]).toBe(exchangeValueUnit);
  expect(values[18]).toBe(exchangeValueUnit / 2n);
  expect(values[36]).toBe(exchangeValueUnit / 4n);
  expect(values.every((value, month) => month === 0 || value < (values[month - 1] ?? 0n))).toBe(
    true,
  );
  expect(new Set(waitingBalances(3 * 182))).toEqual(new Set([100n * hour]));
});
