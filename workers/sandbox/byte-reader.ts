/**
 * Reads the WebAssembly binary format. Every read is checked against the end of what may be read; past it,
 * or with a number that is too long, the reader becomes `damaged` and answers zeros from then on. So the
 * callers need one check at the end and no exceptions.
 */
export interface ByteReader {
  readonly bytes: Uint8Array;
  /** Position of the next byte. */
  at: number;
  /** First position that may not be read. */
  end: number;
  damaged: boolean;
}

export function createByteReader(bytes: Uint8Array, at = 0, end = bytes.length): ByteReader {
  return { bytes, at, end, damaged: false };
}

/** Whether there is something left to read. */
export function hasMore(reader: ByteReader): boolean {
  return !reader.damaged && reader.at < reader.end;
}

export function readByte(reader: ByteReader): number {
  if (reader.damaged || reader.at >= reader.end) return damage(reader);
  const byte = reader.bytes[reader.at] ?? 0;
  reader.at += 1;
  return byte;
}

/** An unsigned LEB128 number of at most 32 bits. */
export function readU32(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(reader);
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value < 2 ** 32 ? value : damage(reader);
  }
  return damage(reader);
}

/** A signed LEB128 number of at most 32 bits. */
export function readS32(reader: ByteReader): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = readByte(reader);
    value |= (byte & 0x7f) << shift;
    if (byte >= 0x80) continue;
    const isNegative = (byte & 0x40) !== 0 && shift < 28;
    return isNegative ? value | (-1 << (shift + 7)) : value;
  }
  return damage(reader);
}

/** Passes over a LEB128 number of at most `bits` bits, signed or not. */
export function skipLeb(reader: ByteReader, bits: 32 | 33 | 64): void {
  const bytesMax = Math.ceil(bits / 7);
  for (let count = 0; count < bytesMax; count += 1) if (readByte(reader) < 0x80) return;
  damage(reader);
}

export function skipBytes(reader: ByteReader, count: number): void {
  if (reader.damaged || count > reader.end - reader.at) damage(reader);
  else reader.at += count;
}

/** A length and that many bytes. */
export function readBlock(reader: ByteReader): Uint8Array {
  const length = readU32(reader);
  const start = reader.at;
  skipBytes(reader, length);
  return reader.damaged ? new Uint8Array(0) : reader.bytes.subarray(start, start + length);
}

/** A name in UTF-8, with all its characters; malformed sequences become U+FFFD. */
export function readName(reader: ByteReader): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(readBlock(reader));
}

/** Marks what is read as damaged, and answers zero for the one who asked. */
export function damage(reader: ByteReader): 0 {
  reader.damaged = true;
  return 0;
}

/** The bytes of an unsigned LEB128 number. */
export function encodeU32(value: number): readonly number[] {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return bytes;
}
