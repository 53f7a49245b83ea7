import { createHash } from 'node:crypto';
import type { Receipt, ReceiptBody } from '../../shared/ledger/receipt.ts';

/** Bytes that follow from the words alone, so that every run makes the same receipts. */
export function madeBytes(length: number, ...words: readonly (string | number)[]): Uint8Array {
  return new Uint8Array(
    createHash('shake256', { outputLength: length }).update(words.join(' ')).digest(),
  );
}

/** The machine of whoever a made receipt was made with. */
export const madeDevice = madeBytes(32, 'device');

/** A receipt whose fields follow from the number. Its signatures are bytes that nobody signed with. */
export function madeReceipt(number: number, change: Partial<ReceiptBody> = {}): Receipt {
  return {
    body: {
      community: madeBytes(32, 'community'),
      supplier: madeBytes(32, 'supplier', number % 3),
      consumer: madeBytes(32, 'consumer', number % 5),
      job: madeBytes(32, 'job', number),
      slice: madeBytes(32, 'slice', number),
      resultHash: madeBytes(32, 'result', number),
      nonce: madeBytes(16, 'nonce', number),
      cpuMicroseconds: 1_000_000 + number,
      ratingMilli: 1_250,
      workCount: 2_000_000_000 + number,
      femtosecondsPerUnit: 600_000,
      microCpuHours: 347n + BigInt(number),
      epoch: 480_000,
      ...change,
    },
    supplierSignature: madeBytes(64, 'supplier signs', number),
    consumerSignature: madeBytes(64, 'consumer signs', number),
  };
}
