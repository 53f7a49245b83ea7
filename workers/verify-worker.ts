/** A thread that checks signatures of records, for batches that would hold up the process of the record. */
import hypercoreCrypto from 'hypercore-crypto';

/** As shared/ledger/record-signatures.ts says. */
interface SignatureTask {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

/** One byte for each, 1 where the signature fits. */
export default function verify(tasks: readonly SignatureTask[]): Uint8Array {
  return Uint8Array.from(tasks, ({ message, signature, publicKey }) => {
    try {
      return hypercoreCrypto.verify(message, signature, publicKey) ? 1 : 0;
    } catch {
      return 0;
    }
  });
}
