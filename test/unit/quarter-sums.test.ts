/** What was given and used, added up by quarters of an hour. */
import { expect, test } from 'vitest';
import { createQuarterSums } from '../../main/engine/ledger/quarter-sums.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';

const quarterMs = 900_000;

function keptAt(keptAtMs: number) {
  const receipt = madeReceipt(0, { microCpuHours: BigInt(keptAtMs + 1) });
  return { id: String(keptAtMs), position: 1, keptAtMs, device: madeDevice, receipt };
}

test('receipts are summed between two quarters by who gave and who used', () => {
  const kept = [0, quarterMs - 1, quarterMs, 3 * quarterMs].map(keptAt);
  const { supplier, consumer } = madeReceipt(0).body;
  const [giver, user] = [createQuarterSums(supplier), createQuarterSums(consumer)];
  for (const each of kept) {
    giver.add(each);
    user.add(each);
  }
  const sum = (from: number, to: number) =>
    kept.slice(from, to).reduce((all, { receipt: { body } }) => all + body.microCpuHours, 0n);
  expect(giver.between(0, quarterMs)).toEqual({ given: sum(0, 2), used: 0n });
  expect(giver.between(quarterMs, 3 * quarterMs)).toEqual({ given: sum(2, 3), used: 0n });
  expect(user.between(0, 4 * quarterMs)).toEqual({ given: 0n, used: sum(0, 4) });
  expect([...giver.all()].map(([startsAtMs]) => startsAtMs / quarterMs)).toEqual([0, 1, 3]);
});
