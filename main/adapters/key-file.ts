/**
 * A secret seed of 32 bytes in a file of its own: one line of text that ends with a checksum, because a flipped
 * bit would otherwise be another key, and nobody would notice. Only its owner may read it. It is written beside
 * and renamed, so that it is whole or not there, whenever the power goes.
 */
import * as fs from 'node:fs';
import { join } from 'node:path';
import { bytesToHex, hexToBytes, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { cryptography } from './cryptography.ts';
import { syncFolder } from './data-folder.ts';

/** What the seed is the seed of. The word stands in the file, so that one cannot be taken for the other. */
export type KeyKind = 'identity' | 'device';

export type Unwritable = Refusal<'data_folder_unwritable'>;

/** Why a seed could not be read; the caller knows what to do about its kind. */
export type UnreadSeed =
  { readonly was: 'damaged' } | { readonly was: 'unreadable'; readonly code: string };

export const seedBytes = 32;

const checkBytes = 8;
const fileBytesMax = 256;
const asideMax = 1000;

/** Where a data folder keeps the key of this kind. */
export function keyPath(dataFolder: string, kind: KeyKind): string {
  return join(dataFolder, `${kind}.key`);
}

/** The seed in the data folder, or null when there is no such file yet. Tightens a mode that is too loose. */
export function readSeed(dataFolder: string, kind: KeyKind): Result<Uint8Array | null, UnreadSeed> {
  const damaged = { ok: false, error: { was: 'damaged' } } as const;
  let text: string;
  try {
    const file = fs.openSync(keyPath(dataFolder, kind), 'r');
    try {
      const stat = fs.fstatSync(file);
      if (!stat.isFile() || stat.size > fileBytesMax) return damaged;
      if (process.platform !== 'win32' && (stat.mode & 0o077) !== 0) fs.fchmodSync(file, 0o600);
      text = fs.readFileSync(file, 'utf8');
    } finally {
      fs.closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error);
    if (['ENOENT', 'ENOTDIR'].includes(code)) return ok(null);
    return { ok: false, error: { was: 'unreadable', code } };
  }
  const [, of, seedHex = '', checkHex = ''] = line.exec(text) ?? [];
  if (of !== kind) return damaged;
  const seed = hexToBytes(seedHex);
  return sameBytes(checkOf(kind, seed), hexToBytes(checkHex)) ? ok(seed) : damaged;
}

const line = /^common-hours (identity|device) 1 ([0-9a-f]{64}) ([0-9a-f]{16})\n$/;

/** Writes the seed beside its place, where it has no effect yet. May raise what the file system raises. */
export function draftSeed(dataFolder: string, kind: KeyKind, seed: Uint8Array): void {
  fs.mkdirSync(dataFolder, { recursive: true, mode: 0o700 });
  const draft = draftPath(dataFolder, kind);
  fs.rmSync(draft, { force: true });
  const file = fs.openSync(draft, 'wx', 0o600);
  try {
    const check = bytesToHex(checkOf(kind, seed));
    fs.writeSync(file, `common-hours ${kind} 1 ${bytesToHex(seed)} ${check}\n`);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
}

/** Puts what was drafted into its place. May raise what the file system raises. */
export function placeSeed(dataFolder: string, kind: KeyKind): void {
  fs.renameSync(draftPath(dataFolder, kind), keyPath(dataFolder, kind));
  syncFolder(dataFolder);
}

/** Fixed, so that what a power cut left behind is overwritten by the next; the lock of the folder keeps others out. */
function draftPath(dataFolder: string, kind: KeyKind): string {
  return `${keyPath(dataFolder, kind)}.new`;
}

/**
 * Keeps what lies in the place of a key under a second name, `identity.key.old-1` and so on, whatever it is,
 * before something else is put there. Answers that name, or null where nothing lies. May raise what the file
 * system raises.
 */
export function keepAside(dataFolder: string, kind: KeyKind): string | null {
  const path = keyPath(dataFolder, kind);
  if (fs.lstatSync(path, { throwIfNoEntry: false }) === undefined) return null;
  let number = 1;
  while (number < asideMax && fs.existsSync(`${path}.old-${number}`)) number += 1;
  const aside = `${path}.old-${number}`;
  fs.copyFileSync(path, aside, fs.constants.COPYFILE_EXCL);
  const file = fs.openSync(aside, 'r+');
  try {
    if (process.platform !== 'win32') fs.fchmodSync(file, 0o600);
    fs.fsyncSync(file);
  } finally {
    fs.closeSync(file);
  }
  syncFolder(dataFolder);
  return aside;
}

/** Does it, leaves no draft behind, and says in one sentence why the folder could not be written. */
export function writing<Value>(dataFolder: string, action: () => Value): Result<Value, Unwritable> {
  try {
    return ok(action());
  } catch (error) {
    for (const kind of ['identity', 'device'] as const) {
      fs.rmSync(draftPath(dataFolder, kind), { force: true, recursive: true });
    }
    return refuse(
      'data_folder_unwritable',
      `The data folder ${dataFolder} cannot be written (${codeOf(error)}): allow it, or choose another.`,
    );
  }
}

function checkOf(kind: KeyKind, seed: Uint8Array): Uint8Array {
  return cryptography.hash(checkDomains[kind], seed).subarray(0, checkBytes);
}

const checkDomains = {
  identity: textToBytes('common-hours/identity-check/v1'),
  device: textToBytes('common-hours/device-check/v1'),
} as const;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
}
