import hypercoreCrypto from 'hypercore-crypto';
import type { Cryptography } from '../engine/ports.ts';

/**
 * Short values are copied into memory that native code knows already: to hand over an array that it has not seen takes
 * longer than to hash it, as V8 moves each out of its own heap then.
 */
const known = Buffer.alloc(1024);
const digest = Buffer.alloc(32);

/** BLAKE2b-256 and Ed25519 of libsodium. */
export const cryptography: Cryptography = {
  hash(...parts) {
    const joined = inKnown(parts);
    return new Uint8Array(hypercoreCrypto.hash(joined === null ? parts : joined, digest));
  },
  verify(message, signature, publicKey) {
    try {
      const [m, s, k] = [message.byteLength, signature.byteLength, publicKey.byteLength];
      const all = inKnown([message, signature, publicKey]);
      if (all === null) return hypercoreCrypto.verify(message, signature, publicKey);
      const [from, to] = [m + s, m + s + k];
      return hypercoreCrypto.verify(
        all.subarray(0, m),
        all.subarray(m, from),
        all.subarray(from, to),
      );
    } catch {
      return false;
    }
  },
};

/** The parts behind one another, until the next call; null where they are too long. */
function inKnown(parts: readonly Uint8Array[]): Buffer | null {
  let length = 0;
  for (const { byteLength } of parts) length += byteLength;
  if (length > known.byteLength) return null;
  let at = 0;
  for (const part of parts) {
    known.set(part, at);
    at += part.byteLength;
  }
  return known.subarray(0, length);
}
