/**
 * The chain of heights on the disk: each is sealed with the seal of the one before it, so that a changed, removed
 * or exchanged height is found when the file is opened. What no seal shows is that the newest are missing: a
 * file that was copied back in time is a whole one, and the other members know more.
 */
import { textToBytes } from '../../../shared/base/bytes.ts';
import type { CertifiedValue } from '../../engine/record/ports.ts';
import { numberBytes } from './seal.ts';
import type { Hash } from './seal.ts';

/** The last height, and its seal, from which the next one goes on. */
export interface ChainEnd {
  readonly height: number;
  readonly seal: Uint8Array;
}

/** In the place of the hash of a height's ids where they never were here. */
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
