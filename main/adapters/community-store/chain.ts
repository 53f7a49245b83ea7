/**
 * The chain of heights on the disk: each is sealed with the seal of the one before it, so that a changed, removed
 * or exchanged height is found when the file is opened. What no seal shows is that the newest are missing: a
 * file that was copied back in time is a whole one, and the other members know more.
 */
import { sameBytes, textToBytes } from '../../../shared/base/bytes.ts';
import { epochValueCodec } from '../../../shared/ledger/epoch-value.ts';
import { idsRoot } from '../../../shared/ledger/merkle.ts';
import type { CertifiedValue } from '../../engine/record/ports.ts';
import { numberBytes } from './seal.ts';
import type { Hash } from './seal.ts';

/** The last height, and its seal, from which the next one goes on. */
export interface ChainEnd {
  readonly height: number;
  readonly seal: Uint8Array;
}

/** In the place of the hash of a height's ids where they were not here when it was closed. */
export const noIds = new Uint8Array(32);

const domain = textToBytes('common-hours/store-chain/v1');

export function chainStart(community: Uint8Array): ChainEnd {
  return { height: 0, seal: community };
}

/** 32 bytes. */
export function chainSeal(
  before: ChainEnd,
  row: CertifiedValue & { readonly idsHash: Uint8Array },
  hash: Hash,
): Uint8Array {
  const value = hash(row.value);
  const certificate = hash(row.certificate);
  return hash(domain, before.seal, numberBytes(row.height), value, certificate, row.idsHash);
}

const idBytes = 32;

/** A set as it is kept: ids one after the other. */
export function idsIn(set: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: set.byteLength / idBytes }, (_, index) =>
    set.slice(index * idBytes, (index + 1) * idBytes),
  );
}

/** Whether this set is that of the height: what came later than its value makes the root that is certified in it. */
export function isSetOf(
  { value, idsHash }: { readonly value: Uint8Array; readonly idsHash: Uint8Array },
  set: Uint8Array,
  hash: Hash,
): boolean {
  if (!sameBytes(idsHash, noIds)) return sameBytes(hash(set), idsHash);
  const root = epochValueCodec.decode(value)?.setRoot ?? null;
  return root !== null && sameBytes(idsRoot(idsIn(set), hash), root);
}
