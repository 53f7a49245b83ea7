/** Receipts have one encoding, quantities keep to their ceiling, and balances are the sum of the receipts. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bytesToHex } from '../../shared/base/bytes.ts';
import {
  cpuMicrosecondsWithin,
  microCpuHoursByTime,
  microCpuHoursOf,
  femtosecondsPerUnitMax,
  ratingMilliMax,
  workRateOf,
} from '../../shared/domain/cpu-hours.ts';
import { emptyBalances, foldPostings, postingOf } from '../../shared/ledger/balances.ts';
import type { Balances } from '../../shared/ledger/balances.ts';
import { checkReceipt } from '../../shared/ledger/check-receipt.ts';
import {
  decodeReceiptBody,
  encodeReceiptBody,
  receiptBodyBytes,
  receiptHash,
} from '../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../shared/ledger/receipt.ts';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { keysOf } from '../support/engine-world.ts';
import { madeBytes } from '../support/made-receipts.ts';

function foldReceipts(
  me: Uint8Array,
  bodies: readonly ReceiptBody[],
  before = emptyBalances,
): Balances {
  return foldPostings(
    bodies.flatMap((body) => postingOf(me, body) ?? []),
    before,
  );
}

const key = fc.uint8Array({ minLength: 32, maxLength: 32 });
const uint32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const anyBody: fc.Arbitrary<ReceiptBody> = fc.record({
  community: key,
  supplier: key,
  consumer: key,
  job: key,
  slice: key,
  resultHash: key,
  nonce: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  cpuMicroseconds: fc.maxSafeNat(),
  ratingMilli: uint32,
  workCount: fc.maxSafeNat(),
  femtosecondsPerUnit: uint32,
  microCpuHours: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  epoch: uint32,
});

test('a body comes back from its bytes, wherever in memory they lie', () => {
  fc.assert(
    fc.property(anyBody, fc.nat(9), (body, offset) => {
      const encoded = encodeReceiptBody(body);
      expect(encoded.byteLength).toBe(receiptBodyBytes);
      const elsewhere = new Uint8Array(offset + receiptBodyBytes + 3);
      elsewhere.set(encoded, offset);
      const part = elsewhere.subarray(offset, offset + receiptBodyBytes);
      expect(decodeReceiptBody(part)).toEqual(body);
      expect(decodeReceiptBody(elsewhere)).toBe(null);
    }),
  );
});

test('whatever bytes can be read are the only bytes of what they say', () => {
  const bytes = fc.uint8Array({ minLength: receiptBodyBytes, maxLength: receiptBodyBytes });
  fc.assert(
    fc.property(bytes, fc.boolean(), (given, isThisVersion) => {
      if (isThisVersion) given[0] = 2;
      const body = decodeReceiptBody(given);
      if (body !== null) expect(encodeReceiptBody(body)).toEqual(given);
    }),
  );
});

test('no byte of a body or a signature can be changed', () => {
  const [supplier, consumer] = [keysOf('bob'), keysOf('alice')];
  const community = madeBytes(32, 'community');
  const body: ReceiptBody = {
    community,
    supplier: supplier.member,
    consumer: consumer.member,
    job: madeBytes(32, 'job'),
    slice: madeBytes(32, 'slice'),
    resultHash: madeBytes(32, 'result'),
    nonce: madeBytes(16, 'nonce'),
    cpuMicroseconds: 3_600_000,
    ratingMilli: 1_000,
    workCount: 4_000_000_000,
    femtosecondsPerUnit: 900_000,
    microCpuHours: 1_000n,
    epoch: 490_000,
  };
  const id = receiptHash(body, cryptography.hash);
  const signatures = [supplier.sign(id), consumer.sign(id)] as const;
  const isKept = (bytes: Uint8Array, [supplierSignature, consumerSignature] = signatures) => {
    const read = decodeReceiptBody(bytes);
    if (read === null) return false;
    const receipt = { body: read, supplierSignature, consumerSignature };
    return checkReceipt(receipt, community, cryptography).ok;
  };
  const flipped = (bytes: Uint8Array, at: number, by: number) =>
    bytes.map((byte, index) => (index === at ? byte ^ by : byte));
  const encoded = encodeReceiptBody(body);
  expect(isKept(encoded)).toBe(true);
  const someBit = fc.sample(fc.integer({ min: 1, max: 255 }), { numRuns: 512, seed: 1 });
  for (let at = 0; at < receiptBodyBytes; at += 1) {
    expect(isKept(flipped(encoded, at, someBit[at] ?? 1))).toBe(false);
  }
  for (let at = 0; at < 64; at += 1) {
    const by = someBit[at] ?? 1;
    expect(isKept(encoded, [flipped(signatures[0], at, by), signatures[1]])).toBe(false);
    expect(isKept(encoded, [signatures[0], flipped(signatures[1], at, by)])).toBe(false);
  }
});

test('the time within a ceiling is the longest whose quantity does not pass it', () => {
  const ceiling = fc.bigInt({ min: 0n, max: 1_000_000_000n });
  const rating = fc.integer({ min: 1, max: ratingMilliMax });
  fc.assert(
    fc.property(ceiling, rating, (most, ratingMilli) => {
      const within = cpuMicrosecondsWithin(most, ratingMilli);
      expect(microCpuHoursByTime(within, ratingMilli)).toBeLessThanOrEqual(most);
      expect(microCpuHoursByTime(within + 1, ratingMilli)).toBeGreaterThan(most);
    }),
  );
});

test('a quantity is never more than the time claims, nor than the count explains by a quarter more', () => {
  const time = fc.integer({ min: 0, max: 10 ** 12 });
  const rating = fc.integer({ min: 1, max: ratingMilliMax });
  const rate = fc.integer({ min: 1, max: femtosecondsPerUnitMax });
  fc.assert(
    fc.property(time, rating, fc.maxSafeNat(), rate, (micros, ratingMilli, workCount, each) => {
      const work = { cpuMicroseconds: micros, ratingMilli, workCount, femtosecondsPerUnit: each };
      const quantity = microCpuHoursOf(work);
      // Both sides in thousandths of a femtosecond, times four, so that nothing is divided.
      const explained = BigInt(workCount) * BigInt(each) * 5_000n;
      const claimed = BigInt(micros) * BigInt(ratingMilli) * 4_000_000_000n;
      const unit = 4_000n * 3_600_000_000_000n;
      expect(quantity * unit).toBeLessThanOrEqual(claimed);
      expect(quantity * unit).toBeLessThanOrEqual(explained);
      expect((quantity + 1n) * unit).toBeGreaterThan(claimed < explained ? claimed : explained);
    }),
  );
});

test('an honest machine is credited all of its time by its own work rate', () => {
  const time = fc.integer({ min: 1_000, max: 10 ** 12 });
  const rating = fc.integer({ min: 50, max: ratingMilliMax });
  const perMicrosecond = fc.integer({ min: 1, max: 2_000 });
  fc.assert(
    fc.property(time, rating, perMicrosecond, (cpuMicroseconds, ratingMilli, units) => {
      const measured = { cpuMicroseconds, ratingMilli, workCount: cpuMicroseconds * units };
      const rate = workRateOf(measured);
      if (rate === null || rate === femtosecondsPerUnitMax) return;
      const quantity = microCpuHoursOf({ ...measured, femtosecondsPerUnit: rate });
      expect(quantity).toBe(microCpuHoursByTime(cpuMicroseconds, ratingMilli));
    }),
  );
});

const members = ['alice', 'bob', 'carol', 'dave'].map((name) => madeBytes(32, name));
const index = fc.nat(members.length - 1);
const deals = fc.array(
  fc.record({
    supplier: index,
    consumer: index,
    quantity: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  }),
  { maxLength: 40 },
);

function bodyOf({
  supplier,
  consumer,
  quantity,
}: {
  supplier: number;
  consumer: number;
  quantity: bigint;
}) {
  const nobody = new Uint8Array(32);
  const [from = nobody, to = nobody] = [members[supplier], members[consumer]];
  const rest = { community: nobody, job: nobody, slice: nobody, resultHash: nobody };
  const work = { cpuMicroseconds: 0, ratingMilli: 1, workCount: 0, femtosecondsPerUnit: 1 };
  const numbers = { nonce: new Uint8Array(16), epoch: 0, ...work };
  return { ...rest, ...numbers, supplier: from, consumer: to, microCpuHours: quantity };
}

test('balances agree with a plain matrix of who gave how much to whom', () => {
  fc.assert(
    fc.property(deals, (all) => {
      const between = all.filter(({ supplier, consumer }) => supplier !== consumer);
      const gave = members.map(() => members.map(() => 0n));
      for (const { supplier, consumer, quantity } of between) {
        const row = gave[supplier];
        if (row !== undefined) row[consumer] = (row[consumer] ?? 0n) + quantity;
      }
      let sum = 0n;
      for (const [me, member] of members.entries()) {
        const { total, byMember } = foldReceipts(member, between.map(bodyOf));
        sum += total.given - total.used;
        for (const [other, otherMember] of members.entries()) {
          const balance = byMember.get(bytesToHex(otherMember));
          expect(balance?.given ?? 0n).toBe(gave[me]?.[other]);
          expect(balance?.used ?? 0n).toBe(gave[other]?.[me]);
        }
      }
      expect(sum).toBe(0n);
    }),
  );
});

test('the order of receipts changes no balance, and one more is the same as all at once', () => {
  const shuffled = deals.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, index, ([all, other], me) => {
      const member = members[me] ?? new Uint8Array(32);
      const folded = foldReceipts(member, all.map(bodyOf));
      expect(foldReceipts(member, other.map(bodyOf))).toEqual(folded);
      const one = other.reduce(
        (sum, deal) => foldReceipts(member, [bodyOf(deal)], sum),
        emptyBalances,
      );
      expect(one).toEqual(folded);
    }),
  );
});
