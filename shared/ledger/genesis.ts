/**
 * The genesis of a community: who founded it, by which rules it counts, and when its first epoch began. Its
 * hash is the community's id, so whoever has the id can check the genesis that a stranger sends, and no rule
 * can be changed without making another community.
 */
import { concatBytes, textToBytes } from '../base/bytes.ts';
import {
  blob,
  codecOf,
  fixed,
  key,
  list,
  signature,
  string,
  struct,
  uint64,
  uint8,
} from '../base/struct.ts';

/** A founder: the member, its first machine, and the member's word that this machine is its own. */
export interface Founder {
  readonly member: Uint8Array;
  readonly device: Uint8Array;
  /** As others see it; at most 40 characters. */
  readonly name: string;
  /** By the member key over `deviceBinding` of this device. */
  readonly binding: Uint8Array;
}

export interface Genesis {
  readonly name: string;
  /** Start of epoch 0, in milliseconds since 1970. */
  readonly startsAtMs: bigint;
  /** Whoever founds it first. The first `witnesses` of them certify until the members vote otherwise. */
  readonly founders: readonly Founder[];
  /** 1, 4 or 7. */
  readonly witnesses: number;
  /** The canonical bytes of the economy's parameters. */
  readonly parameters: Uint8Array;
  /** Two communities of the same people are two. */
  readonly salt: Uint8Array;
}

export const founderLimit = 16;
export const committeeSizes = [1, 4, 7] as const;
const nameBytes = 160;

export const founderCodec = codecOf(
  struct<Founder>({ member: key, device: key, name: string(nameBytes), binding: signature }),
);

export const genesisCodec = codecOf(
  struct<Genesis & { readonly version: number }>({
    version: uint8,
    name: string(nameBytes),
    startsAtMs: uint64,
    founders: list(founderCodec.field, founderLimit),
    witnesses: uint8,
    parameters: blob(4096),
    salt: fixed(16),
  }),
);

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** The community's id: 32 bytes. */
export function communityIdOf(genesisBytes: Uint8Array, hash: Hash): Uint8Array {
  return hash(textToBytes('common-hours/genesis/v1'), genesisBytes);
}

/** Where the record of a community is looked for. Whoever sees it on the network does not learn the id. */
export function recordTopicOf(community: Uint8Array, hash: Hash): Uint8Array {
  return hash(textToBytes('common-hours/record-topic/v1'), community);
}

/** What a member signs to say that a machine is its own; the same in every community. */
export function deviceBinding(member: Uint8Array, device: Uint8Array, hash: Hash): Uint8Array {
  return hash(textToBytes('common-hours/device-binding/v1'), concatBytes(member, device));
}
