/**
 * Whether bytes are a record of a community: by themselves, without knowing what came before. Decoding and the
 * checks of signatures are apart, so that the costly half can be done by several threads.
 */
import { refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import type { CheckedRecord, RecordBody } from './record.ts';

export type RecordRefusalName =
  'record_malformed' | 'record_newer' | 'record_too_large' | 'bad_signature';

export interface RecordChecks {
  /** 32 bytes wide. */
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  /** Ed25519. */
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

/** One check of a signature. */
export interface SignatureTask {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** A record whose form is right; what it claims still has to be checked by `signatureTasks`. */
export interface DecodedRecord {
  readonly record: CheckedRecord;
  readonly signatures: readonly Uint8Array[];
}

/** The form of a record: size, version, kind, canonical bytes, ranges. Nothing is said of its signatures. */
export function decodeRecord(
  _bytes: Uint8Array,
  _community: Uint8Array,
  _hash: RecordChecks['hash'],
): Result<DecodedRecord, Refusal<RecordRefusalName>> {
  return refuse('record_malformed', 'There is no record in these bytes.');
}

/** Everything that must be signed for the record to count; all of them, or it is forged. */
export function signatureTasks(
  _decoded: DecodedRecord,
  _community: Uint8Array,
  _hash: RecordChecks['hash'],
): readonly SignatureTask[] {
  return [];
}

/** Both in one. */
export function checkRecord(
  bytes: Uint8Array,
  community: Uint8Array,
  { hash }: RecordChecks,
): Result<CheckedRecord, Refusal<RecordRefusalName>> {
  const decoded = decodeRecord(bytes, community, hash);
  return decoded.ok ? { ok: true, value: decoded.value.record } : decoded;
}

/** The whole encoding: version 1, kind, body, signatures (a counter: supplier's, consumer's; others: author's). */
export function encodeRecord(_record: RecordBody, _signatures: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array();
}
