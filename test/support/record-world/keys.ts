/** Cryptography as in the product, which remembers what it has checked: a hundred nodes check the same signatures. */
import { cryptography } from '../../../main/adapters/cryptography.ts';
import type { Cryptography } from '../../../main/engine/ports.ts';
import { bytesToHex } from '../../../shared/base/bytes.ts';

const rememberedMax = 200_000;

export function createRememberingCryptography(): Cryptography {
  const remembered = new Map<string, boolean>();
  return {
    hash: cryptography.hash,
    verify(message, signature, publicKey) {
      const key = bytesToHex(cryptography.hash(message, signature, publicKey));
      const known = remembered.get(key);
      if (known !== undefined) return known;
      const isRight = cryptography.verify(message, signature, publicKey);
      if (remembered.size >= rememberedMax) remembered.clear();
      remembered.set(key, isRight);
      return isRight;
    },
  };
}
