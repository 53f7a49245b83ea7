/* The product of two matrices of doubles, in the order that reads memory as it lies. */
#include "kernel.h"
#define N 160
static double a[N][N], b[N][N], c[N][N];

uint64_t kernel(uint32_t size) {
  uint64_t seed = 1, sum = 0;
  for (int i = 0; i < N; i++)
    for (int j = 0; j < N; j++) {
      a[i][j] = (next_random(&seed) >> 40) * 0x1p-24;
      b[i][j] = (next_random(&seed) >> 40) * 0x1p-24;
    }
  for (uint32_t round = 0; round < size; round++) {
    for (int i = 0; i < N; i++)
      for (int k = 0; k < N; k++) {
        double factor = a[i][k];
        for (int j = 0; j < N; j++) c[i][j] += factor * b[k][j];
      }
    a[round % N][0] = c[0][round % N] * 0x1p-10;
  }
  for (int i = 0; i < N; i++) sum = mixed_double(sum, c[i][i]);
  return sum;
}
