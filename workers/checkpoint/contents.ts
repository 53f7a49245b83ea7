/**
 * What a checkpoint holds of a slice, as bytes and back.
 *
 * Whose it is comes first: a hash of the module, of all versions on which the frames depend, and of what the
 * slice was asked to do. Pages of memory that hold nothing but zeros are left out.
 */
import type { Step } from '../sandbox/caller.ts';
import { steps } from '../sandbox/caller.ts';
import { pageBytes } from '../sandbox/cap-limits.ts';
import { createByteWriter, putBlock, putU32, putU64, writtenBytes } from './byte-writer.ts';
import {
  createFieldReader,
  isWholeRead,
  takeBlock,
  takeBytes,
  takeList,
  takeU32,
  takeU64,
} from './fields.ts';
import { framesPages } from './leavable.ts';

export interface Contents {
  /** 32 bytes. */
  readonly identity: Uint8Array;
  readonly step: Step;
  /** Units of work done so far. */
  readonly workCount: number;
  /** All mutable globals in the module's order, as 64 bits. */
  readonly globals: readonly bigint[];
  readonly memory: Uint8Array;
  readonly frames: Uint8Array;
  /** What the host holds for a program; see host-state.ts. */
  readonly host: Uint8Array;
}

const globalsMax = 100_000;
const framesBytesMax = framesPages * pageBytes;
/** What a checkpoint may have beside the job's own memory: frames, streams and the rest. */
export const besidesMax = framesBytesMax + 16 * 1024 * 1024;
const identityBytes = 32;

export function contentsToBytes(contents: Contents): Uint8Array {
  const writer = createByteWriter();
  writer.parts.push(contents.identity);
  putU32(writer, steps.indexOf(contents.step));
  putU64(writer, BigInt(contents.workCount));
  putU32(writer, contents.globals.length);
  for (const value of contents.globals) putU64(writer, value);
  const { memory } = contents;
  const pages = memory.length / pageBytes;
  const used = new Uint8Array(Math.ceil(pages / 8));
  const kept: Uint8Array[] = [];
  for (let page = 0; page < pages; page += 1) {
    const bytes = memory.subarray(page * pageBytes, (page + 1) * pageBytes);
    if (isZero(bytes)) continue;
    used[page >> 3] = (used[page >> 3] ?? 0) | (1 << (page & 7));
    kept.push(bytes);
  }
  putU32(writer, pages);
  writer.parts.push(used, ...kept);
  putBlock(writer, contents.frames);
  putBlock(writer, contents.host);
  return writtenBytes(writer);
}

/** Null for what cannot be the contents of a checkpoint of a job with so much memory. */
export function bytesToContents(bytes: Uint8Array, memoryBytesMax: number): Contents | null {
  const reader = createFieldReader(bytes);
  const identity = takeBytes(reader, identityBytes);
  const step = steps[takeU32(reader)];
  const workCount = Number(takeU64(reader));
  const globals = takeList(reader, globalsMax, takeU64);
  const pages = takeU32(reader, Math.floor(memoryBytesMax / pageBytes));
  const used = takeBytes(reader, Math.ceil(pages / 8));
  if (reader.isDamaged || step === undefined || !Number.isSafeInteger(workCount)) return null;
  const keptPages = [...used].reduce((sum, byte) => sum + bitsIn(byte), 0);
  const kept = takeBytes(reader, keptPages * pageBytes);
  const frames = takeBlock(reader, framesBytesMax - pageBytes);
  const host = takeBlock(reader, bytes.length);
  if (!isWholeRead(reader)) return null;
  const memory = new Uint8Array(pages * pageBytes);
  for (let page = 0, at = 0; page < pages; page += 1) {
    if (((used[page >> 3] ?? 0) & (1 << (page & 7))) === 0) continue;
    memory.set(kept.subarray(at, at + pageBytes), page * pageBytes);
    at += pageBytes;
  }
  return { identity, step, workCount, globals, memory, frames, host };
}

function isZero(bytes: Uint8Array): boolean {
  const words = new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  return words.every((word) => word === 0);
}

function bitsIn(byte: number): number {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}
