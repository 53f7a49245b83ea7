/** What was given and used, added up by quarters of an hour. */
import { expect, test } from 'vitest';
import { createQuarterSums } from '../../main/engine/ledger/quarter-sums.ts';

const quarterMs = 900_000;

test('receipts are summed between two quarters by who gave and who used', () => {
  const amounts = [1n, 20n, 300n, 4_000n];
  const moments = [0, quarterMs - 1, quarterMs, 3 * quarterMs];
  const [given, used] = [createQuarterSums(), createQuarterSums()];
  for (const [index, keptAtMs] of moments.entries()) {
    const microCpuHours = amounts[index] ?? 0n;
    const kept = { id: String(index), keptAtMs, other: 'aa', microCpuHours, cpuMicroseconds: 1 };
    given.add({ ...kept, isGiven: true });
    used.add({ ...kept, isGiven: false });
  }
  expect(given.between(0, quarterMs)).toEqual({ given: 21n, used: 0n });
  expect(given.between(quarterMs, 3 * quarterMs)).toEqual({ given: 300n, used: 0n });
  expect(used.between(0, 4 * quarterMs)).toEqual({ given: 0n, used: 4_321n });
  expect([...given.all()].map(([startsAtMs]) => startsAtMs / quarterMs)).toEqual([0, 1, 3]);
});
