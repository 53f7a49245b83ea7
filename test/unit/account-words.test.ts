/** What is said of accounts, and that its numbers add up as they are shown. */
import { expect, test } from 'vitest';
import {
  beyondSentence,
  finalitySentence,
  formatHours,
  receiptFinalitySentence,
  settlementSentences,
} from '../../shared/api/account-words.ts';
import { formatAccount } from '../../shared/api/amounts.ts';
import { accountEpochs, riverside } from '../support/sample-communities.ts';

const at = Date.UTC(2026, 10, 21, 14, 30);

test.each([
  [12_400_000n, 278n, 0n, '12.40000', '0.00028', '0', '+12.40028'],
  [0n, 3_200_000n, 6_000_000n, '0', '3.2', '6.0', '−2.8'],
  [1_105_000_000n, 41_000_000n, 50_000_000n, '1,105', '41', '50', '+1,096'],
  [-2_800_000n, 0n, 0n, '−2.8', '0', '0', '−2.8'],
])('%s + %s − %s is shown as %s + %s − %s = %s', (opening, given, used, ...words) => {
  const shown = formatAccount({ opening, given, used, closing: opening + given - used });
  expect([shown.opening, shown.given, shown.used, shown.closing]).toEqual(words);
});

test('every line of a statement adds up as it is shown', () => {
  for (const row of accountEpochs()) {
    const shown = formatAccount(row);
    const [opening, given, used, closing] = [shown.opening, shown.given, shown.used, shown.closing]
      .map((each) => each.replaceAll(',', '').replace('−', '-').replace('+', ''))
      .map((each) => Math.round(Number(each) * 1_000_000));
    expect((opening ?? 0) + (given ?? 0) - (used ?? 0)).toBe(closing);
  }
});

test('the two units are never mixed', () => {
  expect(formatHours(-1_500_000n, 'cpu')).toBe('−1.5 CPU-h');
  expect(formatHours(1_500_000n, 'man', { signed: true })).toBe('+1.5 man-h');
});

test('a certificate that moved nothing says so, and one that borrowed says by how much', () => {
  const [, row] = accountEpochs();
  if (!row) return expect.unreachable('there is a row');
  const still = {
    ...row,
    given: 0n,
    used: 0n,
    received: 0n,
    paid: 0n,
    drawn: 0n,
    repaid: 0n,
    minted: 0n,
  };
  expect(settlementSentences(still, 'cpu')).toEqual(['Nothing had to be settled.']);
  const borrowed = { ...still, used: 4_000_000n, paid: 1_000_000n, drawn: 3_000_000n };
  expect(settlementSentences(borrowed, 'cpu')).toEqual([
    '1 CPU-h of what you used were taken from the hours you had.',
    '3 CPU-h of what you used were borrowed: your line, the most you may borrow, is 14 CPU-h.',
  ]);
  const gave = { ...still, given: 8_000_000n, received: 8_000_000n, minted: 8_000_000n };
  expect(settlementSentences(gave, 'man')).toEqual([
    '8 man-h were credited to you for what you gave.',
    '8 man-h of it came into being anew, because more hours are given out than ever before.',
  ]);
  const circled = { ...still, given: 2_000_000n, used: 2_000_000n };
  expect(settlementSentences(circled, 'cpu')[0]).toMatch(/^2 CPU-h cancelled out/);
});

test('what is new becomes final at the end of the present span, unless nothing can', () => {
  const { health } = riverside();
  const present = { ...health, presentEpochEndsAtMs: at + 30 * 60_000 };
  expect(finalitySentence({ health: present }, at, 'UTC')).toBe(
    'What is new becomes final at 15:00.',
  );
  const waiting = { ...present, state: 'waiting for witnesses' as const };
  expect(finalitySentence({ health: waiting }, at, 'UTC')).toMatch(/^Nothing becomes final until/);
});

test('a receipt that goes no further says why', () => {
  const counted = { state: 'counted', fromMs: at, reason: null, mine: null } as const;
  expect(receiptFinalitySentence(counted, at, 'UTC')).toMatch(/It may be final at 14:30\.$/);
  const stuck = { ...counted, reason: 'The machine that signed it was replaced.' };
  expect(receiptFinalitySentence(stuck, at, 'UTC')).toBe(
    'Provisional. The machine that signed it was replaced.',
  );
});

test('a ceiling beyond what is free says by how much, and what to do', () => {
  const asked = { ceiling: 5_000_000n, free: 1_200_000n, setAside: 0n, finalAt: '15:00' };
  expect(beyondSentence(asked)).toBe(
    'You are 3.8 CPU-h short of this ceiling. Lower it to 1.2 CPU-h at most, or lend first: what you lend can be used when it is final, at 15:00 at the earliest.',
  );
  expect(beyondSentence({ ...asked, free: 0n, setAside: 2_000_000n })).toMatch(
    /nothing free to use now, wait until your open jobs give back some of 2 CPU-h/,
  );
});
