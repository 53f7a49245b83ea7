/**
 * What a checkpoint is outside: its head in the clear (shared/jobs/checkpoint-head.ts), a hash of all the rest, and the
 * packed contents.
 *
 * The hash finds damage on the way and nothing more: whoever makes a checkpoint can make a hash. What a
 * stranger may have written is found when the contents are read, each length and number of them, and held against
 * what the head says of them.
 */
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { concatBytes, sameBytes } from '../../shared/base/bytes.ts';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import {
  type CheckpointHead,
  checkpointHeadBytes,
  readCheckpointHead,
  writeCheckpointHead,
} from '../../shared/jobs/checkpoint-head.ts';

const hashBytes = 32;

export function sealContents(head: CheckpointHead, contents: Uint8Array): Uint8Array {
  const clear = writeCheckpointHead(head);
  // The fastest level: a checkpoint must not cost what it saves.
  const packed = deflateSync(contents, { level: 1 });
  return concatBytes(clear, sha256(clear, packed), packed);
}

/** The contents, of a job with so much memory and at most so many bytes more; else a sentence. */
export function openContents(
  bytes: Uint8Array,
  memoryBytesMax: number,
  besidesMax: number,
): Result<{ readonly head: CheckpointHead; readonly contents: Uint8Array }, string> {
  const head = readCheckpointHead(bytes, memoryBytesMax);
  if (!head.ok) return head;
  const begin = checkpointHeadBytes + hashBytes;
  const packed = bytes.subarray(begin);
  const clear = bytes.subarray(0, checkpointHeadBytes);
  if (!sameBytes(bytes.subarray(checkpointHeadBytes, begin), sha256(clear, packed)))
    return err('This checkpoint is damaged.');
  const most = Math.max(1, head.value.memoryBytes + besidesMax);
  try {
    const contents = new Uint8Array(inflateSync(packed, { maxOutputLength: most }));
    return ok({ head: head.value, contents });
  } catch {
    return err('This checkpoint is damaged, or holds more than the job may have.');
  }
}

function sha256(...parts: readonly Uint8Array[]): Uint8Array {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
}
