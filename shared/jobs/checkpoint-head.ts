/**
 * What stands in the clear before the packed contents of a checkpoint, so that whoever passes it on can look at it
 * without unpacking what a stranger may have made: a mark with a version, how far the slice had come, and how much
 * memory it has. Whoever unpacks it holds the contents against this head (workers/checkpoint).
 *
 * A mark of six bytes, the work count in eight, the memory in four, pages of 64 KiB; the highest byte first.
 */
import { concatBytes, sameBytes, textToBytes } from '../base/bytes.ts';
import type { Result } from '../base/result.ts';
import { err, ok } from '../base/result.ts';
import { limits } from '../domain/limits.ts';

export interface CheckpointHead {
  /** Metered instructions that the slice has done, over all machines that had it. */
  readonly workCount: number;
  /** Linear memory that it has, which its job must be allowed to have. */
  readonly memoryBytes: number;
}

const mark = textToBytes('CHCP\u0002\n');
const pageBytes = 65_536;
export const checkpointHeadBytes = mark.byteLength + 8 + 4;

/** The head as bytes; the memory is one of whole pages. */
export function writeCheckpointHead({ workCount, memoryBytes }: CheckpointHead): Uint8Array {
  const numbers = new DataView(new ArrayBuffer(12));
  numbers.setBigUint64(0, BigInt(workCount));
  numbers.setUint32(8, memoryBytes / pageBytes);
  return concatBytes(mark, new Uint8Array(numbers.buffer));
}

/** What a checkpoint of a job with so much memory says of itself; else a sentence that says why it is none. */
export function readCheckpointHead(
  bytes: Uint8Array,
  memoryBytesMax: number,
): Result<CheckpointHead, string> {
  const marked = bytes.subarray(0, mark.byteLength);
  if (bytes.byteLength <= checkpointHeadBytes || !sameBytes(marked, mark))
    return err('This is no checkpoint, or one of another version.');
  if (bytes.byteLength > limits.checkpointBytes) return err('This checkpoint is too large.');
  const numbers = new DataView(bytes.buffer, bytes.byteOffset + mark.byteLength, 12);
  const workCount = Number(numbers.getBigUint64(0));
  const memoryBytes = numbers.getUint32(8) * pageBytes;
  if (!Number.isSafeInteger(workCount)) return err('This checkpoint counts more than can be.');
  if (memoryBytes > memoryBytesMax)
    return err('This checkpoint has more memory than its job may have.');
  return ok({ workCount, memoryBytes });
}
