/**
 * Who this node is: one seed of 32 random bytes, made on the first start and kept in `identity.key`. Whoever
 * has the file is the member, so only its owner may read it. It is one line of text that ends with a checksum:
 * a flipped bit would otherwise be a different member, and nobody would notice. A file that is not as it was
 * written is never repaired or replaced, because the hours of a lost key are lost with it.
 */
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import { join } from 'node:path';
import hypercoreCrypto from 'hypercore-crypto';
import { bytesToHex, hexToBytes, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import type { Keys } from '../engine/ports.ts';
import { cryptography } from './cryptography.ts';

export const identityFileName = 'identity.key';

export type KeysRefusalName = 'identity_damaged' | 'identity_unreadable' | 'data_folder_unwritable';

/** The member key, and the seed of the transport key, which says nothing about the member. */
export interface NodeKeys extends Keys {
  /** 32 bytes. */
  readonly transportSeed: Uint8Array;
}

const seedBytes = 32;
const checkBytes = 8;
const line = /^common-hours identity 1 ([0-9a-f]{64}) ([0-9a-f]{16})\n$/;
const fileBytesMax = 256;
const checkDomain = textToBytes('common-hours/identity-check/v1');
const transportDomain = textToBytes('common-hours/transport/v1');

/**
 * The keys kept in `dataFolder`, made there on the first start; the folder is created if it is missing.
 * Refuses with one sentence for people when the file cannot be read, is damaged, or cannot be written.
 */
export function openKeys(dataFolder: string): Result<NodeKeys, Refusal<KeysRefusalName>> {
  const path = join(dataFolder, identityFileName);
  const seed = readSeed(path);
  if (!seed.ok) return seed;
  if (seed.value !== null) return ok(keysOf(seed.value));
  const fresh = new Uint8Array(randomBytes(seedBytes));
  const kept = writeSeed(dataFolder, path, fresh);
  return kept.ok ? ok(keysOf(fresh)) : kept;
}

function keysOf(seed: Uint8Array): NodeKeys {
  const { publicKey, secretKey } = hypercoreCrypto.keyPair(seed);
  return {
    member: new Uint8Array(publicKey),
    sign: (message) => new Uint8Array(hypercoreCrypto.sign(message, secretKey)),
    transportSeed: cryptography.hash(transportDomain, seed),
  };
}

/** Null when there is no file yet. */
function readSeed(
  path: string,
): Result<Uint8Array | null, Refusal<'identity_damaged' | 'identity_unreadable'>> {
  let text: string;
  try {
    const file = fs.openSync(path, 'r');
    try {
      const stat = fs.fstatSync(file);
      if (!stat.isFile() || stat.size > fileBytesMax) return damaged(path);
      if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) fs.fchmodSync(file, 0o600);
      text = fs.readFileSync(file, 'utf8');
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return ok(null);
    return refuse(
      'identity_unreadable',
      `The identity file ${path} cannot be read (${codeOf(error)}): make it yours, with mode 0600.`,
    );
  }
  const [, seedHex = '', checkHex = ''] = line.exec(text) ?? [];
  if (seedHex === '') return damaged(path);
  const seed = hexToBytes(seedHex);
  return sameBytes(checkOf(seed), hexToBytes(checkHex)) ? ok(seed) : damaged(path);
}

function damaged(path: string) {
  return refuse(
    'identity_damaged',
    `The identity file ${path} is damaged: put back a copy of it, or move it away to start as a new member.`,
  );
}

/** The file is whole or not there, whenever the power goes. */
function writeSeed(
  dataFolder: string,
  path: string,
  seed: Uint8Array,
): Result<null, Refusal<'data_folder_unwritable'>> {
  const temporary = `${path}.${randomBytes(6).toString('hex')}.new`;
  try {
    fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
    const file = fs.openSync(temporary, 'wx', 0o600);
    try {
      fs.writeSync(
        file,
        `common-hours identity 1 ${bytesToHex(seed)} ${bytesToHex(checkOf(seed))}\n`,
      );
      fs.fsyncSync(file);
    } finally {
      fs.closeSync(file);
    }
    fs.renameSync(temporary, path);
    syncFolder(dataFolder);
    return ok(null);
  } catch (error) {
    fs.rmSync(temporary, { force: true, recursive: true });
    return refuse(
      'data_folder_unwritable',
      `The data folder ${dataFolder} cannot be written (${codeOf(error)}): allow it, or choose another.`,
    );
  }
}

/** Windows opens no folders, and keeps their entries by itself. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = fs.openSync(folder, 'r');
  try {
    fs.fsyncSync(handle);
  } finally {
    fs.closeSync(handle);
  }
}

function checkOf(seed: Uint8Array): Uint8Array {
  return cryptography.hash(checkDomain, seed).subarray(0, checkBytes);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
