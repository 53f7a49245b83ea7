/* Conway's game of life on a torus, a byte a cell. */
#include "kernel.h"
#define N 256
static uint8_t now[N][N], then[N][N];

uint64_t kernel(uint32_t size) {
  uint64_t seed = 6, sum = 0;
  for (int y = 0; y < N; y++) for (int x = 0; x < N; x++) now[y][x] = next_random(&seed) >> 63;
  for (uint32_t round = 0; round < size; round++) {
    for (int y = 0; y < N; y++)
      for (int x = 0; x < N; x++) {
        int around = 0;
        for (int dy = -1; dy <= 1; dy++)
          for (int dx = -1; dx <= 1; dx++)
            if (dx || dy) around += now[(y + dy) & (N - 1)][(x + dx) & (N - 1)];
        then[y][x] = around == 3 || (around == 2 && now[y][x]);
      }
    for (int y = 0; y < N; y++) for (int x = 0; x < N; x++) now[y][x] = then[y][x];
  }
  for (int y = 0; y < N; y++) sum = mixed_bytes(sum, now[y], N);
  return sum;
}
