/** What may be asked of a node about whose it is: a recovery file of the member, and becoming the member of one. */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { sentence } from './lending-shape.ts';
import { call, moment, topic } from './schema.ts';

/** Characters; the node says in a sentence what is too short or too long for it. */
const passphrase = text(4 * limits.passphraseLength);

const IdentityState = v.strictObject({
  /** When the key was put on this computer, as far as its file says; null where that cannot be read. */
  sinceMs: v.nullable(moment),
  /** When this node last wrote a recovery file; null: never. */
  savedAtMs: v.nullable(moment),
  /** Why nobody else can become the member here any more, in a sentence; null: nothing was done as this one yet. */
  inUse: v.nullable(sentence),
});

export const identityContract = {
  state: topic(IdentityState),
  /** The text of a recovery file, sealed by the passphrase, which nobody can ask for again. */
  recoveryFile: call(
    v.strictObject({ passphrase }),
    v.strictObject({
      text: text(limits.recoveryFileBytes),
      /** How many communities it brings along. */
      communities: count,
    }),
    'passphrase_unfit',
    'recovery_file_too_large',
    'identity_missing',
    'identity_damaged',
    'identity_unreadable',
    'busy',
  ),
  /**
   * Becomes the member of a recovery file, on this computer with a fresh device key. The key that was made here is
   * kept aside. Refused as soon as anything was done with it.
   */
  restore: call(
    v.strictObject({ text: text(limits.recoveryFileBytes), passphrase }),
    v.strictObject({
      member: hex32,
      name: v.nullable(text(limits.memberNameLength)),
      /** Names of the communities that came along. */
      communities: v.array(text(200)),
      /** Why others could not. */
      problems: v.array(sentence),
    }),
    'identity_in_use',
    'recovery_file_damaged',
    'recovery_file_newer',
    'recovery_file_too_costly',
    'wrong_passphrase',
    'data_folder_unwritable',
    'busy',
  ),
} as const;

export type IdentityView = v.InferOutput<typeof IdentityState>;
