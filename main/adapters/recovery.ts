/**
 * A member on paper and back: writes the recovery file of a data folder's identity, and puts the identity of a
 * recovery file into a data folder. A restored member always gets a fresh device key, because the machine that
 * wrote the file may be numbering records with its own at this very moment.
 */
import * as fs from 'node:fs';
import { ok, refuse } from '../../shared/base/result.ts';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import { keyPath } from './key-file.ts';
import { placeIdentity, readIdentity } from './keys.ts';
import type { IdentityRefusalName, NodeKeys } from './keys.ts';
import {
  openRecovery,
  parseRecovery,
  recoveryLimits,
  sealRecovery,
  standardCost,
} from './recovery-file.ts';
import type { Attachment, RecoveryFileRefusal, ScryptCost } from './recovery-file.ts';

/** What goes along with the member's key. */
export interface Luggage {
  /** As others see it. */
  readonly name: string | null;
  /** 1 MiB in all at most, names included. */
  readonly attachments: readonly Attachment[];
}

export interface RestoredIdentity extends Luggage {
  readonly keys: NodeKeys;
  /** Where the identity that was here before lies now; null where none was. */
  readonly keptAside: string | null;
}

export type ExportRefusal = Refusal<
  IdentityRefusalName | 'identity_missing' | 'passphrase_unfit' | 'recovery_file_too_large'
>;
export type RestoreRefusal =
  RecoveryFileRefusal | Refusal<'identity_exists' | 'wrong_passphrase' | 'data_folder_unwritable'>;

/** The text of a recovery file for the identity in `dataFolder`. Changes nothing there, and may run beside a node. */
export async function exportIdentity(
  dataFolder: string,
  passphrase: string,
  { name, attachments }: Luggage,
  cost: ScryptCost = standardCost,
): Promise<Result<string, ExportRefusal>> {
  const unfit = unfitnessOf(passphrase);
  if (unfit !== null) return refuse('passphrase_unfit', unfit);
  if (!isWithinLimits(name ?? '', attachments)) {
    const detail = 'The recovery file would hold more than 1 MiB: leave a community first.';
    return refuse('recovery_file_too_large', detail);
  }
  const identity = readIdentity(dataFolder);
  if (!identity.ok) return identity;
  if (identity.value === null) return refuse('identity_missing', missingSentence(dataFolder));
  const { seed } = identity.value;
  return ok(await sealRecovery({ seed, name: name ?? '', attachments }, passphrase, cost));
}

/** What to say where a data folder has no identity yet. */
export function missingSentence(dataFolder: string): string {
  return `There is no identity in ${dataFolder} yet: the first start of a node makes one, or restore yours.`;
}

/** Why this passphrase does not protect a recovery file, or null if it may. */
export function unfitnessOf(passphrase: string): string | null {
  const length = [...passphrase.normalize('NFC')].length;
  const { passphraseLeast, passphraseMost } = recoveryLimits;
  if (length < passphraseLeast) {
    return `The passphrase has fewer than ${String(passphraseLeast)} characters: choose a longer one, such as four words.`;
  }
  return length > passphraseMost
    ? `The passphrase has more than ${String(passphraseMost)} characters: choose a shorter one.`
    : null;
}

function isWithinLimits(name: string, attachments: readonly Attachment[]): boolean {
  const sizes = attachments.map((each) => Buffer.byteLength(each.name) + each.bytes.byteLength);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return (
    name.length <= limits.memberNameLength &&
    attachments.length <= recoveryLimits.attachments &&
    attachments.every(
      (each) => Buffer.byteLength(each.name) <= recoveryLimits.attachmentNameBytes,
    ) &&
    total <= recoveryLimits.attachmentBytes
  );
}

/**
 * Puts the member of a recovery file into `dataFolder`, whose lock the caller holds. Where an identity is already,
 * it refuses, unless `replace` is said: then the former one is kept aside. All of it, or nothing.
 */
export async function restoreIdentity(
  dataFolder: string,
  text: string,
  passphrase: string,
  { replace = false }: { readonly replace?: boolean } = {},
): Promise<Result<RestoredIdentity, RestoreRefusal>> {
  const sealed = parseRecovery(text);
  if (!sealed.ok) return sealed;
  if (!replace && hasIdentity(dataFolder)) {
    return refuse('identity_exists', existsSentence(dataFolder));
  }
  const contents = await openRecovery(sealed.value, passphrase);
  if (!contents.ok) return contents;
  const { seed, name, attachments } = contents.value;
  const placed = placeIdentity(dataFolder, seed);
  return placed.ok ? ok({ ...placed.value, name: name === '' ? null : name, attachments }) : placed;
}

/** Whether anything lies where the identity is kept, be it damaged or not ours to read. */
export function hasIdentity(dataFolder: string): boolean {
  try {
    fs.lstatSync(keyPath(dataFolder, 'identity'));
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** What to say where a data folder has one already. */
export function existsSentence(dataFolder: string): string {
  return `There is an identity in ${dataFolder} already: choose another folder, or replace it, which keeps it aside.`;
}
