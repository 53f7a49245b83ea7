/** Committees whose keys a test has. */
import hypercoreCrypto from 'hypercore-crypto';
import { cryptography } from '../../main/adapters/cryptography.ts';
import { bytesToHex, concatBytes, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import type { VoteChecks } from '../../shared/consensus/check-message.ts';
import type { Signer } from '../../shared/consensus/contract.ts';

export interface Committee {
  readonly keys: readonly Uint8Array[];
  readonly checks: VoteChecks;
  /** What this witness signs with; whoever only follows has none. */
  signerOf(witness: number | null): Signer;
}

const hash = cryptography.hash.bind(cryptography);

export function idOf(value: Uint8Array): Uint8Array {
  return hash(textToBytes('value'), value);
}

/** With real signatures. */
export function realCommittee(size: number): Committee {
  const pairs = Array.from({ length: size }, (_, index) =>
    hypercoreCrypto.keyPair(new Uint8Array(32).fill(index + 1)),
  );
  const signBy = (witness: number, message: Uint8Array) => {
    const pair = pairs[witness];
    if (pair === undefined) throw new Error(`there is no witness ${witness}`);
    return new Uint8Array(hypercoreCrypto.sign(message, pair.secretKey));
  };
  const keys = pairs.map(({ publicKey }) => new Uint8Array(publicKey));
  return committeeOf(keys, signBy, cryptography.verify.bind(cryptography));
}

/** With signatures that only whoever knows the secret can make, at a fiftieth of the time. */
export function cheapCommittee(size: number): Committee {
  const secrets = Array.from({ length: size }, (_, index) => textToBytes(`secret ${index}`));
  const keys = secrets.map((secret) => hash(secret));
  const signBySecret = (secret: Uint8Array, message: Uint8Array) =>
    concatBytes(hash(secret, message), new Uint8Array(32));
  const secretOf = new Map(keys.map((key, index) => [bytesToHex(key), secrets[index]]));
  return committeeOf(
    keys,
    (witness, message) => signBySecret(secrets[witness] ?? textToBytes('nobody'), message),
    (message, signature, key) => {
      const secret = secretOf.get(bytesToHex(key));
      return secret !== undefined && sameBytes(signBySecret(secret, message), signature);
    },
  );
}

function committeeOf(
  keys: readonly Uint8Array[],
  signBy: (witness: number, message: Uint8Array) => Uint8Array,
  verify: VoteChecks['verify'],
): Committee {
  return {
    keys,
    checks: { hash, verify, idOf },
    signerOf: (witness) => ({
      hash,
      idOf,
      sign(message) {
        if (witness === null) throw new Error('whoever only follows signs nothing');
        return signBy(witness, message);
      },
    }),
  };
}
