/* Takeuchi's function (McCarthy's variant): calls that nest in calls. */
#include "kernel.h"
__attribute__((noinline)) static int tak(int x, int y, int z) {
  return y >= x ? z : tak(tak(x - 1, y, z), tak(y - 1, z, x), tak(z - 1, x, y));
}
uint64_t kernel(uint32_t size) { return tak(size, size * 2 / 3, size / 3); }
