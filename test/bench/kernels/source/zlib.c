/* zlib compresses prose and unpacks it again. */
#include <stdlib.h>
#include <zlib.h>
#include "kernel.h"

uint64_t kernel(uint32_t size) {
  uLongf packed_length = compressBound(size), length = size;
  uint8_t *text = malloc(size), *packed = malloc(packed_length), *again = malloc(size);
  fill_prose(text, size, 17);
  if (compress2(packed, &packed_length, text, size, 6) != Z_OK) __builtin_trap();
  if (uncompress(again, &length, packed, packed_length) != Z_OK) __builtin_trap();
  return mixed(crc32(0, packed, packed_length), adler32(1, again, length));
}
