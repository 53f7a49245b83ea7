/**
 * Snapshots and reports are packed: they name the same keys again and again, so a window of the whole makes a
 * sixth of them. Brotli, because every runtime that this program meets has it; its lowest levels are faster
 * than the disk.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';

/** A packed row that opens to more is not one of ours. */
const unpackedBytesMax = 1024 ** 3;

export function pack(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(
    brotliCompressSync(bytes, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: 2,
        [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.byteLength,
      },
    }),
  );
}

/** Of bytes whose seal holds. */
export function unpack(packed: Uint8Array): Uint8Array {
  return new Uint8Array(brotliDecompressSync(packed, { maxOutputLength: unpackedBytesMax }));
}
