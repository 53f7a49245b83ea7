/**
 * Whether a receipt may be signed or kept. Each check has a name of its own; their order is the order of
 * precedence, and a name is never used again for something else.
 */
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { sameBytes } from '../base/bytes.ts';
import { femtosecondsPerUnitMax, microCpuHoursOf, ratingMilliMax } from '../domain/cpu-hours.ts';
import type { Receipt, ReceiptBody } from './receipt.ts';
import { receiptHash } from './receipt.ts';

export type ReceiptRefusalName =
  | 'wrong_community'
  | 'supplier_is_consumer'
  | 'wrong_supplier'
  | 'wrong_consumer'
  | 'wrong_job'
  | 'wrong_slice'
  | 'wrong_nonce'
  | 'wrong_result'
  | 'wrong_epoch'
  | 'rating_out_of_range'
  | 'rating_changed'
  | 'work_rate_out_of_range'
  | 'work_rate_changed'
  | 'quantity_wrong'
  | 'above_ceiling'
  | 'more_than_the_time_that_passed'
  | 'bad_supplier_signature'
  | 'bad_consumer_signature';

/** What the consumer knows of the slice that a receipt claims to be about. */
export interface ExpectedReceipt {
  readonly community: Uint8Array;
  readonly supplier: Uint8Array;
  readonly consumer: Uint8Array;
  readonly job: Uint8Array;
  readonly slice: Uint8Array;
  readonly nonce: Uint8Array;
  readonly resultHash: Uint8Array;
  /** As agreed when the slice was taken. */
  readonly ratingMilli: number;
  /** As the consumer sent it; null where it has sent none. */
  readonly femtosecondsPerUnit: number | null;
  readonly ceiling: bigint;
  /** From asking for the slice to now, by the consumer's clock. An answer may wait long for its consumer. */
  readonly epochs: { readonly first: number; readonly last: number };
  /** By the consumer's own clock, from asking for the slice to its answer: one thread cannot use more. */
  readonly elapsedMs: number;
}

export interface SignatureChecks {
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

/** How far the two clocks and the two ends of a message may be apart. */
const clockSlackMs = 100;
const epochSlack = 1;

/** Whether the consumer may sign this body: everything it says is what was agreed. */
export function checkProposal(
  body: ReceiptBody,
  supplierSignature: Uint8Array,
  expected: ExpectedReceipt,
  { hash, verify }: SignatureChecks,
): Result<ReceiptBody, Refusal<ReceiptRefusalName>> {
  const about = checkWhatItIsAbout(body, expected);
  if (!about.ok) return about;
  const quantity = checkQuantity(body, expected);
  if (!quantity.ok) return quantity;
  if (!verify(receiptHash(body, hash), supplierSignature, body.supplier)) {
    return refuse('bad_supplier_signature', 'The supplier’s signature does not fit the receipt.');
  }
  return ok(body);
}

function checkWhatItIsAbout(
  body: ReceiptBody,
  expected: ExpectedReceipt,
): Result<ReceiptBody, Refusal<ReceiptRefusalName>> {
  const wrong = (name: ReceiptRefusalName, what: string) =>
    refuse(name, `The receipt names another ${what} than was agreed.`);
  if (!sameBytes(body.community, expected.community)) return wrong('wrong_community', 'community');
  if (sameBytes(body.supplier, body.consumer)) {
    return refuse('supplier_is_consumer', 'Nobody can give hours to themselves.');
  }
  if (!sameBytes(body.supplier, expected.supplier)) return wrong('wrong_supplier', 'supplier');
  if (!sameBytes(body.consumer, expected.consumer)) return wrong('wrong_consumer', 'consumer');
  if (!sameBytes(body.job, expected.job)) return wrong('wrong_job', 'job');
  if (!sameBytes(body.slice, expected.slice)) return wrong('wrong_slice', 'slice');
  if (!sameBytes(body.nonce, expected.nonce)) return wrong('wrong_nonce', 'attempt');
  if (!sameBytes(body.resultHash, expected.resultHash)) {
    return refuse('wrong_result', 'The result that arrived is not the one on the receipt.');
  }
  const { first, last } = expected.epochs;
  if (body.epoch < first - epochSlack || body.epoch > last + epochSlack) {
    return refuse(
      'wrong_epoch',
      'The receipt is dated to another hour; the clocks differ too much.',
    );
  }
  return ok(body);
}

function checkQuantity(
  body: ReceiptBody,
  expected: ExpectedReceipt,
): Result<ReceiptBody, Refusal<ReceiptRefusalName>> {
  if (!isWithin(body.ratingMilli, ratingMilliMax)) return ratingOutOfRange();
  if (body.ratingMilli !== expected.ratingMilli) {
    return refuse('rating_changed', 'The receipt carries another rating than was agreed.');
  }
  if (!isWithin(body.femtosecondsPerUnit, femtosecondsPerUnitMax)) return workRateOutOfRange();
  if (body.femtosecondsPerUnit !== expected.femtosecondsPerUnit) {
    return refuse('work_rate_changed', 'The receipt carries another work rate than was agreed.');
  }
  if (body.microCpuHours !== microCpuHoursOf(body)) return quantityWrong();
  if (body.microCpuHours > expected.ceiling) {
    return refuse('above_ceiling', 'The receipt is above the ceiling that was agreed.');
  }
  if (body.cpuMicroseconds > (expected.elapsedMs + clockSlackMs) * 1000) {
    return refuse(
      'more_than_the_time_that_passed',
      'The receipt claims more CPU time than passed while the slice ran.',
    );
  }
  return ok(body);
}

function isWithin(value: number, most: number): boolean {
  return value >= 1 && value <= most;
}

function ratingOutOfRange() {
  return refuse('rating_out_of_range', 'The receipt carries a rating that no machine has.');
}

function workRateOutOfRange() {
  return refuse('work_rate_out_of_range', 'The receipt carries a work rate that no module has.');
}

/** The claim may be more than the count explains, or a mistake: either way it is not what anybody else computes. */
function quantityWrong() {
  return refuse(
    'quantity_wrong',
    'The quantity is not CPU time × rating / 3600, bounded by what the work count explains.',
  );
}

/** Whether a receipt that both have signed may be kept: by its bytes alone. */
export function checkReceipt(
  receipt: Receipt,
  community: Uint8Array,
  { hash, verify }: SignatureChecks,
): Result<Receipt, Refusal<ReceiptRefusalName>> {
  const { body } = receipt;
  if (!sameBytes(body.community, community)) {
    return refuse('wrong_community', 'The receipt belongs to another community.');
  }
  if (sameBytes(body.supplier, body.consumer)) {
    return refuse('supplier_is_consumer', 'Nobody can give hours to themselves.');
  }
  if (!isWithin(body.ratingMilli, ratingMilliMax)) return ratingOutOfRange();
  if (!isWithin(body.femtosecondsPerUnit, femtosecondsPerUnitMax)) return workRateOutOfRange();
  if (body.microCpuHours !== microCpuHoursOf(body)) return quantityWrong();
  const id = receiptHash(body, hash);
  if (!verify(id, receipt.supplierSignature, body.supplier)) {
    return refuse('bad_supplier_signature', 'The supplier’s signature does not fit the receipt.');
  }
  if (!verify(id, receipt.consumerSignature, body.consumer)) {
    return refuse('bad_consumer_signature', 'The consumer’s signature does not fit the receipt.');
  }
  return ok(receipt);
}
