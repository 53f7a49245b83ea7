import hypercoreCrypto from 'hypercore-crypto';
import type { Cryptography } from '../engine/ports.ts';

/** BLAKE2b-256 and Ed25519 of libsodium. */
export const cryptography: Cryptography = {
  hash(...parts) {
    return new Uint8Array(hypercoreCrypto.hash(parts));
  },
  verify(message, signature, publicKey) {
    try {
      return hypercoreCrypto.verify(message, signature, publicKey);
    } catch {
      return false;
    }
  },
};
