/**
 * Who this node is. The member is one seed of 32 random bytes, made on the first start and kept in
 * `identity.key`: whoever has the file is the member. A file that is not as it was written is never repaired or
 * replaced, because the hours of a lost key are lost with it.
 *
 * The device is a key of this machine alone, in `device.key`: one member may have several machines, and no two
 * of them may ever number their records with the same key. Losing it loses nothing, since the member key vouches
 * for the next one; so a device key in doubt is put aside and a fresh one made, before anything is signed.
 */
import { randomBytes } from 'node:crypto';
import hypercoreCrypto from 'hypercore-crypto';
import { textToBytes } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { DeviceKey, Keys } from '../engine/ports.ts';
import { cryptography } from './cryptography.ts';
import {
  draftSeed,
  keepAside,
  keyPath,
  placeSeed,
  readSeed,
  seedBytes,
  writing,
} from './key-file.ts';
import type { Unwritable } from './key-file.ts';

export type IdentityRefusalName = 'identity_damaged' | 'identity_unreadable';
export type KeysRefusalName =
  IdentityRefusalName | 'device_key_unreadable' | 'data_folder_unwritable';

/** The member key, the key of this device, and the seed of its transport key, which says nothing about either. */
export interface NodeKeys extends Keys {
  /** 32 bytes. They follow from the device key: two machines of one member are two places on the network. */
  readonly transportSeed: Uint8Array;
  /**
   * The same member with a fresh device key, which is on the disk when this answers; the old one's file is kept
   * as `device.key.old-1` and so on. For a store that turns out to be a copy, or to be of an earlier time: what
   * it forgot was signed with the old key, which must therefore never sign again.
   */
  renewDevice(): Result<NodeKeys, Unwritable>;
}

/** The public halves of what lies in a data folder. */
export interface KeptIdentity {
  readonly seed: Uint8Array;
  readonly member: Uint8Array;
  /** Null before the first start. */
  readonly device: Uint8Array | null;
}

const transportDomain = textToBytes('common-hours/transport/v2');

/**
 * The keys kept in `dataFolder`, made there on the first start; the folder is created if it is missing.
 * Refuses with one sentence for people when a file cannot be read, the member's is damaged, or none can be
 * written. `onSetAside` hears it when a damaged device key had to be replaced.
 */
export function openKeys(
  dataFolder: string,
  { onSetAside }: { readonly onSetAside?: (sentence: string) => void } = {},
): Result<NodeKeys, Refusal<KeysRefusalName>> {
  const kept = readMember(dataFolder);
  if (!kept.ok) return kept;
  const device = readSeed(dataFolder, 'device');
  if (!device.ok && device.error.was === 'unreadable') {
    return refuse('device_key_unreadable', unreadable(dataFolder, 'device', device.error.code));
  }
  const member = kept.value ?? new Uint8Array(randomBytes(seedBytes));
  if (kept.value === null) {
    const written = writing(dataFolder, () => {
      draftSeed(dataFolder, 'identity', member);
      placeSeed(dataFolder, 'identity');
    });
    if (!written.ok) return written;
  }
  if (device.ok && device.value !== null) return ok(keysOf(dataFolder, member, device.value));
  const fresh = freshDevice(dataFolder, member);
  if (!device.ok && fresh.ok) {
    onSetAside?.('The key of this device was damaged: it was put aside, and a fresh one made.');
  }
  return fresh;
}

/** What lies in the folder, without making anything; null when there is no identity yet. */
export function readIdentity(
  dataFolder: string,
): Result<KeptIdentity | null, Refusal<IdentityRefusalName>> {
  const seed = readMember(dataFolder);
  if (!seed.ok) return seed;
  if (seed.value === null) return ok(null);
  const device = readSeed(dataFolder, 'device');
  return ok({
    seed: seed.value,
    member: publicKeyOf(seed.value),
    device: device.ok && device.value !== null ? publicKeyOf(device.value) : null,
  });
}

/**
 * Puts another member, with a fresh device key, into the folder; keeps aside whatever keys were there and answers
 * the name under which the former identity lies. The device comes first: cut off between the two, the folder holds
 * the former member with a fresh device, which is harmless, and never the new member with a device of the former.
 */
export function placeIdentity(
  dataFolder: string,
  seed: Uint8Array,
): Result<{ readonly keys: NodeKeys; readonly keptAside: string | null }, Unwritable> {
  const device = new Uint8Array(randomBytes(seedBytes));
  return writing(dataFolder, () => {
    draftSeed(dataFolder, 'device', device);
    draftSeed(dataFolder, 'identity', seed);
    keepAside(dataFolder, 'device');
    const keptAside = keepAside(dataFolder, 'identity');
    placeSeed(dataFolder, 'device');
    placeSeed(dataFolder, 'identity');
    return { keys: keysOf(dataFolder, seed, device), keptAside };
  });
}

function keysOf(dataFolder: string, member: Uint8Array, device: Uint8Array): NodeKeys {
  const { publicKey, sign } = signerOf(member);
  return {
    member: publicKey,
    sign,
    device: signerOf(device),
    transportSeed: cryptography.hash(transportDomain, device),
    renewDevice: () => freshDevice(dataFolder, member),
  };
}

function freshDevice(dataFolder: string, member: Uint8Array): Result<NodeKeys, Unwritable> {
  const device = new Uint8Array(randomBytes(seedBytes));
  return writing(dataFolder, () => {
    draftSeed(dataFolder, 'device', device);
    keepAside(dataFolder, 'device');
    placeSeed(dataFolder, 'device');
    return keysOf(dataFolder, member, device);
  });
}

function signerOf(seed: Uint8Array): DeviceKey {
  const { publicKey, secretKey } = hypercoreCrypto.keyPair(seed);
  return {
    publicKey: new Uint8Array(publicKey),
    sign: (message) => new Uint8Array(hypercoreCrypto.sign(message, secretKey)),
  };
}

function publicKeyOf(seed: Uint8Array): Uint8Array {
  return new Uint8Array(hypercoreCrypto.keyPair(seed).publicKey);
}

function readMember(dataFolder: string): Result<Uint8Array | null, Refusal<IdentityRefusalName>> {
  const seed = readSeed(dataFolder, 'identity');
  if (seed.ok) return seed;
  if (seed.error.was === 'unreadable') {
    return refuse('identity_unreadable', unreadable(dataFolder, 'identity', seed.error.code));
  }
  const path = keyPath(dataFolder, 'identity');
  return refuse(
    'identity_damaged',
    `The identity file ${path} is damaged: put back a copy of it, or move it away to start as a new member.`,
  );
}

function unreadable(dataFolder: string, kind: 'identity' | 'device', code: string): string {
  const path = keyPath(dataFolder, kind);
  return `The ${kind} file ${path} cannot be read (${code}): make it yours, with mode 0600.`;
}
