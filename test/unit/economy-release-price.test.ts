/** What downloads pay back of a release (rules R6): the vector, and what holds for every release. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  downloadCharges,
  downloadPrice,
  recoupedParts,
} from '../../shared/economy/release-price.ts';

const seed = Number(process.env['COMMON_HOURS_SEED'] ?? Date.now() % 2 ** 31);
const hours = 1_000_000n;
const sum = (parts: readonly (readonly [string, bigint])[]) =>
  parts.reduce((all, [, part]) => all + part, 0n);

test('two thousand hours over ten thousand downloads, and what fewer of them do to the price', () => {
  const fresh = { cost: 2_000n * hours, recouped: 0n, firstPrice: null };
  expect(downloadPrice(fresh, 10_000n)).toBe(200_000n);
  const later = { cost: 2_000n * hours, recouped: 800n * hours, firstPrice: 200_000n };
  expect(downloadPrice(later, 3_000n)).toBe(400_000n);
  expect(downloadPrice(later, 1_000n)).toBe(400_000n);
  expect(downloadPrice({ ...later, recouped: 1_200n * hours }, 0n)).toBe(400_000n);
});

test('what is paid back costs nothing any more', () => {
  const paidBack = { cost: 5n, recouped: 5n, firstPrice: 1n };
  expect(downloadPrice(paidBack, 100n)).toBe(0n);
  expect(sum(downloadCharges(paidBack, { price: 0n, downloads: [['a', 3n]] }))).toBe(0n);
});

test('the last downloads share what is left', () => {
  const release = { cost: 100n, recouped: 90n, firstPrice: 6n };
  const downloads = [['a', 1n] as const, ['b', 2n] as const];
  expect(downloadCharges(release, { price: 6n, downloads })).toEqual([
    ['a', 3n],
    ['b', 7n],
  ]);
});

test(`no history pays back more than the cost, and no price is above twice the first (seed ${seed})`, () => {
  const epochs = fc.array(
    fc.record({ expected: fc.bigInt(0n, 500n), downloads: fc.array(fc.bigInt(0n, 9n)) }),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(fc.bigInt(0n, 10n ** 12n), epochs, (cost, history) => {
      let recouped = 0n;
      let firstPrice: bigint | null = null;
      for (const { expected, downloads } of history) {
        const release = { cost, recouped, firstPrice };
        const price = downloadPrice(release, expected);
        if (firstPrice !== null) expect(price <= 2n * firstPrice).toBe(true);
        firstPrice ??= price;
        const named = downloads.map((count, index) => [String(index), count] as const);
        recouped += sum(downloadCharges(release, { price, downloads: named }));
        expect(recouped <= cost).toBe(true);
        if (recouped === cost) {
          expect(downloadPrice({ cost, recouped, firstPrice }, expected)).toBe(0n);
        }
      }
    }),
    { seed },
  );
});

test('those who spent the hours get back what is paid, to the last unit', () => {
  const parts = recoupedParts(100n, [
    ['ana', 1n],
    ['ben', 1n],
    ['cem', 1n],
  ]);
  expect(parts).toEqual([
    ['ana', 34n],
    ['ben', 33n],
    ['cem', 33n],
  ]);
});
