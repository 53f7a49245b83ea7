/** The memory of a program as the host's functions see it: numbers from a module are never trusted. */
import { fileLimits } from './virtual-files.ts';

export interface HostMemory {
  readonly view: () => DataView;
  /** Throws a RangeError, which ends the job, when it lies outside. */
  readonly bytes: (start: number, length: number) => Uint8Array;
}

/** A part of a program's memory that it wants written or filled. */
export interface Vector {
  readonly start: number;
  readonly length: number;
}

export const vectorsMax = 1_024;
/** A large request is done in pieces, so that a slice can be ended and throttled in between. */
const pieceBytes = 1_048_576;

export function createHostMemory(memory: () => WebAssembly.Memory): HostMemory {
  return {
    view: () => new DataView(memory().buffer),
    bytes: (start, length) => new Uint8Array(memory().buffer, start >>> 0, length >>> 0),
  };
}

/** The vectors of a call in pieces of 1 MiB at most; at most `vectorsMax` vectors. */
export function readPieces(view: DataView, at: number, count: number): readonly Vector[] {
  const pieces: Vector[] = [];
  for (let index = 0; index < count; index += 1) {
    const start = view.getUint32((at >>> 0) + 8 * index, true);
    const length = view.getUint32((at >>> 0) + 8 * index + 4, true);
    pieces.push(...piecesOf(start, Math.min(length, view.byteLength + 1)));
  }
  return pieces;
}

/** Empty stretches have one piece, so that an empty read or write is one. */
export function piecesOf(start: number, length: number): readonly Vector[] {
  const pieces: Vector[] = [];
  for (let at = 0; at === 0 || at < length; at += pieceBytes)
    pieces.push({ start: start + at, length: Math.min(pieceBytes, length - at) });
  return pieces;
}

/** A path as the program wrote it; null when it is longer than any may be. */
export function readPath(memory: HostMemory, start: number, length: number): string | null {
  if (length >>> 0 > fileLimits.pathBytes) return null;
  return new TextDecoder().decode(memory.bytes(start, length));
}
