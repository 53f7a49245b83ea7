/** A thread that checks signatures of records, for batches that would hold up the process of the record. */
import hypercoreCrypto from 'hypercore-crypto';

/** Of what stands one behind the other in each task, as main/adapters/record-process/verifier.ts packs it. */
const messageBytes = 32;
const signatureBytes = 64;
const keyBytes = 32;
const taskBytes = messageBytes + signatureBytes + keyBytes;

/** One byte for each, 1 where the signature fits. */
export default function verify(packed: Uint8Array): Uint8Array {
  return Uint8Array.from({ length: packed.byteLength / taskBytes }, (_, index) => {
    const task = packed.subarray(index * taskBytes, (index + 1) * taskBytes);
    const message = task.subarray(0, messageBytes);
    const signature = task.subarray(messageBytes, messageBytes + signatureBytes);
    const publicKey = task.subarray(messageBytes + signatureBytes);
    try {
      return hypercoreCrypto.verify(message, signature, publicKey) ? 1 : 0;
    } catch {
      return 0;
    }
  });
}
