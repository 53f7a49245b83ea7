/* Base64 (RFC 4648), there and back. */
#include "kernel.h"
#define LENGTH 30000
static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
static uint8_t plain[LENGTH], coded[LENGTH / 3 * 4], values[256];

uint64_t kernel(uint32_t size) {
  uint64_t seed = 4, sum = 0;
  for (int i = 0; i < 64; i++) values[(uint8_t)letters[i]] = i;
  for (int i = 0; i < LENGTH; i++) plain[i] = next_random(&seed) >> 56;
  for (uint32_t round = 0; round < size; round++) {
    uint8_t *to = coded;
    for (int i = 0; i < LENGTH; i += 3) {
      uint32_t three = plain[i] << 16 | plain[i + 1] << 8 | plain[i + 2];
      for (int shift = 18; shift >= 0; shift -= 6) *to++ = letters[three >> shift & 63];
    }
    const uint8_t *from = coded;
    for (int i = 0; i < LENGTH; i += 3) {
      uint32_t three = 0;
      for (int j = 0; j < 4; j++) three = three << 6 | values[*from++];
      plain[i] = three >> 16; plain[i + 1] = three >> 8; plain[i + 2] = three + round;
    }
    sum = mixed(sum, coded[round % (LENGTH / 3 * 4)]);
  }
  return mixed_bytes(sum, plain, 64);
}
