/** Writes numbers and blocks of bytes one after the other, little end first; `fields.ts` beside it reads them. */
export interface ByteWriter {
  readonly parts: Uint8Array[];
}

export function createByteWriter(): ByteWriter {
  return { parts: [] };
}

export function putU32({ parts }: ByteWriter, value: number): void {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  parts.push(bytes);
}

export function putU64({ parts }: ByteWriter, value: bigint): void {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt.asUintN(64, value), true);
  parts.push(bytes);
}

/** A length and so many bytes. The bytes are not copied before the end. */
export function putBlock(writer: ByteWriter, bytes: Uint8Array): void {
  putU32(writer, bytes.length);
  writer.parts.push(bytes);
}

export function writtenBytes({ parts }: ByteWriter): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
