/* What a kernel is made of: a function of a size that answers a checksum. The rest is in kernel.c. */
#pragma once
#include <stddef.h>
#include <stdint.h>

uint64_t kernel(uint32_t size);

static inline uint64_t mixed(uint64_t hash, uint64_t value) {
  hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
  return hash ^ (hash >> 32);
}

static inline uint64_t mixed_bytes(uint64_t hash, const void *bytes, size_t length) {
  const uint8_t *at = bytes;
  for (size_t i = 0; i < length; i++) hash = mixed(hash, at[i]);
  return hash;
}

static inline uint64_t mixed_double(uint64_t hash, double value) {
  union { double d; uint64_t u; } bits = {value};
  return mixed(hash, bits.u);
}

/* xorshift64* by Sebastiano Vigna */
static inline uint64_t next_random(uint64_t *state) {
  *state ^= *state >> 12;
  *state ^= *state << 25;
  *state ^= *state >> 27;
  return *state * 2685821657736338717ull;
}

/* Text that compresses like prose: words of a vocabulary, the frequent ones first. */
static inline void fill_prose(uint8_t *to, size_t length, uint64_t seed) {
  for (size_t i = 0; i < length;) {
    uint64_t r = next_random(&seed);
    uint32_t word = (r & 0xffff) * ((r >> 16) & 0xffff) >> 22;
    uint64_t letters = mixed(word, 7);
    for (uint32_t n = 2 + letters % 8; n-- && i < length; letters >>= 5)
      to[i++] = 'a' + letters % 26;
    if (i < length) to[i++] = r >> 60 ? ' ' : '\n';
  }
}
