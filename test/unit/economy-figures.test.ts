/** Shares of what was received, the exchange value, parting by largest remainder, and the list of constants. */
import { expect, test } from 'vitest';
import { apportion } from '../../shared/domain/apportion.ts';
import { exchangeValue, exchangeValueUnit, halved } from '../../shared/economy/exchange-value.ts';
import {
  checkParameters,
  defaultParameters,
  integersOfParameters,
  parameterOrder,
  parametersOfIntegers,
} from '../../shared/economy/parameters.ts';
import { payouts } from '../../shared/economy/payouts.ts';

/** The holdings that the rules use as their example: a row for each holder, a column for each issuer. */
const holdings = {
  A: [825n, 50n, 125n, 0n],
  B: [0n, 900n, 100n, 0n],
  C: [125n, 0n, 775n, 100n],
  D: [50n, 50n, 0n, 900n],
} as const;
const holdersOf = (issuer: number) =>
  new Map(Object.entries(holdings).map(([holder, row]) => [holder, row[issuer] ?? 0n]));

function paidOut(received: readonly bigint[]) {
  const sums = new Map<string, bigint>();
  for (const [issuer, quantity] of received.entries()) {
    for (const each of payouts(quantity, holdersOf(issuer), defaultParameters)) {
      sums.set(each.holder, (sums.get(each.holder) ?? 0n) + each.quantity);
    }
  }
  return Object.fromEntries([...sums].sort());
}

test('a fifth of 100 and 40 hours goes to those who hold their receivers', () => {
  expect(paidOut([100_000_000n, 0n, 40_000_000n, 0n])).toEqual({
    A: 17_500_000n,
    B: 800_000n,
    C: 8_700_000n,
    D: 1_000_000n,
  });
});

test('where all received the same, all get the same', () => {
  const each = 20_000_000n;
  const received = [100_000_000n, 100_000_000n, 100_000_000n, 100_000_000n];
  expect(paidOut(received)).toEqual({ A: each, B: each, C: each, D: each });
});

test.each([
  [0n, 1_000_000n],
  [9n, 707_107n],
  [12n, 629_961n],
  [18n, 500_000n],
  [36n, 250_000n],
])('after %s months a token commands %s millionths of what it did', (months, millionths) => {
  expect((halved(months, 18n) + 500_000n) / 1_000_000n).toBe(millionths);
});

test('a day takes a factor of 0.9987356', () => {
  // Eighteen months of 30.4375 days are 4383 eighths of a day.
  expect((halved(8n, 4_383n) + 50_000n) / 100_000n).toBe(9_987_356n);
});

const basis = {
  previous: exchangeValueUnit,
  elapsed: 9n,
  month: 1n,
  ratedNodes: 19,
  medianMilli: 2_000n,
  firstMedianMilli: 1_000n,
};

test('with too few rated nodes the months decide, and with enough their median', () => {
  expect(exchangeValue(basis, defaultParameters)).toBe(halved(9n, 18n));
  const rated = { ...basis, ratedNodes: 20 };
  expect(exchangeValue(rated, defaultParameters)).toBe(exchangeValueUnit / 2n);
});

test('the exchange value never rises, even if the nodes become slower', () => {
  const slower = { ...basis, ratedNodes: 20, medianMilli: 500n, previous: 123n };
  expect(exchangeValue(slower, defaultParameters)).toBe(123n);
});

test('after a hundred half-lives nothing is left', () => {
  expect(halved(1_800n, 18n)).toBe(0n);
});

test.each([
  [10n, [1n, 1n, 1n], [4n, 3n, 3n]],
  [5n, [6n, 3n], [3n, 2n]],
  [0n, [6n, 3n], [0n, 0n]],
  [5n, [0n, 0n], [0n, 0n]],
  [7n, [0n, 5n, 0n], [0n, 7n, 0n]],
  [2n, [], []],
])('%s units parted by %s make %s', (whole, weights, parts) => {
  expect(apportion(whole, weights)).toEqual(parts);
});

test('the parameters of the rules are within their own ranges, and come back from their integers', () => {
  expect(checkParameters(defaultParameters)).toEqual({ ok: true, value: defaultParameters });
  const integers = integersOfParameters(defaultParameters);
  expect(parametersOfIntegers(integers)).toEqual({ ok: true, value: defaultParameters });
  expect([...parameterOrder].sort()).toEqual(Object.keys(defaultParameters).sort());
});

test('parameters may come as text', () => {
  const texts = parameterOrder.map((name) => [name, String(defaultParameters[name])]);
  expect(checkParameters(Object.fromEntries(texts))).toEqual({
    ok: true,
    value: defaultParameters,
  });
});

test.each([
  [{ alphaPpm: 1_000_001 }, /“alphaPpm” must be a whole number from 0 to 1000000\./],
  [{ alphaPpm: 0.5 }, /“alphaPpm”/],
  [{ founderLine: -1n }, /“founderLine”/],
  [{ founderLine: '007' }, /“founderLine”/],
  [{ brakePpm: 0 }, /“brakePpm”/],
  [{ version: 1 }, /“version” must be 4\./],
  [{ sealEpochs: 24 }, /sealed before the round ends/],
  [{ epochMs: undefined }, /“epochMs”/],
  [{ extra: 1 }, /There is no parameter “extra”\./],
])('parameters with %o are refused', (change, sentence) => {
  const checked = checkParameters({ ...defaultParameters, ...change });
  expect(checked).toMatchObject({ ok: false, error: { name: 'bad_parameters' } });
  expect(checked.ok ? '' : checked.error.detail).toMatch(sentence);
});

test.each([[null], [[]], ['parameters'], [5n]])('%s is no list of parameters', (given) => {
  expect(checkParameters(given).ok).toBe(false);
});

test('too few or too many integers are no parameters', () => {
  const integers = integersOfParameters(defaultParameters);
  expect(parametersOfIntegers(integers.slice(1)).ok).toBe(false);
  expect(parametersOfIntegers([...integers, 1n]).ok).toBe(false);
});

test.each([
  [1n, 4],
  [2n, 4],
  [3n, 0],
])('the parameters of version %s are named as those of an earlier one', (version, fewer) => {
  const [, ...others] = integersOfParameters(defaultParameters);
  const earlier = parametersOfIntegers([version, ...others.slice(0, others.length - fewer)]);
  expect(earlier).toMatchObject({ ok: false, error: { name: 'earlier_parameters' } });
});
