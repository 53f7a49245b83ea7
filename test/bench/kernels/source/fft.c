/* Fast Fourier transform (Cooley and Tukey 1965) of doubles, there and back. */
#include "kernel.h"
#define N 4096
static double re[N], im[N], cosine[N / 2], sine[N / 2];

static void transform(int sign) {
  for (int i = 1, j = 0; i < N; i++) {
    int bit = N >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      double r = re[i], m = im[i];
      re[i] = re[j]; im[i] = im[j]; re[j] = r; im[j] = m;
    }
  }
  for (int length = 2; length <= N; length <<= 1)
    for (int i = 0; i < N; i += length)
      for (int j = 0, step = N / length; j < length / 2; j++) {
        double c = cosine[j * step], s = sign * sine[j * step];
        int low = i + j, high = low + length / 2;
        double r = re[high] * c - im[high] * s, m = re[high] * s + im[high] * c;
        re[high] = re[low] - r; im[high] = im[low] - m;
        re[low] += r; im[low] += m;
      }
}

uint64_t kernel(uint32_t size) {
  uint64_t seed = 2, sum = 0;
  double c = 1, s = 0, dc = 0.99999882345170188, ds = 0.0015339801862847655; /* of 2 pi / 4096 */
  for (int i = 0; i < N / 2; i++) {
    cosine[i] = c; sine[i] = s;
    double next = c * dc - s * ds;
    s = s * dc + c * ds;
    c = next;
  }
  for (int i = 0; i < N; i++) re[i] = (next_random(&seed) >> 40) * 0x1p-24;
  for (uint32_t round = 0; round < size; round++) {
    transform(1);
    transform(-1);
    for (int i = 0; i < N; i++) { re[i] *= 1.0 / N; im[i] *= 1.0 / N; }
  }
  for (int i = 0; i < N; i += 31) sum = mixed_double(sum, re[i]);
  return sum;
}
