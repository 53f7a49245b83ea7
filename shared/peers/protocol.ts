/**
 * The protocol between two nodes of one community: this header is its specification.
 *
 * Frames travel over an encrypted connection (Noise) on one channel. The first byte of a frame says
 * what it is: 0 a message, UTF-8 JSON as described by `Message`; 1 a piece of a blob; 2 several messages, a JSON
 * array of them behind their number in two bytes (big-endian, at least 2), which are as good as so many frames.
 *
 * 1. Each side sends `hello` first. It names the member and its machine, for which the member vouches by the
 *    `binding` (shared/ledger/genesis.ts), and the machine proves that this very connection is its own: the proof
 *    signs `hash("common-hours/hello/v1" | community | channel hash | transport key)`. Until a valid hello has
 *    come the other side is not present, and anything else it sends ends the connection.
 * 2. `standing` says whether this side lends now, how many cores are free, and how many slices more it would take
 *    beyond those (`room`: about as many as it expects to begin within a second, so that short slices follow each
 *    other without a pause). It is sent after the hello and soon after each change. A consumer asks for at most
 *    `freeSlots + room` slices more; from one standing to the next it counts what was taken and what has ended.
 * 3. A consumer sends `ask`; an input of at most `inlineBytesMax` travels inside. The supplier answers `take` (with
 *    the rating that its receipt will carry, and whether it needs the module) or `decline`. The consumer then sends
 *    the module, if it is needed, and an input that was not inside, as pieces, in order. A supplier that keeps
 *    modules by their hash asks for each once; where it turns out to lack one after all (what should have brought it
 *    has ended, or it was let go), it says `need`, and the module follows as for a `take` that needs it.
 *    The receipt carries also the work rate of the module, by which the count bounds the quantity. The consumer
 *    says it in `ask`, or within a minute of the slice's end in `rate`: once for an attempt, and what comes
 *    later is passed over. A supplier that measures a far higher one declines, or fails, with `rate_too_low`.
 * 4. The supplier sends `began` when a core has it, then `used` with CPU time and work count so far and whether the
 *    work is suspended there, then either `failed`, or `answer` with the receipt signed by itself and the result:
 *    inside where it has at most `inlineBytesMax`, else behind it as pieces. Of a slice that ends at once `began` may
 *    be left out. What waits for a core is spoken of at least every half minute, by `used` with nothing used.
 *    What the program says of itself, how far it is and the end of its console, may travel with these: it is the
 *    supplier's word, for people to read, and nothing rests on it.
 * 5. The consumer checks result and receipt, whose quantity follows from what else it says (rules R1). It may keep
 *    the answer until others have answered the same slice. Then it keeps the receipt signed by both and sends
 *    `signed`; or, if it does not accept it, sends `dispute` and pays nothing. What is proved wrong after that is
 *    disputed all the same, again on later connections: the consumer counts these hours no more.
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
 *    counter, and sends `countersigned`; or else `counter_refused`. Either may submit it to the record then. The
 *    supplier keeps a proposal before it sends it, and repeats it until it is answered, also on later connections:
 *    neither machine ever signs two counters of one sequence number, and a proposal that was signed before is
 *    signed again with the same signature.
 * 9. A refusal names the receipts that stand against the counter in `without`. Those that the consumer does not have
 *    the supplier shows it, in `receipts`, at most `receiptsPerMessage` each: both have signed them, so that the
 *    consumer keeps them again, and the same proposal comes once more. What is refused after that, or is counted
 *    elsewhere, stays out of the series for good, and the next proposal has the next sequence number: numbers
 *    grow, and may leave some out.
 * 10. Who finds that the other has forgotten what both agreed on shows it: `counter_agreed`, the last counter.
 * 11. A supplier may limit how fast modules and inputs come to it. It says so by `flow` with no bytes, and grants more
 *    by `flow` with a number, which is added to what is left of earlier ones; null ends the limit, and there is none
 *    at first. Under a limit a consumer sends all inputs as pieces, and says `waiting` with the bytes that it has in
 *    hand when it lacks leave. A supplier that limits what it sends sends results as pieces, and each answer right
 *    before its first one.
 * 12. Of a slice that a consumer expects to take long (`expectedMicroseconds` in `ask`) a supplier may send checkpoints
 *    while it runs: `checkpoint`, and its bytes behind it as pieces, one at a time on a connection and each newer than
 *    the last of its attempt. They cost nothing, and whoever has no use for them passes them over. When an attempt has
 *    come to nothing, the consumer may give the next supplier the newest one: `from` in `ask` says what it is, and it
 *    follows as pieces after the `take`. The receipt then speaks of what was done since. A checkpoint that does not
 *    fit the slice ends the attempt with `checkpoint_refused`, for which nobody is to blame who passed it on.
 *
 * 13. Who ends a connection for what the other side sent may say so first, by `goodbye` with the name of the reason.
 *    Nothing follows from it but a sentence for people to read.
 *
 * An attempt is named by the 16 bytes that its receipt carries as a nonce. Pieces of a blob come in its order, and are
 * full but for the last one, or where a limit of either side makes them smaller. Results follow each other, and so do
 * checkpoints; modules, inputs and what a slice goes on from too, but under a limit: these take turns then. Frames that carry little may come as often as `talk` says and no more. A side that breaks these rules is
 * disconnected and counted; a message of an unknown type is ignored, so that later versions can add some.
 */
import * as v from 'valibot';
import { textToBytes } from '../base/bytes.ts';
import { bytes, count, exactBytes, hex32, integer, text } from '../base/fields.ts';
import { femtosecondsPerUnitMax } from '../domain/cpu-hours.ts';
import { limits } from '../domain/limits.ts';
import { receiptBodyBytes } from '../ledger/receipt.ts';

/** Changes with what is said, and with what the same slice counts: who counts otherwise would seem to lie. */
export const protocolVersion = 5;
export const helloDomain = textToBytes('common-hours/hello/v1');

/** Inputs and results of at most so many bytes travel inside the message that speaks of them. */
export const inlineBytesMax = 8 * 1024;
/** Bytes of a blob in one piece. */
export const pieceBytes = 64 * 1024;
/** The largest message, and so the largest frame but for a piece with its head. */
export const messageBytesMax = 64 * 1024;

/**
 * What one side may say at once and in a second, where a message costs 1, each 4 KiB of a frame 1 more, and a full
 * piece nothing: two thousand short slices a second and their news stay below it.
 */
export const talk = { burst: 10_000, perSecond: 10_000 } as const;

export const parts = ['module', 'input', 'result', 'checkpoint', 'from'] as const;
export type Part = (typeof parts)[number];

const attempt = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const detail = text(limits.detailLength);
const console = v.exactOptional(text(limits.consoleLength));
const workRate = v.pipe(count, v.minValue(1), v.maxValue(femtosecondsPerUnitMax));

const checkpointBytes = v.pipe(count, v.minValue(1), v.maxValue(limits.checkpointBytes));

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
  room: v.pipe(count, v.maxValue(4096)),
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
  /** Null: it follows in pieces. */
  input: v.nullable(bytes(inlineBytesMax)),
  entry: text(limits.entryBytes),
  args: v.pipe(v.array(text(limits.argumentBytes)), v.maxLength(limits.argumentCount)),
  ceiling: integer,
  memoryBytes: v.pipe(count, v.maxValue(limits.memoryBytesMax)),
  wallMs: v.pipe(count, v.maxValue(limits.wallMsMax)),
  /** Null: it follows. */
  femtosecondsPerUnit: v.nullable(workRate),
  /** CPU time that slices like it took; left out where that is not known, or nobody wants checkpoints. */
  expectedMicroseconds: v.exactOptional(count),
  /** What it goes on from; left out where it starts from the beginning. */
  from: v.exactOptional(v.object({ bytes: checkpointBytes, hash: hex32 })),
});

const Rate = v.object({ type: v.literal('rate'), attempt, femtosecondsPerUnit: workRate });

const Take = v.object({
  type: v.literal('take'),
  attempt,
  ratingMilli: count,
  needsModule: v.boolean(),
});
const Need = v.object({ type: v.literal('need'), attempt });
const Decline = v.object({ type: v.literal('decline'), attempt, name: text(60), detail });
const Began = v.object({ type: v.literal('began'), attempt });
const Used = v.object({
  type: v.literal('used'),
  attempt,
  cpuMicroseconds: count,
  workCount: count,
  suspended: v.boolean(),
  /** How far the program says it is, in thousandths. */
  progressMilli: v.exactOptional(v.pipe(count, v.maxValue(1_000))),
});
const Checkpoint = v.object({
  type: v.literal('checkpoint'),
  attempt,
  bytes: checkpointBytes,
  hash: hex32,
  /** Used by this supplier up to it. */
  cpuMicroseconds: count,
});
const Answer = v.object({
  type: v.literal('answer'),
  attempt,
  resultBytes: v.pipe(count, v.maxValue(limits.resultBytes)),
  /** Null: it follows in pieces. */
  result: v.nullable(bytes(inlineBytesMax)),
  receipt: exactBytes(receiptBodyBytes),
  signature: exactBytes(64),
  console,
});
const Failed = v.object({ type: v.literal('failed'), attempt, name: text(60), detail, console });
const Signed = v.object({ type: v.literal('signed'), attempt, signature: exactBytes(64) });
const Dispute = v.object({ type: v.literal('dispute'), attempt, name: text(60), detail });
const Stop = v.object({ type: v.literal('stop'), attempt });
const Status = v.object({ type: v.literal('status'), attempt });
const Goodbye = v.object({ type: v.literal('goodbye'), name: text(60) });
const Unknown = v.object({ type: v.literal('unknown'), attempt });

/** More than anybody has in hand at a time. */
const flowBytes = v.pipe(count, v.maxValue(2 ** 30));
const Flow = v.object({ type: v.literal('flow'), bytes: v.nullable(flowBytes) });
const Waiting = v.object({ type: v.literal('waiting'), bytes: flowBytes });

/** Receipts that one counter may add. */
export const receiptsPerCounter = 1_000;
/** Bytes of an encoded `CounterBody`. */
export const counterBodyBytes = 3 * 32 + 1 + 3 * 4 + 8 + 32;
const several = (each: number, most: number) =>
  v.pipe(
    bytes(each * most),
    v.check(({ byteLength }) => byteLength > 0 && byteLength % each === 0),
  );
const receiptIds = several(32, receiptsPerCounter);

const Counter = v.object({
  type: v.literal('counter'),
  body: exactBytes(counterBodyBytes),
  signature: exactBytes(64),
  /** Ids of receipts, one behind the other. */
  added: receiptIds,
});
export const receiptsPerMessage = 100;
/** Bytes of an encoded receipt with the signatures of supplier and consumer behind it. */
export const signedReceiptBytes = receiptBodyBytes + 2 * 64;
const Receipts = v.object({
  type: v.literal('receipts'),
  receipts: several(signedReceiptBytes, receiptsPerMessage),
});
const whichCounter = { epoch: count, sequence: count };
const Countersigned = v.object({
  type: v.literal('countersigned'),
  ...whichCounter,
  signature: exactBytes(64),
});
const CounterAgreed = v.object({
  type: v.literal('counter_agreed'),
  body: exactBytes(counterBodyBytes),
  supplierSignature: exactBytes(64),
  consumerSignature: exactBytes(64),
  receipts: receiptIds, // all that are behind it, in its order
});
const CounterRefused = v.object({
  type: v.literal('counter_refused'),
  ...whichCounter,
  name: text(60),
  detail,
  without: v.optional(receiptIds), // those that the consumer cannot count here
});

/** Every message, by its type. */
export const AnyMessage = v.variant('type', [
  Hello,
  Standing,
  Ask,
  Rate,
  Take,
  Need,
  Decline,
  Began,
  Used,
  Checkpoint,
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
  CounterAgreed,
  Receipts,
  Flow,
  Waiting,
  Goodbye,
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
