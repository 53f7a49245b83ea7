/** How many hours one press of a button offers. */
import { expect, test } from 'vitest';
import {
  hoursOf,
  quantityOf,
  suggestedOffer,
} from '../../renderer/features/orchestrator/suggested.ts';

const hour = 1_000_000n;
const asked = (missing: bigint, isGeneral = false) => ({
  request: { id: 'a', sinceMs: 0, quantity: missing, missing, isGeneral },
});

test('what is missing is suggested, as far as one can give it in a day', () => {
  const cases: readonly (readonly [bigint, bigint, bigint | null])[] = [
    [80n * hour, 96n * hour, 80n * hour],
    [80n * hour, 24n * hour, 24n * hour],
    [7_300_001n, 96n * hour, 8n * hour],
    [250_001n, 96n * hour, 260_000n],
    [1n, 96n * hour, 10_000n],
    [0n, 96n * hour, null],
    [5n * hour, 0n, null],
  ];
  for (const [missing, most, offered] of cases) {
    expect(suggestedOffer(asked(missing), most)).toBe(offered);
  }
  expect(suggestedOffer({ request: null }, hour)).toBeNull();
});

test('in the first days an hour is suggested to everybody', () => {
  expect(suggestedOffer(asked(12n * hour, true), 96n * hour)).toBe(hour);
  expect(suggestedOffer(asked(500_000n, true), 96n * hour)).toBe(500_000n);
});

test('hours of a field are millionths and back, to the hundredth', () => {
  for (const hours of [0.01, 0.29, 1, 12.5, 188]) expect(hoursOf(quantityOf(hours))).toBe(hours);
});
