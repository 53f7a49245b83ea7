/**
 * Whether bytes are a record of a community: by themselves, without knowing what came before. Decoding and the
 * checks of signatures are apart, so that the costly half can be done by several threads. The names stand in
 * the order of precedence, and none is ever used again for something else.
 *
 *     record    version 1 | kind 1 | body | signature 64 (a counter: supplier's, then consumer's; others: author's)
 */
import type { Encoding } from 'compact-encoding';
import { concatBytes, textToBytes } from '../base/bytes.ts';
import { ok, refuse } from '../base/result.ts';
import type { Refusal, Result } from '../base/result.ts';
import { codecOf } from '../base/struct.ts';
import { bodyFields, encodeBody, kindNumbers, recordBytesMax, recordIdOf } from './record.ts';
import type { CheckedRecord, RecordBody, RecordKind } from './record.ts';
import { sealFault } from './market-claims.ts';
import { claimFault } from './record-claims.ts';
import { tasksOf } from './record-signatures.ts';
import type { SignatureTask } from './record-signatures.ts';
import { answerSealFault } from './work-claims.ts';

export type RecordRefusalName =
  | 'record_too_large'
  | 'record_newer'
  | 'record_malformed'
  | 'record_contradicts_itself'
  | 'record_forged';

export interface RecordChecks {
  /** 32 bytes wide. */
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  /** Ed25519. */
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

/** A record whose form is right; what it claims still has to be checked by `signatureTasks`. */
export interface DecodedRecord {
  readonly record: CheckedRecord;
  readonly signatures: readonly Uint8Array[];
}

type Decoded = Result<DecodedRecord, Refusal<RecordRefusalName>>;

const version = 1;
const headBytes = 2;
const signatureBytes = 64;

/** How the kind with this number is read, whatever it is. */
const readers = new Map(
  (Object.keys(kindNumbers) as RecordKind[]).map((kind) => [
    kindNumbers[kind],
    { kind, domain: textToBytes(`common-hours/${kind}/v1`), codec: codecOf(fieldsOf(kind)) },
  ]),
);

function fieldsOf(kind: RecordKind): Encoding<unknown> {
  return bodyFields[kind];
}

/** The form of a record: size, version, kind, canonical bytes, ranges. Nothing is said of its signatures. */
export function decodeRecord(
  bytes: Uint8Array,
  community: Uint8Array,
  hash: RecordChecks['hash'],
): Decoded {
  if (bytes.byteLength > recordBytesMax) {
    return refuse('record_too_large', 'The record is larger than a record may be.');
  }
  const [written = 0, kindNumber = 0] = bytes;
  const reader = readers.get(kindNumber);
  if (bytes.byteLength > headBytes && (written > version || (written === 1 && !reader))) {
    return refuse('record_newer', 'The record was made by a newer Common Hours: update yours.');
  }
  if (written !== version || reader === undefined) return malformed();
  const end = bytes.byteLength - signatureBytes * signaturesOf(reader.kind);
  if (end <= headBytes) return malformed();
  const bodyBytes = bytes.subarray(headBytes, end);
  const body = reader.codec.decode(bodyBytes);
  if (body === null) return malformed();
  const decoded = { kind: reader.kind, body } as RecordBody;
  const fault =
    claimFault(decoded, community) ??
    sealFault(decoded, community, hash) ??
    answerSealFault(decoded, community, hash);
  if (fault !== null) return refuse('record_contradicts_itself', fault);
  const id = hash(reader.domain, community, bytes.subarray(1, headBytes), bodyBytes);
  const own = new Uint8Array(bytes);
  const signatures: Uint8Array[] = [];
  for (let at = end; at < own.byteLength; at += signatureBytes) {
    signatures.push(own.subarray(at, at + signatureBytes));
  }
  return ok({ record: { ...decoded, id, bytes: own }, signatures });
}

function signaturesOf(kind: RecordKind): number {
  return kind === 'counter' ? 2 : 1;
}

function malformed() {
  return refuse('record_malformed', 'These bytes are no record.');
}

/** Everything that must be signed for the record to count; if one of them is not, it is forged. */
export function signatureTasks(
  { record, signatures }: DecodedRecord,
  community: Uint8Array,
  hash: RecordChecks['hash'],
): readonly SignatureTask[] {
  return tasksOf(record, signatures, community, hash);
}

/** What a record is whose signatures do not all fit. */
export function forgedRecord() {
  return refuse('record_forged', 'A signature does not fit the record.');
}

/** Form and signatures. */
export function checkRecord(
  bytes: Uint8Array,
  community: Uint8Array,
  { hash, verify }: RecordChecks,
): Result<CheckedRecord, Refusal<RecordRefusalName>> {
  const decoded = decodeRecord(bytes, community, hash);
  if (!decoded.ok) return decoded;
  const tasks = signatureTasks(decoded.value, community, hash);
  const isSigned = tasks.every(({ message, signature, publicKey }) =>
    verify(message, signature, publicKey),
  );
  return isSigned ? ok(decoded.value.record) : forgedRecord();
}

/** The whole encoding, with the signatures in their order. */
export function encodeRecord(record: RecordBody, signatures: readonly Uint8Array[]): Uint8Array {
  return concatBytes(
    new Uint8Array([version, kindNumbers[record.kind]]),
    encodeBody(record),
    ...signatures,
  );
}

/** A record with its id, signed by its author, or by a counter's supplier and consumer. */
export function signRecord(
  record: RecordBody,
  community: Uint8Array,
  hash: RecordChecks['hash'],
  signers: readonly ((message: Uint8Array) => Uint8Array)[],
): { readonly id: Uint8Array; readonly bytes: Uint8Array } {
  const id = recordIdOf(record, community, hash);
  const signatures = signers.map((sign) => sign(id));
  return { id, bytes: encodeRecord(record, signatures) };
}
