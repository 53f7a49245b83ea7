/* Quicksort (Hoare 1961) of integers, by recursion. */
#include "kernel.h"
static int32_t numbers[1 << 20];

static void sort(int32_t *low, int32_t *high) {
  if (low >= high) return;
  int32_t middle = low[(high - low) / 2], *i = low, *j = high;
  while (i <= j) {
    while (*i < middle) i++;
    while (*j > middle) j--;
    if (i <= j) { int32_t kept = *i; *i++ = *j; *j-- = kept; }
  }
  sort(low, j);
  sort(i, high);
}

uint64_t kernel(uint32_t size) {
  uint64_t seed = 9, sum = 0;
  if (size > 1 << 20) __builtin_trap();
  for (uint32_t i = 0; i < size; i++) numbers[i] = next_random(&seed) >> 32;
  sort(numbers, numbers + size - 1);
  for (uint32_t i = 0; i < size; i += 97) sum = mixed(sum, (uint32_t)numbers[i]);
  return sum;
}
