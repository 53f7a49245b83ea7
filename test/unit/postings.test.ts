import { expect, test } from 'vitest';
import { createPostings } from '../../main/engine/ledger/postings.ts';
import { bytesToHex } from '../../shared/base/bytes.ts';
import { madeDevice, madeReceipt } from '../support/made-receipts.ts';

const { supplier, consumer } = madeReceipt(0).body;

function keptAt(keptAtMs: number) {
  const receipt = madeReceipt(0, { microCpuHours: BigInt(keptAtMs) });
  return { id: String(keptAtMs), position: keptAtMs, keptAtMs, device: madeDevice, receipt };
}

test('a receipt is given for one of its parties, used for the other, and nothing for anybody else', () => {
  const [giver, user] = [createPostings(supplier), createPostings(consumer)];
  const kept = keptAt(7);
  expect(giver.add(kept)).toMatchObject({ isGiven: true, other: bytesToHex(consumer) });
  expect(user.add(kept)).toMatchObject({ isGiven: false, other: bytesToHex(supplier) });
  expect(user.all()).toMatchObject([{ id: '7', keptAtMs: 7, microCpuHours: 7n }]);
  const stranger = createPostings(madeDevice);
  expect(stranger.add(kept)).toBeNull();
  expect([stranger.count(), stranger.all()]).toEqual([1, []]);
});

test('of many receipts the last hundred are held, and of all what sums are made of', () => {
  const postings = createPostings(supplier);
  for (let number = 1; number <= 250; number += 1) postings.add(keptAt(number));
  expect(postings.count()).toBe(250);
  expect(Array.from(postings.newest(), ({ position }) => position)).toEqual(
    Array.from({ length: 100 }, (_, index) => 151 + index),
  );
  expect(postings.since(249).map(({ keptAtMs }) => keptAtMs)).toEqual([249, 250]);
  expect(postings.since(0)).toHaveLength(250);
});
