/* Spheres with mirrors and shadows, by rays that are followed three times. */
#include "kernel.h"
typedef struct { double x, y, z; } vec;
static vec plus(vec a, vec b) { return (vec){a.x + b.x, a.y + b.y, a.z + b.z}; }
static vec times(vec a, double f) { return (vec){a.x * f, a.y * f, a.z * f}; }
static double dot(vec a, vec b) { return a.x * b.x + a.y * b.y + a.z * b.z; }
static vec unit(vec a) { return times(a, 1 / __builtin_sqrt(dot(a, a))); }

static struct { vec centre; double radius, shine, light; } spheres[24];
static const vec sun = {0.5, 0.7, -0.5};

static int hit(vec from, vec to, double *distance) {
  int nearest = -1;
  for (int i = 0; i < 24; i++) {
    vec off = plus(from, times(spheres[i].centre, -1));
    double b = dot(off, to), c = dot(off, off) - spheres[i].radius * spheres[i].radius;
    double d = b * b - c;
    if (d < 0) continue;
    double at = -b - __builtin_sqrt(d);
    if (at > 1e-6 && at < *distance) { *distance = at; nearest = i; }
  }
  return nearest;
}

static double seen(vec from, vec to, int depth) {
  double distance = 1e30;
  int i = hit(from, to, &distance);
  if (i < 0) return 0.2 + 0.3 * (to.y > 0 ? to.y : 0);
  vec at = plus(from, times(to, distance));
  vec normal = times(plus(at, times(spheres[i].centre, -1)), 1 / spheres[i].radius);
  double far = 1e30, bright = dot(normal, unit(sun));
  if (bright < 0 || hit(at, unit(sun), &far) >= 0) bright = 0;
  double own = spheres[i].light * (0.1 + bright);
  if (depth == 3) return own;
  vec mirrored = plus(to, times(normal, -2 * dot(to, normal)));
  return own + spheres[i].shine * seen(at, mirrored, depth + 1);
}

uint64_t kernel(uint32_t size) {
  uint64_t seed = 3, sum = 0;
  for (int i = 0; i < 24; i++) {
    double r[6];
    for (int j = 0; j < 6; j++) r[j] = (next_random(&seed) >> 40) * 0x1p-24;
    spheres[i].centre = (vec){r[0] * 8 - 4, r[1] * 6 - 3, r[2] * 6 + 4};
    spheres[i].radius = 0.3 + r[3]; spheres[i].shine = r[4] * 0.8; spheres[i].light = r[5];
  }
  for (uint32_t y = 0; y < size; y++)
    for (uint32_t x = 0; x < size; x++) {
      vec to = unit((vec){2.0 * x / size - 1, 1 - 2.0 * y / size, 1});
      sum = mixed(sum, (uint64_t)(seen((vec){0, 0, 0}, to, 0) * 65536));
    }
  return sum;
}
