/**
 * The protocol between two nodes of one community: this header is its specification.
 *
 * Frames travel over an encrypted connection (Noise) on one channel. The first byte of a frame says
 * what it is: 0 a message, UTF-8 JSON as described by `Message`; 1 a piece of a blob.
 *
 * 1. Each side sends `hello` first. It names the member and its machine, for which the member vouches by the
 *    `binding` (shared/ledger/genesis.ts), and the machine proves that this very connection is its own: the proof
 *    signs `hash("common-hours/hello/v1" | community | channel hash | transport key)`. Until a valid hello has
 *    come the other side is not present, and anything else it sends ends the connection.
 * 2. `standing` says whether this side lends now, and how much is free. It is sent after the hello and at
 *    each change.
 * 3. A consumer sends `ask`. The supplier answers `take` (with the rating that its receipt will carry, and
 *    the parts it needs) or `decline`. The consumer then sends the parts as pieces, in order.
 *    The receipt carries also the work rate of the module, by which the count bounds the quantity. The consumer
 *    says it in `ask`, or within a minute of the slice's end in `rate`: once for an attempt, and what comes
 *    later is passed over. A supplier that measures a far higher one declines, or fails, with `rate_too_low`.
 * 4. The supplier sends `began`, then `used` with CPU time and work count so far and whether the work is
 *    suspended there, then either `failed`, or `answer` with the receipt signed by itself and, behind it, the
 *    result as pieces.
 * 5. The consumer checks result and receipt, whose quantity follows from what else it says (rules R1), keeps the
 *    receipt signed by both, and sends `signed`. If it does not accept the receipt it sends `dispute` and
 *    pays nothing.
 * 6. `stop` ends an attempt that the consumer no longer wants. `unknown` answers anything about an attempt
 *    that the supplier does not have: after a restart, for instance.
 * 7. After a reconnection the consumer sends the rate again, if it is known, and `status` for each attempt that
 *    it waits for, and the supplier sends the answers that were never signed, each once on a connection. All
 *    of it may be repeated: an answer that was signed before is signed again with the same signature and
 *    counted once.
 *
 * 8. In a community with a shared record, receipts of two machines and an epoch are rolled up into counters
 *    (shared/ledger/record.ts). The supplier sends `counter`: the next body of their series (no cause, processor
 *    hours), its device's signature of it, and the ids of the receipts that it adds, in their order, at most
 *    `receiptsPerCounter`. The consumer signs only what it computes itself from receipts that it holds, keeps the
 *    counter, and sends `countersigned`; or else `counter_refused`. Either may submit it to the record then. The supplier keeps a proposal before it sends it, and repeats it until it is
 *    answered, also on later connections: neither machine ever signs two counters of one sequence number, and a
 *    proposal that was signed before is signed again with the same signature.
 *
 * An attempt is named by the 16 bytes that its receipt carries as a nonce. Pieces are full but for the last of
 * a blob, and the blobs of one side follow each other: none begins before the one before it has ended. Frames
 * that carry little may come as often as `talk` says and no more. A side that breaks these rules is
 * disconnected and counted; a message of an unknown type is ignored, so that later versions can add some.
 */
import * as v from 'valibot';
import { bytesToText, concatBytes, textToBytes } from '../base/bytes.ts';
import { bytes, count, exactBytes, hex32, integer, text, toWire } from '../base/fields.ts';
import { femtosecondsPerUnitMax } from '../domain/cpu-hours.ts';
import { limits } from '../domain/limits.ts';
import { receiptBodyBytes } from '../ledger/receipt.ts';

export const protocolVersion = 3;
export const helloDomain = textToBytes('common-hours/hello/v1');

/** Bytes of a blob in one piece. */
export const pieceBytes = 64 * 1024;
/** The largest message, and so the largest frame but for a piece with its head. */
export const messageBytesMax = 64 * 1024;

/**
 * What one side may say at once and in a second, where a message costs 1 and 1 more for each KiB, and a full
 * piece nothing: a hundred jobs under way and their news stay far below it.
 */
export const talk = { burst: 4_000, perSecond: 400 } as const;

export const parts = ['module', 'input', 'result'] as const;
export type Part = (typeof parts)[number];

const attempt = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const detail = text(limits.detailLength);
const workRate = v.pipe(count, v.minValue(1), v.maxValue(femtosecondsPerUnitMax));

const Hello = v.object({
  type: v.literal('hello'),
  version: count,
  community: hex32,
  member: hex32,
  device: hex32,
  binding: exactBytes(64),
  name: v.nullable(text(limits.memberNameLength)),
  kinds: v.pipe(v.array(text(32)), v.maxLength(16)),
  proof: exactBytes(64),
});

const Standing = v.object({
  type: v.literal('standing'),
  lending: v.boolean(),
  freeSlots: v.pipe(count, v.maxValue(4096)),
  ratingMilli: v.nullable(count),
});

const Ask = v.object({
  type: v.literal('ask'),
  attempt,
  job: hex32,
  slice: hex32,
  moduleHash: hex32,
  moduleBytes: v.pipe(count, v.maxValue(limits.moduleBytes)),
  inputHash: hex32,
  inputBytes: v.pipe(count, v.maxValue(limits.inputBytes)),
  entry: text(limits.entryBytes),
  args: v.pipe(v.array(text(limits.argumentBytes)), v.maxLength(limits.argumentCount)),
  ceiling: integer,
  memoryBytes: v.pipe(count, v.maxValue(limits.memoryBytesMax)),
  wallMs: v.pipe(count, v.maxValue(limits.wallMsMax)),
  /** Null: it follows. */
  femtosecondsPerUnit: v.nullable(workRate),
});

const Rate = v.object({ type: v.literal('rate'), attempt, femtosecondsPerUnit: workRate });

const Take = v.object({ type: v.literal('take'), attempt, ratingMilli: count });
const Decline = v.object({ type: v.literal('decline'), attempt, name: text(60), detail });
const Began = v.object({ type: v.literal('began'), attempt });
const Used = v.object({
  type: v.literal('used'),
  attempt,
  cpuMicroseconds: count,
  workCount: count,
  suspended: v.boolean(),
});
const Answer = v.object({
  type: v.literal('answer'),
  attempt,
  resultBytes: v.pipe(count, v.maxValue(limits.resultBytes)),
  receipt: exactBytes(receiptBodyBytes),
  signature: exactBytes(64),
});
const Failed = v.object({ type: v.literal('failed'), attempt, name: text(60), detail });
const Signed = v.object({ type: v.literal('signed'), attempt, signature: exactBytes(64) });
const Dispute = v.object({ type: v.literal('dispute'), attempt, name: text(60), detail });
const Stop = v.object({ type: v.literal('stop'), attempt });
const Status = v.object({ type: v.literal('status'), attempt });
const Unknown = v.object({ type: v.literal('unknown'), attempt });

/** Receipts that one counter may add. */
export const receiptsPerCounter = 1_000;
/** Bytes of an encoded `CounterBody`. */
export const counterBodyBytes = 3 * 32 + 1 + 3 * 4 + 8 + 32;
const receiptIds = v.pipe(
  bytes(32 * receiptsPerCounter),
  v.check(({ byteLength }) => byteLength > 0 && byteLength % 32 === 0),
);

const Counter = v.object({
  type: v.literal('counter'),
  body: exactBytes(counterBodyBytes),
  signature: exactBytes(64),
  /** Ids of receipts, one behind the other. */
  added: receiptIds,
});
const whichCounter = { epoch: count, sequence: count };
const Countersigned = v.object({
  type: v.literal('countersigned'),
  ...whichCounter,
  signature: exactBytes(64),
});
const CounterRefused = v.object({
  type: v.literal('counter_refused'),
  ...whichCounter,
  name: text(60),
  detail,
});

const AnyMessage = v.variant('type', [
  Hello,
  Standing,
  Ask,
  Rate,
  Take,
  Decline,
  Began,
  Used,
  Answer,
  Failed,
  Signed,
  Dispute,
  Stop,
  Status,
  Unknown,
  Counter,
  Countersigned,
  CounterRefused,
]);

export type Message = v.InferOutput<typeof AnyMessage>;
export type MessageOf<Type extends Message['type']> = Extract<Message, { readonly type: Type }>;
export type AskMessage = MessageOf<'ask'>;

/** A piece of a blob: `offset` is where it belongs. */
export interface Piece {
  readonly attempt: string;
  readonly part: Part;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

export type Frame =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'piece'; readonly piece: Piece }
  /** A message of a type that this version does not know. */
  | { readonly kind: 'ignored' }
  | { readonly kind: 'garbage'; readonly reason: string };

const pieceHead = 1 + 16 + 1 + 4;
export const frameBytesMax = Math.max(messageBytesMax, pieceBytes + pieceHead);

/** A message as a frame. */
export function encodeMessage(message: Message): Uint8Array {
  return concatBytes(new Uint8Array([0]), textToBytes(JSON.stringify(toWire(message))));
}

/** A piece as a frame. */
export function encodePiece(piece: Piece): Uint8Array {
  const head = new Uint8Array(pieceHead);
  const view = new DataView(head.buffer);
  head[0] = 1;
  for (let i = 0; i < 16; i++)
    head[1 + i] = Number.parseInt(piece.attempt.slice(2 * i, 2 * i + 2), 16);
  head[17] = parts.indexOf(piece.part);
  view.setUint32(18, piece.offset);
  return concatBytes(head, piece.bytes);
}

/** What a frame counts for, as `talk` says. */
export function frameCost(frame: Uint8Array): number {
  const isFullPiece = frame[0] === 1 && frame.byteLength === pieceHead + pieceBytes;
  return isFullPiece ? 0 : 1 + Math.floor(frame.byteLength / 1024);
}

/** What a frame says. Never throws: whatever is not understood is `garbage`, with the reason. */
export function decodeFrame(frame: Uint8Array): Frame {
  if (frame.byteLength > frameBytesMax) return { kind: 'garbage', reason: 'oversized_frame' };
  if (frame[0] === 0) return decodeMessage(frame.subarray(1));
  if (frame[0] === 1) return decodePiece(frame);
  return { kind: 'garbage', reason: 'unknown_frame' };
}

function decodeMessage(frame: Uint8Array): Frame {
  const json = parseJson(bytesToText(frame));
  if (typeof json !== 'object' || json === null)
    return { kind: 'garbage', reason: 'malformed_json' };
  const type: unknown = Reflect.get(json, 'type');
  if (typeof type !== 'string') return { kind: 'garbage', reason: 'malformed_message' };
  const parsed = v.safeParse(AnyMessage, json);
  if (parsed.success) return { kind: 'message', message: parsed.output };
  const isKnown = AnyMessage.options.some((option) => option.entries.type.literal === type);
  return isKnown ? { kind: 'garbage', reason: 'malformed_message' } : { kind: 'ignored' };
}

function decodePiece(frame: Uint8Array): Frame {
  const part = parts[frame[17] ?? 255];
  if (frame.byteLength <= pieceHead || part === undefined) {
    return { kind: 'garbage', reason: 'malformed_piece' };
  }
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const digits = Array.from(frame.subarray(1, 17), (byte) => byte.toString(16).padStart(2, '0'));
  return {
    kind: 'piece',
    piece: {
      attempt: digits.join(''),
      part,
      offset: view.getUint32(18),
      bytes: frame.subarray(pieceHead),
    },
  };
}

function parseJson(source: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    return null;
  }
}
