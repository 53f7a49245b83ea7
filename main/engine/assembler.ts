/** Puts a blob together from pieces that arrive in order. */
export interface Assembler {
  /** False for a piece that does not follow the last one or reaches beyond the end. */
  add(offset: number, bytes: Uint8Array): boolean;
  received(): number;
  /** The whole blob once it is complete. */
  complete(): Uint8Array | null;
}

/**
 * An assembler for a blob of `size` bytes; the caller has checked `size` against its limit. It holds twice
 * what has arrived at most, because a size that is only announced must cost nothing.
 */
export function createAssembler(size: number): Assembler {
  let held = new Uint8Array(0);
  let received = 0;

  function makeRoom(needed: number): void {
    if (needed <= held.byteLength) return;
    const larger = new Uint8Array(Math.min(size, Math.max(needed, 2 * held.byteLength)));
    larger.set(held.subarray(0, received));
    held = larger;
  }

  return {
    add(offset, bytes) {
      if (offset !== received || offset + bytes.byteLength > size) return false;
      makeRoom(offset + bytes.byteLength);
      held.set(bytes, offset);
      received += bytes.byteLength;
      return true;
    },
    received: () => received,
    complete: () => (received === size ? held : null),
  };
}
