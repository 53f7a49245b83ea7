/** Writes the WebAssembly binary format into one array that grows. */

export interface Writer {
  bytes: Uint8Array;
  length: number;
}

export function createWriter(capacity = 1024): Writer {
  return { bytes: new Uint8Array(capacity), length: 0 };
}

export function written(writer: Writer): Uint8Array {
  return writer.bytes.subarray(0, writer.length);
}

function reserve(writer: Writer, count: number): void {
  const needed = writer.length + count;
  if (needed <= writer.bytes.length) return;
  const grown = new Uint8Array(Math.max(needed, writer.bytes.length * 2));
  grown.set(written(writer));
  writer.bytes = grown;
}

export function writeByte(writer: Writer, byte: number): void {
  if (writer.length === writer.bytes.length) reserve(writer, 1);
  writer.bytes[writer.length] = byte;
  writer.length += 1;
}

export function writeBytes(writer: Writer, bytes: ArrayLike<number>): void {
  reserve(writer, bytes.length);
  writer.bytes.set(bytes, writer.length);
  writer.length += bytes.length;
}

/** The bytes of `source` from `start` up to `end`. */
export function writeRange(writer: Writer, source: Uint8Array, start: number, end: number): void {
  reserve(writer, end - start);
  const { bytes, length } = writer;
  if (end - start > 64) bytes.set(source.subarray(start, end), length);
  else for (let at = start; at < end; at += 1) bytes[length + at - start] = source[at] ?? 0;
  writer.length += end - start;
}

/** An unsigned LEB128 number. */
export function writeU32(writer: Writer, value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    writeByte(writer, (rest % 0x80) + 0x80);
    rest = Math.floor(rest / 0x80);
  }
  writeByte(writer, rest);
}

/** A signed LEB128 number; any integer that a double holds exactly. */
export function writeSigned(writer: Writer, value: number): void {
  let rest = value;
  for (;;) {
    const low = ((rest % 0x80) + 0x80) % 0x80;
    rest = Math.floor(rest / 0x80);
    const isLast = (rest === 0 && low < 0x40) || (rest === -1 && low >= 0x40);
    writeByte(writer, isLast ? low : low + 0x80);
    if (isLast) return;
  }
}

export function writeName(writer: Writer, name: string): void {
  const bytes = new TextEncoder().encode(name);
  writeU32(writer, bytes.length);
  writeBytes(writer, bytes);
}

/** What `write` writes, with its length in front. */
export function writeSized(writer: Writer, write: (writer: Writer) => void): void {
  const content = createWriter();
  write(content);
  writeU32(writer, content.length);
  writeRange(writer, content.bytes, 0, content.length);
}

/** The bytes of a signed LEB128 number. */
export function signed(value: number): readonly number[] {
  const writer = createWriter(10);
  writeSigned(writer, value);
  return [...written(writer)];
}

/** The bytes of an unsigned LEB128 number. */
export function unsigned(value: number): readonly number[] {
  const writer = createWriter(5);
  writeU32(writer, value);
  return [...written(writer)];
}
