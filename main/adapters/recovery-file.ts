/**
 * The recovery file: a member's seed, and what else a new machine needs, under a passphrase. One text:
 *
 *     common-hours recovery 1
 *     BODY, base64url in lines
 *     check CHECKSUM
 *
 * The body is the parameters of scrypt, a salt, a nonce, and the contents under AES-256-GCM, whose key scrypt
 * makes of the passphrase; what stands before the contents is authenticated with them. The checksum only tells a
 * damaged file from a wrong passphrase. The parameters are bounded before anything is computed, because a file
 * from outside must not make this machine work or allocate as long as it likes.
 */
import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import {
  base64ToBytes,
  bytesToBase64,
  bytesToHex,
  concatBytes,
  textToBytes,
} from '../../shared/base/bytes.ts';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import {
  blob,
  codecOf,
  fixed,
  key,
  list,
  string,
  struct,
  uint8,
} from '../../shared/base/struct.ts';
import { limits } from '../../shared/domain/limits.ts';
import { cryptography } from './cryptography.ts';

/** A file that belongs to the identity, such as the genesis of a community. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface RecoveryContents {
  /** The member's. */
  readonly seed: Uint8Array;
  /** As others see it; empty for none. */
  readonly name: string;
  readonly attachments: readonly Attachment[];
}

/** The cost of one guess: 2^logN blocks of `r` · 128 bytes, `p` times. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 128 MiB, and about half a second: what a guess costs whoever finds the file. */
export const standardCost: ScryptCost = { logN: 17, r: 8, p: 1 };

/** What a file may ask for at most: 256 MiB, and twice the work of the standard. */
const logNWithin = { least: 14, most: 18 };
const workMax = 2 ** 21;
const memoryMax = 2 ** 28 + 2 ** 20;

export const recoveryLimits = {
  attachments: 64,
  attachmentBytes: 2 ** 20,
  attachmentNameBytes: 128,
  /** Of the text. */
  fileBytes: limits.recoveryFileBytes,
  passphraseLeast: 8,
  passphraseMost: limits.passphraseLength,
} as const;

export type RecoveryFileRefusal = Refusal<
  'recovery_file_damaged' | 'recovery_file_newer' | 'recovery_file_too_costly'
>;

const version = 1;
const lineLength = 76;
const checkBytes = 8;
const checkDomain = textToBytes('common-hours/recovery-check/v1');
const sealDomain = textToBytes('common-hours/recovery/v1');
const tagBytes = 16;
const cipher = 'aes-256-gcm';

interface RecoveryHead extends ScryptCost {
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
}

const headCodec = codecOf(
  struct<RecoveryHead>({ logN: uint8, r: uint8, p: uint8, salt: fixed(16), nonce: fixed(12) }),
);
const headBytes = 3 + 16 + 12;

const contentsCodec = codecOf(
  struct<RecoveryContents>({
    seed: key,
    name: string(limits.memberNameLength * 3),
    attachments: list(
      struct<Attachment>({
        name: string(recoveryLimits.attachmentNameBytes),
        bytes: blob(recoveryLimits.attachmentBytes),
      }),
      recoveryLimits.attachments,
    ),
  }),
);

/** A file whose text is whole, before its passphrase is known. */
export interface SealedRecovery {
  readonly head: RecoveryHead;
  readonly sealed: Uint8Array;
}

/** The text of a recovery file. The contents must keep to `recoveryLimits`, and the passphrase too. */
export async function sealRecovery(
  contents: RecoveryContents,
  passphrase: string,
  cost = standardCost,
): Promise<string> {
  const head = {
    ...cost,
    salt: new Uint8Array(randomBytes(16)),
    nonce: new Uint8Array(randomBytes(12)),
  };
  const sealer = createCipheriv(cipher, await keyOf(passphrase, head), head.nonce);
  sealer.setAAD(concatBytes(sealDomain, headCodec.encode(head)));
  const sealed = [sealer.update(contentsCodec.encode(contents)), sealer.final()];
  const body = concatBytes(headCodec.encode(head), ...sealed, sealer.getAuthTag());
  const lines = bytesToBase64(body).match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
  return [`common-hours recovery ${version}`, ...lines, `check ${checkOf(body)}`, ''].join('\n');
}

/**
 * Reads the text, without its passphrase. Line ends and white space are as some program left them; anything else
 * that changed is found by the checksum.
 */
export function parseRecovery(text: string): Result<SealedRecovery, RecoveryFileRefusal> {
  if (text.length > recoveryLimits.fileBytes) return damaged();
  const lines = text
    .replace(/^\u{FEFF}/u, '')
    .split('\n')
    .map((each) => each.trim())
    .filter((each) => each !== '');
  const [, written] = /^common-hours recovery (\d{1,4})$/.exec(lines[0] ?? '') ?? [];
  if (written === undefined) return notOne();
  if (Number(written) > version) return newer();
  const [, check] = /^check ([0-9a-f]{16})$/.exec(lines.at(-1) ?? '') ?? [];
  const letters = lines.slice(1, -1).join('');
  if (Number(written) !== version || check === undefined || !/^[\w-]+$/.test(letters)) {
    return damaged();
  }
  const body = base64ToBytes(letters);
  if (bytesToBase64(body) !== letters || checkOf(body) !== check) return damaged();
  const head = headCodec.decode(body.subarray(0, headBytes));
  if (head === null || body.byteLength < headBytes + tagBytes) return damaged();
  return isAffordable(head) ? ok({ head, sealed: body.subarray(headBytes) }) : tooCostly();
}

function isAffordable({ logN, r, p }: ScryptCost): boolean {
  const isWithin = logN >= logNWithin.least && logN <= logNWithin.most && r >= 1 && p >= 1;
  return isWithin && 2 ** logN * r * p <= workMax;
}

/** What the file holds, if this is its passphrase. */
export async function openRecovery(
  { head, sealed }: SealedRecovery,
  passphrase: string,
): Promise<Result<RecoveryContents, Refusal<'wrong_passphrase' | 'recovery_file_damaged'>>> {
  const opener = createDecipheriv(cipher, await keyOf(passphrase, head), head.nonce);
  opener.setAAD(concatBytes(sealDomain, headCodec.encode(head)));
  opener.setAuthTag(sealed.subarray(-tagBytes));
  const first = opener.update(sealed.subarray(0, -tagBytes));
  let contents: RecoveryContents | null;
  try {
    contents = contentsCodec.decode(concatBytes(first, opener.final()));
  } catch {
    return wrongPassphrase();
  }
  return contents === null ? damaged() : ok(contents);
}

/** Composed alike on every keyboard and system (Unicode NFC, as RFC 8265 has it for passwords). */
function keyOf(passphrase: string, head: RecoveryHead): Promise<Uint8Array> {
  const { logN, r, p, salt } = head;
  const cost = { N: 2 ** logN, r, p, maxmem: memoryMax };
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, cost, (error, derived) => {
      if (error === null) resolve(derived);
      else reject(error);
    });
  });
}

function checkOf(body: Uint8Array): string {
  return bytesToHex(cryptography.hash(checkDomain, body).subarray(0, checkBytes));
}

function damaged() {
  return refuse('recovery_file_damaged', 'The recovery file is damaged: use another copy of it.');
}

function notOne() {
  return refuse(
    'recovery_file_damaged',
    'This is no recovery file: choose the one that you saved, whose first line is “common-hours recovery 1”.',
  );
}

function newer() {
  return refuse(
    'recovery_file_newer',
    'The recovery file was written by a newer Common Hours: update this one, and restore it again.',
  );
}

function tooCostly() {
  return refuse(
    'recovery_file_too_costly',
    'The recovery file asks for more work than any that we write: use another copy of it.',
  );
}

function wrongPassphrase() {
  return refuse(
    'wrong_passphrase',
    'The passphrase does not open this recovery file: check capitals and the keyboard, and try again.',
  );
}
