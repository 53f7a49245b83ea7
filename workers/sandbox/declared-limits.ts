/** Reads how large a memory or a table is at the start, and how large it may become. */
import type { ByteReader } from './byte-reader.ts';
import { readByte, readU32 } from './byte-reader.ts';

/** In pages for a memory, in elements for a table; `maximum` is null when none is declared. */
export interface Limits {
  readonly initial: number;
  readonly maximum: number | null;
}

export interface DeclaredLimits {
  /** What jobs may not use, or null. */
  readonly forbidden: string | null;
  readonly declared: Limits;
}

export function readLimits(reader: ByteReader, what: 'memory' | 'tables'): DeclaredLimits {
  const flags = readByte(reader);
  const initial = readU32(reader);
  const maximum = (flags & 0x01) === 0 ? null : readU32(reader);
  return { forbidden: featureOfFlags(flags, what), declared: { initial, maximum } };
}

function featureOfFlags(flags: number, what: string): string | null {
  if (flags <= 0x01) return null;
  if ((flags & 0x02) !== 0) return 'shared memory and threads';
  return (flags & 0x04) !== 0 ? `64-bit ${what}` : 'pages of another size';
}
