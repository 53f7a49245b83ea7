import hypercoreCrypto from 'hypercore-crypto';
import type { SeedSignatures } from '../../shared/ledger/invitation.ts';

/** Ed25519 of libsodium, by a seed that is at hand; the keys of this node are in keys.ts. */
export const seedSignatures: SeedSignatures = {
  publicKeyOf: (seed) => new Uint8Array(hypercoreCrypto.keyPair(seed).publicKey),
  signBy: (seed, message) =>
    new Uint8Array(hypercoreCrypto.sign(message, hypercoreCrypto.keyPair(seed).secretKey)),
};
