/** Puts a blob together from pieces that arrive in order. */
export interface Assembler {
  /** False for a piece that does not follow the last one or reaches beyond the end. */
  add(offset: number, bytes: Uint8Array): boolean;
  received(): number;
  /** The whole blob once it is complete. */
  complete(): Uint8Array | null;
}

/** An assembler for a blob of `size` bytes; the caller has checked `size` against its limit. */
export function createAssembler(size: number): Assembler {
  const whole = new Uint8Array(size);
  let received = 0;
  return {
    add(offset, bytes) {
      if (offset !== received || offset + bytes.byteLength > size) return false;
      whole.set(bytes, offset);
      received += bytes.byteLength;
      return true;
    },
    received: () => received,
    complete: () => (received === size ? whole : null),
  };
}
