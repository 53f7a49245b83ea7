/** Each reason not to sign or keep a receipt, in the order of precedence, and the quantities of rule R1. */
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import {
  femtosecondsPerUnitMax,
  microCpuHoursByTime,
  microCpuHoursOf,
  ratingMilliMax,
} from '../../shared/domain/cpu-hours.ts';
import { checkProposal, checkReceipt } from '../../shared/ledger/check-receipt.ts';
import type { ExpectedReceipt } from '../../shared/ledger/check-receipt.ts';
import type { ReceiptBody } from '../../shared/ledger/receipt.ts';
import { receiptHash } from '../../shared/ledger/receipt.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { keysOf } from '../support/engine-world.ts';
import { madeBytes } from '../support/made-receipts.ts';

const [alice, bob, mallory] = [keysOf('alice'), keysOf('bob'), keysOf('mallory')];

const agreed: ExpectedReceipt = {
  community: madeBytes(32, 'community'),
  supplier: bob.member,
  consumer: alice.member,
  job: madeBytes(32, 'job'),
  slice: madeBytes(32, 'slice'),
  nonce: madeBytes(16, 'nonce'),
  resultHash: madeBytes(32, 'result'),
  ratingMilli: 2_500,
  femtosecondsPerUnit: 600_000,
  ceiling: 4_000_000n,
  epochs: { first: 490_000, last: 490_003 },
  elapsedMs: 6_000_000,
};

const honest: ReceiptBody = {
  community: agreed.community,
  supplier: bob.member,
  consumer: alice.member,
  job: agreed.job,
  slice: agreed.slice,
  nonce: agreed.nonce,
  resultHash: agreed.resultHash,
  cpuMicroseconds: 5_400_000_000,
  ratingMilli: 2_500,
  workCount: 24_000_000_000_000,
  femtosecondsPerUnit: 600_000,
  microCpuHours: 3_750_000n,
  epoch: 490_001,
};

const other = madeBytes(32, 'something else');

/** The quantity is right for these, so that nothing but what they say is wrong. */
function rated(change: Pick<ReceiptBody, 'cpuMicroseconds' | 'ratingMilli'>): Partial<ReceiptBody> {
  const { cpuMicroseconds, ratingMilli } = change;
  return { ...change, microCpuHours: microCpuHoursByTime(cpuMicroseconds, ratingMilli) };
}

const wrongs: readonly (readonly [name: string, change: Partial<ReceiptBody>])[] = [
  ['wrong_community', { community: other }],
  ['supplier_is_consumer', { supplier: alice.member }],
  ['wrong_supplier', { supplier: mallory.member }],
  ['wrong_consumer', { consumer: mallory.member }],
  ['wrong_job', { job: other }],
  ['wrong_slice', { slice: other }],
  ['wrong_nonce', { nonce: other.subarray(0, 16) }],
  ['wrong_result', { resultHash: other }],
  ['wrong_epoch', { epoch: agreed.epochs.last + 2 }],
  ['rating_out_of_range', { ratingMilli: ratingMilliMax + 1 }],
  ['rating_changed', { ratingMilli: 2_501 }],
  ['work_rate_out_of_range', { femtosecondsPerUnit: 0 }],
  ['work_rate_changed', { femtosecondsPerUnit: 600_001 }],
  ['quantity_wrong', { microCpuHours: 3_750_001n }],
  ['above_ceiling', rated({ cpuMicroseconds: 5_800_000_000, ratingMilli: 2_500 })],
];

function proposal(change: Partial<ReceiptBody>, expected: Partial<ExpectedReceipt> = {}) {
  const body = { ...honest, ...change };
  const signature = bob.sign(receiptHash(body, cryptography.hash));
  const checked = checkProposal(body, signature, { ...agreed, ...expected }, cryptography);
  return checked.ok ? null : checked.error.name;
}

test('what was agreed is signed', () => {
  expect(proposal({})).toBe(null);
});

test.for(wrongs)('a proposal is refused: %s', ([name, change]) => {
  expect(proposal(change)).toBe(name);
});

const same: Readonly<Record<string, string>> = { supplier: 'consumer' };

test('of two things that are wrong, the earlier in the list is told', () => {
  for (const [index, [name, change]] of wrongs.entries()) {
    for (const [, later] of wrongs.slice(index + 1)) {
      // Where both change the parties, or the quantity, the pair says something third.
      const fields = [...Object.keys(change), ...Object.keys(later)].map((f) => same[f] ?? f);
      if (new Set(fields).size < fields.length) continue;
      expect(proposal({ ...later, ...change })).toBe(name);
    }
  }
});

test('ratings of nothing and of more than any machine has are refused', () => {
  for (const ratingMilli of [0, ratingMilliMax + 1]) {
    expect(proposal(rated({ cpuMicroseconds: 1, ratingMilli }), { ratingMilli })).toBe(
      'rating_out_of_range',
    );
  }
});

test('work rates of nothing and of more than any module has are refused', () => {
  for (const femtosecondsPerUnit of [0, femtosecondsPerUnitMax + 1]) {
    expect(proposal({ femtosecondsPerUnit }, { femtosecondsPerUnit })).toBe(
      'work_rate_out_of_range',
    );
  }
});

test('an answer to a consumer that has said no work rate is refused', () => {
  expect(proposal({}, { femtosecondsPerUnit: null })).toBe('work_rate_changed');
});

test('a claim beyond what the count explains is refused in full, and signed when it is cut', () => {
  const workCount = honest.workCount / 2;
  expect(proposal({ workCount })).toBe('quantity_wrong');
  const microCpuHours = microCpuHoursOf({ ...honest, workCount });
  expect(microCpuHours).toBe(2_500_000n);
  expect(proposal({ workCount, microCpuHours })).toBe(null);
});

test('more CPU time than passed since the slice was asked for is refused', () => {
  const elapsedMs = 5_400_000 - 100;
  expect(proposal({}, { elapsedMs })).toBe(null);
  expect(proposal({}, { elapsedMs: elapsedMs - 1 })).toBe('more_than_the_time_that_passed');
});

test('an answer may have waited for hours, and may not come from before the asking', () => {
  const { first, last } = agreed.epochs;
  for (let epoch = first - 1; epoch <= last + 1; epoch += 1) expect(proposal({ epoch })).toBe(null);
  expect(proposal({ epoch: first - 2 })).toBe('wrong_epoch');
});

test('a proposal that the supplier did not sign is refused', () => {
  for (const by of [alice, mallory]) {
    const signature = by.sign(receiptHash(honest, cryptography.hash));
    const checked = checkProposal(honest, signature, agreed, cryptography);
    expect(checked).toMatchObject({ ok: false, error: { name: 'bad_supplier_signature' } });
  }
});

function kept(change: Partial<ReceiptBody>, signers = { supplier: bob, consumer: alice }) {
  const body = { ...honest, ...change };
  const id = receiptHash(body, cryptography.hash);
  const receipt = {
    body,
    supplierSignature: signers.supplier.sign(id),
    consumerSignature: signers.consumer.sign(id),
  };
  const checked = checkReceipt(receipt, agreed.community, cryptography);
  return checked.ok ? null : checked.error.name;
}

test('a receipt is kept only when both have signed what is right in itself', () => {
  expect(kept({})).toBe(null);
  expect(kept({ community: other })).toBe('wrong_community');
  expect(kept({ supplier: alice.member })).toBe('supplier_is_consumer');
  expect(kept(rated({ cpuMicroseconds: 1, ratingMilli: 0 }))).toBe('rating_out_of_range');
  expect(kept({ femtosecondsPerUnit: 0 })).toBe('work_rate_out_of_range');
  expect(kept({ microCpuHours: 3_749_999n })).toBe('quantity_wrong');
  expect(kept({ workCount: honest.workCount / 2 })).toBe('quantity_wrong');
  expect(kept({}, { supplier: mallory, consumer: alice })).toBe('bad_supplier_signature');
  expect(kept({}, { supplier: bob, consumer: mallory })).toBe('bad_consumer_signature');
  expect(kept({}, { supplier: alice, consumer: bob })).toBe('bad_supplier_signature');
});

test('a receipt’s id is the same for ever', () => {
  const body = {
    ...honest,
    supplier: madeBytes(32, 'supplier'),
    consumer: madeBytes(32, 'consumer'),
  };
  expect(bytesToHex(receiptHash(body, cryptography.hash))).toMatchInlineSnapshot(
    `"70200c9bb079ef78be6b801a283965feea8b705c148d53a62eaaa173aa07f5d0"`,
  );
});
