/**
 * What two machines say to each other about pieces of releases, on the channel `common-hours/releases-pay/1` of one
 * community: this header is its specification. The first byte of a frame says what it is, canonical bytes
 * (shared/base/struct.ts) follow. Both know already which machine of which member the other is.
 *
 * 1. Whoever gets pieces says `arrived`: how many of a release ever came from the other and were right, and how many
 *    of them it has signed for. It repeats that until it has been asked to sign for all.
 * 2. Whoever gives them answers with a `counter` that counts them: record 2 of shared/ledger/record.ts, from its own
 *    machine to the other, of processor hours, with the release as its cause and the hash of the release's id as its
 *    root, because nothing but the counter itself stands for the pieces. It is on the disk before it is said, and is
 *    repeated until it is answered. Its number is higher than that of any counter of this series signed before.
 * 3. The answer is `countersigned`, once that is on the disk; or `refused`, with a name for programs and a sentence for
 *    people, and the most that is paid for a piece, in millionths of a micro-CPU-hour.
 * 4. `agreed` shows a counter that both have signed to whoever seems to have forgotten it: a side that says it has
 *    signed for less than the other knows of, or that comes with a number that is used up. It proves itself.
 * 5. `gave` says how many pieces were given that nobody has claimed, for a side that fell over before it had counted
 *    them; and that the side which says it knows of fewer signed pieces than the other.
 * 6. `held` says in a sentence why a release is not given to this machine at present; an empty one takes it back.
 *
 * Frames may come as often as `payTalk` says. Whoever breaks these rules is let go; a frame of an unknown kind is
 * ignored, so that later versions can add some.
 */
import {
  codecOf,
  key,
  signature,
  string,
  struct,
  uint32,
  uint64,
} from '../../../shared/base/struct.ts';
import type { Codec, ValueOf } from '../../../shared/base/struct.ts';
import { counterCodec } from '../../../shared/ledger/record.ts';
import type { CounterBody } from '../../../shared/ledger/record.ts';
import type { SignedCounter } from '../ports.ts';

/** The largest frame. */
export const payFrameBytesMax = 1_024;
/** What one side may say; `payFrameCost` says what a frame counts for. What it starts itself it says at half of it. */
export const payTalk = { burst: 4_000, perSecond: 400 } as const;
/** Pieces of one release between two machines, in all: 128 TiB. */
export const payPiecesMax = 2 ** 31 - 1;

const nameBytes = 40;
const sentenceBytes = 840;

const counted = struct<{
  readonly release: Uint8Array;
  readonly pieces: number;
  readonly paid: number;
}>({ release: key, pieces: uint32, paid: uint32 });

const codecs = {
  arrived: codecOf(counted),
  gave: codecOf(counted),
  counter: codecOf(
    struct<{ readonly body: CounterBody; readonly signature: Uint8Array }>({
      body: counterCodec.field,
      signature,
    }),
  ),
  countersigned: codecOf(struct({ release: key, epoch: uint32, sequence: uint32, signature })),
  refused: codecOf(
    struct({
      ...{ release: key, epoch: uint32, sequence: uint32 },
      ...{ name: string(nameBytes), detail: string(sentenceBytes), pieceMost: uint64 },
    }),
  ),
  agreed: codecOf(
    struct<SignedCounter>({
      body: counterCodec.field,
      supplierSignature: signature,
      consumerSignature: signature,
    }),
  ),
  held: codecOf(struct({ release: key, detail: string(sentenceBytes) })),
} as const;

type Kind = keyof typeof codecs;
export type PayFrameOf<K extends Kind> = { readonly kind: K } & ValueOf<(typeof codecs)[K]>;
export type PayFrame = { readonly [K in Kind]: PayFrameOf<K> }[Kind];

/** The first byte; numbers are never used again for something else. */
const kindBytes: Readonly<Record<Kind, number>> = {
  arrived: 1,
  gave: 2,
  counter: 3,
  countersigned: 4,
  refused: 5,
  agreed: 6,
  held: 7,
};
const kindsByByte = new Map(
  (Object.keys(kindBytes) as Kind[]).map((kind) => [kindBytes[kind], kind]),
);

/** How a frame is written. */
export function payFrameBytes(frame: PayFrame): Uint8Array {
  const { kind, ...value } = frame;
  const body = (codecs[kind] as Codec<object>).encode(value);
  const bytes = new Uint8Array(1 + body.byteLength);
  bytes[0] = kindBytes[kind];
  bytes.set(body, 1);
  return bytes;
}

/** The frame; 'unknown' for a kind of a later version; null for what is no frame. */
export function readPayFrame(bytes: Uint8Array): PayFrame | 'unknown' | null {
  const [first] = bytes;
  if (first === undefined || bytes.byteLength > payFrameBytesMax) return null;
  const kind = kindsByByte.get(first);
  if (kind === undefined) return 'unknown';
  const value = (codecs[kind] as Codec<object>).decode(bytes.subarray(1));
  return value === null ? null : ({ kind, ...value } as PayFrame);
}

/** Signatures are dear to check. */
export function payFrameCost(frame: PayFrame | 'unknown'): number {
  return frame !== 'unknown' && frame.kind === 'agreed' ? 2 : 1;
}

/** A sentence as it fits into a frame. */
export function paySentence(text: string): string {
  return text.slice(0, Math.floor(sentenceBytes / 3));
}
