/**
 * The protocol between two machines that keep the record of one community: this header is its specification.
 *
 * Frames travel over an encrypted connection (Noise) on the record's own topic (`recordTopicOf`). The first byte
 * of a frame says what it is, canonical bytes (shared/base/struct.ts) follow. Nothing that comes is believed: records
 * are signed by those whom they name, certificates by the witnesses, sets and snapshots hash to what is
 * certified. Thus anybody may be asked; who may ask is another matter.
 *
 * 1. Each side sends `hello` first, and again when its key or credential changes. It proves that its device key
 *    belongs to this very connection: the proof signs
 *    `hash("common-hours/record-hello/v1" | community | channel hash | transport key)`. Anything else that comes
 *    before a valid hello ends the connection.
 * 2. Asked questions are answered only to a *member's machine*: its key is an active device in the certified state
 *    of the side that is asked, or its hello carries a credential, a record of kind `member` or `device` by this
 *    key that could be certified: its inviter's device is active and the invitation open, or its member is one.
 *    Others are told nothing but hello and `status`, and are let go after half a minute unless they are ahead, and
 *    at once when they say so and show no certificate. Whoever is turned down because of its invitation is told why:
 *    `unwelcome`, which may be a lie like anything else, and is only ever shown.
 * 3. `status` says which height a side holds a certificate for, after the hello and at each change. Whoever is
 *    behind asks for `certificates` from its next height on, then for the sets of ids that they name and for
 *    the records that it misses, or for the chunks of a snapshot when it is far behind: from several neighbours at
 *    once, each of which first shows the hashes of its chunks, and then sends what hashes to them. Old sets need not
 *    be kept by anybody: where all answer `nothing`, a snapshot takes their place.
 * 4. Records that are not certified: both sides of one height send a `digest` of what they hold, 256 buckets by
 *    the first byte of the id. For each bucket that differs a side answers with its ids in `have`, and the
 *    other asks for what it misses. What comes later is announced by `have` at once. Repeats do no harm.
 * 5. `vote` carries a message of the witnesses (shared/consensus) about the next height. Everybody who is at that
 *    height checks it and passes it on once, and again when it is said again later, each time more seldom; whoever
 *    comes to the height, or connects, is told those kept. The set of a proposal is asked for by its root, from
 *    whoever passed the proposal on: a side that has not got it answers `nothing`, looks for it in the same way,
 *    and has it when it is asked again.
 * 6. At most four questions of each kind are under way at a time, and are answered in their order. An answer that
 *    holds less than was asked for is followed by another question; `nothing` is the answer of who does not
 *    have it (any more).
 *
 * Frames may come as often as `recordTalk` says and no more; answers that were asked for cost nothing. A side that
 * breaks these rules is disconnected and counted; a frame of an unknown kind is ignored, so that later versions can
 * add some.
 */
import { concatBytes, textToBytes } from '../base/bytes.ts';
import {
  blob,
  codecOf,
  fixed,
  key,
  list,
  signature,
  struct,
  uint32,
  uint8,
} from '../base/struct.ts';
import type { Codec } from '../base/struct.ts';
import { recordBytesMax } from '../ledger/record.ts';

export const recordProtocolVersion = 1;
export const recordHelloDomain = textToBytes('common-hours/record-hello/v1');

/** The largest frame; the swarm takes none above 256 KiB. */
export const recordFrameBytesMax = 200 * 1024;
/** Records in one answer take at most so many bytes together. */
export const recordPageBytes = 160 * 1024;
export const idsPerPage = 4096;
export const recordsPerQuestion = 1024;
export const certificatesPerPage = 64;
export const chunkBytesMax = 64 * 1024;
/** Of one snapshot: 256 MiB; a state of ten thousand members is a tenth of it. */
export const chunksMax = 4_096;
export const genesisBytesMax = 32 * 1024;
export const voteBytesMax = 8 * 1024;
/** Questions of one kind under way on one connection. */
export const questionsMax = 4;
export const bucketCount = 256;
export const bucketBytes = 8;

/**
 * What one side may say at once and in a second, and again as much for what it may ask; `recordFrameCost` says what
 * a frame counts for. Whoever asks quicker than that is answered later, who says more is disconnected.
 */
export const recordTalk = { burst: 8_000, perSecond: 800 } as const;

interface Hello {
  readonly version: number;
  readonly device: Uint8Array;
  readonly proof: Uint8Array;
  /** A record by this device, or empty. */
  readonly credential: Uint8Array;
}

/** The last certified height, and the id of its value (`epochIdOf`); the community's id at height 0. */
interface Status {
  readonly height: number;
  readonly id: Uint8Array;
}

const certified = struct({ value: blob(1024), certificate: blob(2048) });

/** How each kind of frame is written behind its first byte. */
const codecs = {
  hello: codecOf(
    struct<Hello>({
      version: uint8,
      device: key,
      proof: signature,
      credential: blob(recordBytesMax),
    }),
  ),
  status: codecOf(struct<Status>({ height: uint32, id: key })),
  askGenesis: codecOf(struct<object>({})),
  genesis: codecOf(struct({ bytes: blob(genesisBytesMax) })),
  askCertificates: codecOf(struct({ from: uint32 })),
  /** From the height that was asked for, without gaps. */
  certificates: codecOf(struct({ from: uint32, page: list(certified, certificatesPerPage) })),
  /** The set of a certified height, or of a proposal for it, if it has so many records. */
  askSet: codecOf(struct({ height: uint32, root: key, count: uint32, offset: uint32 })),
  set: codecOf(struct({ root: key, offset: uint32, ids: list(key, idsPerPage) })),
  askRecords: codecOf(struct({ ids: list(key, recordsPerQuestion) })),
  /** As many as fit, in the order in which they were asked for; `missing` are not here. */
  records: codecOf(
    struct({
      records: list(blob(recordBytesMax), recordsPerQuestion),
      missing: list(key, recordsPerQuestion),
    }),
  ),
  askChunk: codecOf(struct({ height: uint32, index: uint32 })),
  chunk: codecOf(
    struct({
      height: uint32,
      index: uint32,
      count: uint32,
      bytes: blob(chunkBytesMax),
    }),
  ),
  askSnapshot: codecOf(struct({ height: uint32 })),
  /** The hashes of all chunks of the state after this height, as leaves (shared/ledger/merkle.ts). */
  snapshot: codecOf(struct({ height: uint32, hashes: list(key, chunksMax) })),
  have: codecOf(struct({ ids: list(key, idsPerPage) })),
  digest: codecOf(struct({ height: uint32, buckets: fixed(bucketCount * bucketBytes) })),
  vote: codecOf(struct({ message: blob(voteBytesMax) })),
  /** The answer to the question of this kind that is under way. */
  nothing: codecOf(struct({ question: uint8 })),
  /** Why a credential is of no use here; the reason is the place in `unwelcomeReasons`. */
  unwelcome: codecOf(struct({ reason: uint8 })),
} as const;

/** Places are never used again for something else. */
export const unwelcomeReasons = [
  'invitation_expired',
  'invitation_used',
  'inviter_not_a_member',
] as const;
export type UnwelcomeReason = (typeof unwelcomeReasons)[number];

export type RecordFrameKind = keyof typeof codecs;
type Body<Kind extends RecordFrameKind> = (typeof codecs)[Kind] extends Codec<infer T> ? T : never;
export type RecordFrame = {
  readonly [Kind in RecordFrameKind]: { readonly kind: Kind } & Body<Kind>;
}[RecordFrameKind];
export type RecordFrameOf<Kind extends RecordFrameKind> = Extract<
  RecordFrame,
  { readonly kind: Kind }
>;

/** The first byte of each. Numbers are never used again for something else. */
const numbers: { readonly [Kind in RecordFrameKind]: number } = {
  hello: 1,
  status: 2,
  askGenesis: 3,
  genesis: 4,
  askCertificates: 5,
  certificates: 6,
  askSet: 7,
  set: 8,
  askRecords: 9,
  records: 10,
  askChunk: 11,
  chunk: 12,
  have: 13,
  digest: 14,
  vote: 15,
  nothing: 16,
  unwelcome: 17,
  askSnapshot: 18,
  snapshot: 19,
};
const kinds = new Map(
  Object.entries(numbers).map(([kind, number]) => [number, kind as RecordFrameKind]),
);

/** What can be asked for, and what answers it. */
export const answers = {
  askGenesis: 'genesis',
  askCertificates: 'certificates',
  askSet: 'set',
  askRecords: 'records',
  askChunk: 'chunk',
  askSnapshot: 'snapshot',
} as const satisfies { readonly [Kind in RecordFrameKind]?: RecordFrameKind };

export type QuestionKind = keyof typeof answers;
export type AnswerKind = (typeof answers)[QuestionKind];
export type QuestionFrame = RecordFrameOf<QuestionKind>;

export function isQuestion(frame: RecordFrame): frame is QuestionFrame {
  return Object.hasOwn(answers, frame.kind);
}

/** The answer of who does not have what was asked for. */
export function nothingFor(question: QuestionKind): RecordFrameOf<'nothing'> {
  return { kind: 'nothing', question: numbers[question] };
}

/** The kind of question that a frame answers, or null if it is no answer. */
export function questionOf(frame: RecordFrame): QuestionKind | null {
  for (const [question, answer] of Object.entries(answers) as [QuestionKind, AnswerKind][]) {
    if (frame.kind === answer) return question;
    if (frame.kind === 'nothing' && frame.question === numbers[question]) return question;
  }
  return null;
}

/** Whether the frame says that it is an answer, before it is read. */
export function isAnswerFrame(bytes: Uint8Array): boolean {
  const kind = kinds.get(bytes[0] ?? 0);
  return kind === 'nothing' || Object.values<RecordFrameKind | undefined>(answers).includes(kind);
}

/** Whether the frame says that it asks, before it is read. */
export function isQuestionFrame(bytes: Uint8Array): boolean {
  return (kinds.get(bytes[0] ?? 0) ?? '') in answers;
}

export const questionKinds = Object.keys(answers).length;

/** What reading from the disk for somebody counts for, besides the frame itself. */
const questionCosts: { readonly [Kind in QuestionKind]: number } = {
  askGenesis: 1,
  askCertificates: 8,
  askSet: 8,
  askRecords: 16,
  askChunk: 8,
  askSnapshot: 8,
};

/** What a frame of so many bytes counts for, as `recordTalk` says. */
export function recordFrameCost(bytes: Uint8Array): number {
  const kind = kinds.get(bytes[0] ?? 0);
  const question = kind !== undefined && kind in answers ? questionCosts[kind as QuestionKind] : 0;
  return 1 + question + Math.floor(bytes.byteLength / 1024);
}

/** A frame as bytes. */
export function encodeRecordFrame(frame: RecordFrame): Uint8Array {
  const codec = codecs[frame.kind] as Codec<RecordFrame>;
  return concatBytes(new Uint8Array([numbers[frame.kind]]), codec.encode(frame));
}

export type DecodedFrame =
  | RecordFrame
  | { readonly kind: 'ignored' }
  | { readonly kind: 'garbage'; readonly reason: 'oversized_frame' | 'malformed_frame' };

/** What a frame says. Never throws. */
export function decodeRecordFrame(bytes: Uint8Array): DecodedFrame {
  if (bytes.byteLength > recordFrameBytesMax) return { kind: 'garbage', reason: 'oversized_frame' };
  const [number] = bytes;
  if (number === undefined) return { kind: 'garbage', reason: 'malformed_frame' };
  const kind = kinds.get(number);
  if (kind === undefined) return { kind: 'ignored' };
  const body = (codecs[kind] as Codec<object>).decode(bytes.subarray(1));
  if (body === null) return { kind: 'garbage', reason: 'malformed_frame' };
  return { kind, ...body } as RecordFrame;
}
