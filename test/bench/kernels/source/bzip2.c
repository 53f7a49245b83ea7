/* bzip2 compresses prose and unpacks it again. */
#include <bzlib.h>
#include <stdlib.h>
#include "kernel.h"

void bz_internal_error(int code) { (void)code; __builtin_trap(); }

uint64_t kernel(uint32_t size) {
  unsigned packed_length = size + size / 50 + 600, length = size;
  char *text = malloc(size), *packed = malloc(packed_length), *again = malloc(size);
  fill_prose((uint8_t *)text, size, 18);
  if (BZ2_bzBuffToBuffCompress(packed, &packed_length, text, size, 1, 0, 0) != BZ_OK) __builtin_trap();
  if (BZ2_bzBuffToBuffDecompress(again, &length, packed, packed_length, 0, 0) != BZ_OK) __builtin_trap();
  return mixed(mixed_bytes(0, packed, packed_length), mixed_bytes(0, again, length));
}
