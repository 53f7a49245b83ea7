/* A picture is blurred with 128-bit vectors of floats and of bytes. */
#include <wasm_simd128.h>
#include "kernel.h"
#define N 512
static float from[N][N], to[N][N];
static uint8_t shown[N * N];

uint64_t kernel(uint32_t size) {
  uint64_t seed = 8;
  for (int y = 0; y < N; y++) for (int x = 0; x < N; x++) from[y][x] = next_random(&seed) >> 56;
  v128_t ninth = wasm_f32x4_splat(1.0f / 9), bytes = wasm_i8x16_splat(0);
  for (uint32_t round = 0; round < size; round++) {
    for (int y = 1; y < N - 1; y++)
      for (int x = 4; x < N - 4; x += 4) {
        v128_t sum = wasm_f32x4_splat(0);
        for (int dy = -1; dy <= 1; dy++)
          for (int dx = -1; dx <= 1; dx++)
            sum = wasm_f32x4_add(sum, wasm_v128_load(&from[y + dy][x + dx]));
        wasm_v128_store(&to[y][x], wasm_f32x4_mul(sum, ninth));
      }
    for (int y = 1; y < N - 1; y++)
      for (int x = 4; x < N - 4; x += 4) wasm_v128_store(&from[y][x], wasm_v128_load(&to[y][x]));
  }
  for (int y = 0; y < N; y++) for (int x = 0; x < N; x++) shown[y * N + x] = (uint8_t)from[y][x];
  for (int i = 0; i < N * N; i += 16)
    bytes = wasm_i8x16_add(wasm_i8x16_shl(bytes, 1), wasm_u8x16_avgr(bytes, wasm_v128_load(shown + i)));
  return mixed((uint64_t)wasm_i64x2_extract_lane(bytes, 0), (uint64_t)wasm_i64x2_extract_lane(bytes, 1));
}
