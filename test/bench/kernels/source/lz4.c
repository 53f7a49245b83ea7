/* LZ4 compresses prose and unpacks it again. */
#include <lz4.h>
#include <stdlib.h>
#include "kernel.h"
#define LENGTH 200000

uint64_t kernel(uint32_t size) {
  uint64_t sum = 0;
  int most = LZ4_compressBound(LENGTH);
  char *text = malloc(LENGTH), *packed = malloc(most), *again = malloc(LENGTH);
  fill_prose((uint8_t *)text, LENGTH, 19);
  for (uint32_t round = 0; round < size; round++) {
    text[round % LENGTH] = round;
    int length = LZ4_compress_default(text, packed, LENGTH, most);
    if (LZ4_decompress_safe(packed, again, length, LENGTH) != LENGTH) __builtin_trap();
    sum = mixed(sum, length + again[round * 31 % LENGTH]);
  }
  return mixed_bytes(sum, packed, 4096);
}
