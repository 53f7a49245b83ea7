/**
 * Reads what `byte-writer.ts` wrote, from bytes that anybody may have made. Past the end, or behind a number
 * that cannot be, the reader is damaged and answers zeros and nothing from then on; who reads asks at the end.
 */
export interface FieldReader {
  readonly bytes: Uint8Array;
  at: number;
  isDamaged: boolean;
}

export function createFieldReader(bytes: Uint8Array): FieldReader {
  return { bytes, at: 0, isDamaged: false };
}

/** Bytes of the reader's own, not copied. */
export function takeBytes(reader: FieldReader, length: number): Uint8Array {
  if (reader.isDamaged || length > reader.bytes.length - reader.at) {
    reader.isDamaged = true;
    return new Uint8Array(0);
  }
  reader.at += length;
  return reader.bytes.subarray(reader.at - length, reader.at);
}

/** At most `most`, or the reader is damaged. */
export function takeU32(reader: FieldReader, most = 2 ** 32 - 1): number {
  const bytes = takeBytes(reader, 4);
  if (reader.isDamaged) return 0;
  const value = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (value > most) reader.isDamaged = true;
  return reader.isDamaged ? 0 : value;
}

export function takeU64(reader: FieldReader): bigint {
  const bytes = takeBytes(reader, 8);
  if (reader.isDamaged) return 0n;
  return new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
}

export function takeBlock(reader: FieldReader, most: number): Uint8Array {
  return takeBytes(reader, takeU32(reader, most));
}

/** So many things as the next number says, `most` at most. */
export function takeList<Value>(
  reader: FieldReader,
  most: number,
  take: (reader: FieldReader) => Value,
): readonly Value[] {
  const length = takeU32(reader, most);
  const values: Value[] = [];
  while (values.length < length && !reader.isDamaged) values.push(take(reader));
  return values;
}

/** Whether all was there, and nothing more. */
export function isWholeRead(reader: FieldReader): boolean {
  return !reader.isDamaged && reader.at === reader.bytes.length;
}
