/** Reads the segments of a module: what is put into its memory and tables. */
import type { ByteReader } from './byte-reader.ts';
import { damage, hasMore, readByte, readU32, skipBytes } from './byte-reader.ts';
import { readConstantExpression } from './constant-expression.ts';
import { featureOfType } from './value-types.ts';

/** Bytes that are copied into a memory, or functions that are put into a table, before anything runs. */
export interface ActiveSegment {
  readonly kind: 'memory' | 'table';
  /** The index of the memory or table. */
  readonly index: number;
  /** In bytes of the memory or elements of the table. */
  readonly offset: number;
  readonly length: number;
  /** Where the segment stands in the module's bytes. */
  readonly at: number;
}

export interface ReadSegment {
  /** What jobs may not use, or null. */
  readonly forbidden: string | null;
  /** Null for one that is not active, or whose place is not a plain constant. */
  readonly active: ActiveSegment | null;
  /** Where it begins. */
  readonly at: number;
}

/** Functions in one segment: ten times the longest table that a job may have. */
const elementsMax = 1_000_000;

/** The eight forms: bit 0 not active, bit 1 with a table or declared only, bit 2 expressions. */
export function readElementSegment(reader: ByteReader, importedGlobals: number): ReadSegment {
  const at = reader.at;
  const form = readU32(reader);
  if (form > 7) damage(reader);
  const isActive = (form & 1) === 0;
  const index = isActive && (form & 2) !== 0 ? readU32(reader) : 0;
  const place = isActive ? readConstantExpression(reader, importedGlobals) : noPlace;
  const hasExpressions = (form & 4) !== 0;
  const kind = (form & 3) === 0 ? 0 : readByte(reader);
  if (hasExpressions && kind !== 0 && kind !== 0x70) return refused(featureOfType(kind), at);
  if (!hasExpressions && kind !== 0) damage(reader);
  const length = readU32(reader);
  if (length > elementsMax) return refused('more elements than any program needs', at);
  let { forbidden } = place;
  for (let one = 0; one < length && hasMore(reader) && forbidden === null; one += 1)
    if (hasExpressions) ({ forbidden } = readConstantExpression(reader, importedGlobals));
    else readU32(reader);
  return segmentOf('table', index, { ...place, forbidden }, length, at);
}

/** The three forms: active, passive, and active with the memory named. */
export function readDataSegment(reader: ByteReader, importedGlobals: number): ReadSegment {
  const at = reader.at;
  const form = readU32(reader);
  if (form > 2) damage(reader);
  const index = form === 2 ? readU32(reader) : 0;
  if (index !== 0) return refused('more than one memory', at);
  const place = form === 1 ? noPlace : readConstantExpression(reader, importedGlobals);
  const length = readU32(reader);
  skipBytes(reader, length);
  return segmentOf('memory', index, place, length, at);
}

type Place = ReturnType<typeof readConstantExpression>;

const noPlace: Place = { forbidden: null, number: null };

function refused(forbidden: string, at: number): ReadSegment {
  return { forbidden, active: null, at };
}

function segmentOf(
  kind: ActiveSegment['kind'],
  index: number,
  { forbidden, number }: Place,
  length: number,
  at: number,
): ReadSegment {
  const active = number === null ? null : { kind, index, offset: number, length, at };
  return { forbidden, active, at };
}
