/**
 * A receipt: supplier and consumer agree that one slice used so much CPU time on the supplier's machine, and
 * executed so many metered instructions. Whoever has it can compute its quantity again (rules R1), and whoever
 * has the slice can count again.
 *
 * The bytes are canonical: fixed fields in a fixed order, integers big as the field, nothing optional, so
 * that one receipt has one encoding. What is signed is `hash("common-hours/receipt/v2" | community | body)`,
 * and the same hash is the receipt's id. Both parties sign it with their member keys (Ed25519). A receipt
 * proves that two keys agreed, not that work was done.
 */
import c from 'compact-encoding';
import { assert } from '../base/assert.ts';
import { textToBytes } from '../base/bytes.ts';
import { createRecent } from '../base/recent.ts';
import type { MeasuredWork } from '../domain/cpu-hours.ts';

/** What both parties sign. The rating is that of the supplier's core. */
export interface ReceiptBody extends MeasuredWork {
  readonly community: Uint8Array;
  /** Member key of who gave the CPU time. */
  readonly supplier: Uint8Array;
  /** Member key of who used it. */
  readonly consumer: Uint8Array;
  readonly job: Uint8Array;
  readonly slice: Uint8Array;
  readonly resultHash: Uint8Array;
  /** 16 bytes, made by the consumer for this attempt and never used again. */
  readonly nonce: Uint8Array;
  readonly microCpuHours: bigint;
  readonly epoch: number;
}

export interface Receipt {
  readonly body: ReceiptBody;
  /** 64 bytes each. */
  readonly supplierSignature: Uint8Array;
  readonly consumerSignature: Uint8Array;
}

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

const version = 2;
const domain = textToBytes('common-hours/receipt/v2');
const nonce = c.fixed(16);
const numbersAt = 1 + 6 * 32 + 16;

/** Bytes of an encoded body. */
export const receiptBodyBytes = numbersAt + 8 + 4 + 8 + 4 + 8 + 4;

/** Each body is written, and hashed, several times on its way to the disk. */
const written = createRecent<ReceiptBody, Uint8Array>(1_000);
const hashed = createRecent<ReceiptBody, { readonly hash: Hash; readonly id: Uint8Array }>(1_000);

/** The canonical bytes of a body, which nobody changes. */
export function encodeReceiptBody(body: ReceiptBody): Uint8Array {
  const before = written.find(body);
  if (before !== undefined) return before;
  const buffer = new Uint8Array(receiptBodyBytes);
  const state = { start: 0, end: receiptBodyBytes, buffer };
  c.uint8.encode(state, version);
  const { community, supplier, consumer, job, slice, resultHash } = body;
  for (const key of [community, supplier, consumer, job, slice, resultHash]) {
    assert(key.byteLength === 32, 'keys and hashes of a receipt have 32 bytes');
    c.fixed32.encode(state, key);
  }
  assert(body.nonce.byteLength === 16, 'a nonce has 16 bytes');
  nonce.encode(state, body.nonce);
  const numbers = numbersOf(buffer);
  numbers.setBigUint64(0, BigInt(body.cpuMicroseconds), true);
  numbers.setUint32(8, body.ratingMilli, true);
  numbers.setBigUint64(12, BigInt(body.workCount), true);
  numbers.setUint32(20, body.femtosecondsPerUnit, true);
  numbers.setBigUint64(24, body.microCpuHours, true);
  numbers.setUint32(32, body.epoch, true);
  written.keep(body, buffer);
  return buffer;
}

/** The body that these bytes encode, or null if they encode none. */
export function decodeReceiptBody(bytes: Uint8Array): ReceiptBody | null {
  if (bytes.byteLength !== receiptBodyBytes || bytes[0] !== version) return null;
  const state = { start: 1, end: bytes.byteLength, buffer: bytes };
  const key = () => new Uint8Array(c.fixed32.decode(state));
  const [community, supplier, consumer] = [key(), key(), key()];
  const [job, slice, resultHash] = [key(), key(), key()];
  const once = new Uint8Array(nonce.decode(state));
  const numbers = numbersOf(bytes);
  const cpuMicroseconds = numbers.getBigUint64(0, true);
  const workCount = numbers.getBigUint64(12, true);
  const most = BigInt(Number.MAX_SAFE_INTEGER);
  if (cpuMicroseconds > most || workCount > most) return null;
  return {
    community,
    supplier,
    consumer,
    job,
    slice,
    resultHash,
    nonce: once,
    cpuMicroseconds: Number(cpuMicroseconds),
    ratingMilli: numbers.getUint32(8, true),
    workCount: Number(workCount),
    femtosecondsPerUnit: numbers.getUint32(20, true),
    microCpuHours: numbers.getBigUint64(24, true),
    epoch: numbers.getUint32(32, true),
  };
}

/** The lowest byte of each comes first. */
function numbersOf({ buffer, byteOffset }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset + numbersAt, receiptBodyBytes - numbersAt);
}

/** The receipt's id, which is what both parties sign. `hash` is 32 bytes wide. */
export function receiptHash(body: ReceiptBody, hash: Hash): Uint8Array {
  const before = hashed.find(body);
  if (before?.hash === hash) return before.id;
  const id = hash(domain, body.community, encodeReceiptBody(body));
  hashed.keep(body, { hash, id });
  return id;
}
