import { epochIdOf } from '../../../shared/ledger/epoch-value.ts';
import type { Cryptography } from '../ports.ts';

/** What votes and certificates name instead of a value: the same id that the next height calls its previous one. */
export function valueIdOf(
  community: Uint8Array,
  hash: Cryptography['hash'],
): (value: Uint8Array) => Uint8Array {
  return (value) => epochIdOf(value, community, hash);
}
