/* Five planets pull at each other: the n-body problem of the Computer Language Benchmarks Game, own text. */
#include "kernel.h"
struct body { double x, y, z, vx, vy, vz, mass; };
static struct body bodies[5];

static void advance(double dt) {
  for (int i = 0; i < 5; i++) {
    struct body *a = &bodies[i];
    for (int j = i + 1; j < 5; j++) {
      struct body *b = &bodies[j];
      double dx = a->x - b->x, dy = a->y - b->y, dz = a->z - b->z;
      double square = dx * dx + dy * dy + dz * dz;
      double pull = dt / (square * __builtin_sqrt(square));
      a->vx -= dx * b->mass * pull; a->vy -= dy * b->mass * pull; a->vz -= dz * b->mass * pull;
      b->vx += dx * a->mass * pull; b->vy += dy * a->mass * pull; b->vz += dz * a->mass * pull;
    }
  }
  for (int i = 0; i < 5; i++) {
    struct body *a = &bodies[i];
    a->x += dt * a->vx; a->y += dt * a->vy; a->z += dt * a->vz;
  }
}

uint64_t kernel(uint32_t size) {
  uint64_t seed = 5, sum = 0;
  for (int i = 0; i < 5; i++) {
    double *at = (double *)&bodies[i];
    for (int j = 0; j < 3; j++) at[j] = ((int64_t)next_random(&seed) >> 40) * 0x1p-20 + 3 * i;
    for (int j = 3; j < 6; j++) at[j] = ((int64_t)next_random(&seed) >> 40) * 0x1p-24;
    bodies[i].mass = i ? 0.01 * i : 40;
  }
  for (uint32_t i = 0; i < size; i++) advance(0.001);
  for (int i = 0; i < 5; i++) sum = mixed_double(mixed_double(sum, bodies[i].x), bodies[i].vz);
  return sum;
}
