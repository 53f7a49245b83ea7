/* SHA-256 (FIPS 180-4) of a buffer, again and again; the constants are computed from the primes. */
#include "kernel.h"
static uint32_t k[64], start[8];

static uint32_t root_bits(uint32_t prime, int is_cube) {
  /* the first 32 bits of the fraction of the root: the largest x with x^n <= prime * 2^(32 n) */
  unsigned __int128 low = 0, high = (unsigned __int128)20 << 32;
  while (high - low > 1) {
    unsigned __int128 middle = (low + high) / 2;
    unsigned __int128 power = is_cube ? middle * middle * middle : middle * middle;
    int is_more = power > (unsigned __int128)prime << (is_cube ? 96 : 64);
    if (is_more) high = middle; else low = middle;
  }
  return (uint32_t)low;
}

static uint32_t turned(uint32_t x, int by) { return x >> by | x << (32 - by); }

static void add_block(uint32_t state[8], const uint8_t *block) {
  uint32_t w[64], v[8];
  for (int i = 0; i < 16; i++)
    w[i] = block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
  for (int i = 16; i < 64; i++) {
    uint32_t x = w[i - 15], y = w[i - 2];
    w[i] = w[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ x >> 3) + w[i - 7] +
           (turned(y, 17) ^ turned(y, 19) ^ y >> 10);
  }
  for (int i = 0; i < 8; i++) v[i] = state[i];
  for (int i = 0; i < 64; i++) {
    uint32_t e = v[4], a = v[0];
    uint32_t one = v[7] + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) +
                   ((e & v[5]) ^ (~e & v[6])) + k[i] + w[i];
    uint32_t two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) +
                   ((a & v[1]) ^ (a & v[2]) ^ (v[1] & v[2]));
    v[7] = v[6]; v[6] = v[5]; v[5] = e; v[4] = v[3] + one;
    v[3] = v[2]; v[2] = v[1]; v[1] = a; v[0] = one + two;
  }
  for (int i = 0; i < 8; i++) state[i] += v[i];
}

uint64_t kernel(uint32_t size) {
  static uint8_t block[64];
  uint32_t state[8], found = 0;
  for (uint32_t n = 2; found < 64; n++) {
    int is_prime = 1;
    for (uint32_t d = 2; d * d <= n; d++) is_prime &= n % d != 0;
    if (!is_prime) continue;
    if (found < 8) start[found] = root_bits(n, 0);
    k[found++] = root_bits(n, 1);
  }
  for (int i = 0; i < 8; i++) state[i] = start[i];
  for (uint32_t round = 0; round < size; round++) {
    for (int i = 0; i < 64; i++) block[i] = round >> i % 4 * 8;
    add_block(state, block);
  }
  return mixed_bytes(0, state, sizeof state);
}
