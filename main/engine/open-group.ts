/**
 * An open group: people who share a code. Whoever has the code belongs to it, and there is no record but the
 * receipts that each pair keeps.
 */
import { textToBytes } from '../../shared/base/bytes.ts';
import { epochMs, epochOf } from '../../shared/domain/epoch.ts';
import type { Community, Cryptography } from './ports.ts';

const domain = textToBytes('common-hours/community/v1');

/** The 32 bytes under which the people of an open group find each other. */
export function groupIdOf(code: string, hash: Cryptography['hash']): Uint8Array {
  return hash(domain, textToBytes(code));
}

/** The open group of this code. Its epochs are the hours since 1970. */
export function openGroup(code: string, hash: Cryptography['hash']): Community {
  return {
    id: groupIdOf(code, hash),
    epochAt: epochOf,
    epochEndsAtMs: (epoch) => (epoch + 1) * epochMs,
    belongs: () => true,
    accounts: null,
  };
}
