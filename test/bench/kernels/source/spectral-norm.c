/* The largest singular value of an endless matrix, by the power method; own text. */
#include "kernel.h"
#define N 400
static double u[N], v[N], t[N];
static double a(int i, int j) { return 1.0 / ((i + j) * (i + j + 1) / 2 + i + 1); }

static void multiply(const double *from, double *to, int is_turned) {
  for (int i = 0; i < N; i++) {
    double sum = 0;
    for (int j = 0; j < N; j++) sum += (is_turned ? a(j, i) : a(i, j)) * from[j];
    to[i] = sum;
  }
}

uint64_t kernel(uint32_t size) {
  uint64_t sum = 0;
  for (int i = 0; i < N; i++) u[i] = 1;
  for (uint32_t i = 0; i < size; i++) {
    multiply(u, t, 0); multiply(t, v, 1);
    multiply(v, t, 0); multiply(t, u, 1);
  }
  for (int i = 0; i < N; i++) sum = mixed_double(sum, u[i]);
  return sum;
}
