/* The most flips of a stack of pancakes (Anderson and Rettig 1994) over all permutations; own text. */
#include "kernel.h"

uint64_t kernel(uint32_t size) {
  uint8_t order[16], count[16], stack[16];
  uint64_t sum = 0, most = 0;
  int n = (int)size, r = n;
  if (n > 12) __builtin_trap();
  for (int i = 0; i < n; i++) order[i] = i;
  for (;;) {
    for (; r != 1; r--) count[r - 1] = r;
    uint64_t flips = 0;
    for (int i = 0; i < n; i++) stack[i] = order[i];
    for (int top; (top = stack[0]) != 0; flips++)
      for (int i = 0, j = top; i < j; i++, j--) { uint8_t kept = stack[i]; stack[i] = stack[j]; stack[j] = kept; }
    if (flips > most) most = flips;
    sum += flips;
    for (;; r++) {
      if (r == n) return mixed(sum, most);
      uint8_t first = order[0];
      for (int i = 0; i < r; i++) order[i] = order[i + 1];
      order[r] = first;
      if (--count[r] > 0) break;
    }
  }
}
