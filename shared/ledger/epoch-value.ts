/**
 * What the witnesses certify: one height after the other, each naming the certificate before it. A height closes
 * one epoch or, when nothing came or the witnesses could not agree in time, several: `epoch` is the last of
 * them. Epochs in which nothing came are not certified for themselves.
 *
 * The value names its set of records by a Merkle root over their ids in ascending order, the state that the fold
 * of `rules.md` reaches by the Merkle root of its snapshot, and the committee of the next height, so that
 * whoever joins can follow the chain of certificates without the records behind it.
 */
import { concatBytes, textToBytes } from '../base/bytes.ts';
import { codecOf, key, list, struct, uint32 } from '../base/struct.ts';

export interface EpochValue {
  /** From 1. */
  readonly height: number;
  readonly epoch: number;
  /** `epochIdOf` of the height before; the community's id before the first. */
  readonly previous: Uint8Array;
  readonly setRoot: Uint8Array;
  readonly setCount: number;
  readonly stateRoot: Uint8Array;
  /** Device keys of those who certify the next height. */
  readonly nextCommittee: readonly Uint8Array[];
}

export const epochValueCodec = codecOf(
  struct<EpochValue>({
    height: uint32,
    epoch: uint32,
    previous: key,
    setRoot: key,
    setCount: uint32,
    stateRoot: key,
    nextCommittee: list(key, 7),
  }),
);

/** The id that certificates sign for. */
export function epochIdOf(
  valueBytes: Uint8Array,
  community: Uint8Array,
  hash: (...parts: readonly Uint8Array[]) => Uint8Array,
): Uint8Array {
  return hash(textToBytes('common-hours/epoch/v1'), concatBytes(community, valueBytes));
}

/** The epoch in which a moment falls, for a community whose epoch 0 began at `startsAtMs`. */
export function epochAt(unixMs: number, startsAtMs: number, lengthMs: number): number {
  return Math.max(0, Math.floor((unixMs - startsAtMs) / lengthMs));
}
