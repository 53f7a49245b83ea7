/**
 * What a checkpoint is outside: a mark, a version, a hash of what follows, and the packed contents.
 *
 * The hash finds damage on the way and nothing more: whoever makes a checkpoint can make a hash. What a
 * stranger may have written is found when the contents are read, each length and number of them.
 */
import { createHash } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { concatBytes, sameBytes, textToBytes } from '../../shared/base/bytes.ts';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';

const mark = textToBytes('CHCP\u0001\n');
const hashBytes = 32;

export function sealContents(contents: Uint8Array): Uint8Array {
  // The fastest level: a checkpoint must not cost what it saves.
  const packed = deflateSync(contents, { level: 1 });
  return concatBytes(mark, sha256(packed), packed);
}

/** The contents, at most so many bytes; else a sentence. */
export function openContents(bytes: Uint8Array, bytesMax: number): Result<Uint8Array, string> {
  const begin = mark.length + hashBytes;
  if (bytes.length < begin || !sameBytes(bytes.subarray(0, mark.length), mark))
    return err('This is no checkpoint, or one of another version.');
  const packed = bytes.subarray(begin);
  if (!sameBytes(bytes.subarray(mark.length, begin), sha256(packed)))
    return err('This checkpoint is damaged.');
  try {
    return ok(new Uint8Array(inflateSync(packed, { maxOutputLength: Math.max(1, bytesMax) })));
  } catch {
    return err('This checkpoint is damaged, or holds more than the job may have.');
  }
}

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}
