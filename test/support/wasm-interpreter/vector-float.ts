/** Floating-point instructions of 128-bit vectors: those of scalars, lane by lane. */
import { binary32, binary64, saturated, unary32, unary64 } from './numeric.ts';
import { define, defineAll } from './operations.ts';
import { fromF32, fromF64, toF32, toF64 } from './value.ts';
import { each, fill, pairs, s32, s64 } from './vector.ts';

const [abs32, neg32, ceil32, floor32, trunc32, nearest32, sqrt32] = unary32;
const [abs64, neg64, ceil64, floor64, trunc64, nearest64, sqrt64] = unary64;

defineAll(
  0xfd67,
  'v:v',
  [ceil32!, floor32!, trunc32!, nearest32!].map((compute) => each(s32, compute)),
);
define(0xfd74, 'v:v', each(s64, ceil64!));
define(0xfd75, 'v:v', each(s64, floor64!));
define(0xfd7a, 'v:v', each(s64, trunc64!));
define(0xfd94, 'v:v', each(s64, nearest64!));

defineAll(0xfde0, 'v:v', [each(s32, abs32!), each(s32, neg32!), null, each(s32, sqrt32!)]);
defineAll(0xfdec, 'v:v', [each(s64, abs64!), each(s64, neg64!), null, each(s64, sqrt64!)]);

/** The pseudo-minimum and -maximum choose one of the two by a comparison, with the bits that it has. */
const choose32 = (isSecond: (a: number, b: number) => boolean) => (a: number, b: number) =>
  isSecond(fromF32(a), fromF32(b)) ? b : a;
const choose64 = (isSecond: (a: number, b: number) => boolean) => (a: bigint, b: bigint) =>
  isSecond(fromF64(a), fromF64(b)) ? b : a;
const below = (a: number, b: number) => b < a;
const above = (a: number, b: number) => a < b;
const both32 = [...binary32, choose32(below), choose32(above)];
const both64 = [...binary64, choose64(below), choose64(above)];
defineAll(
  0xfde4,
  'vv:v',
  both32.map((compute) => pairs(s32, compute)),
);
defineAll(
  0xfdf0,
  'vv:v',
  both64.map((compute) => pairs(s64, compute)),
);

define(0xfd5e, 'v:v', (a: Uint8Array) => {
  const from = s64.of(a);
  return fill(s32, (index) => (index < 2 ? toF32(fromF64(from[index] as bigint)) : 0));
});
define(0xfd5f, 'v:v', (a: Uint8Array) => {
  const from = s32.of(a);
  return fill(s64, (index) => toF64(fromF32(from[index] as number)));
});

const signed = (value: number) => saturated(value, -(2 ** 31), 2 ** 31 - 1);
const unsigned = (value: number) => saturated(value, 0, 2 ** 32 - 1);
for (const [offset, bound] of [signed, unsigned].entries()) {
  define(
    0xfdf8 + offset,
    'v:v',
    each(s32, (a: number) => bound(fromF32(a))),
  );
  define(0xfdfc + offset, 'v:v', (a: Uint8Array) => {
    const from = s64.of(a);
    return fill(s32, (index) => (index < 2 ? bound(fromF64(from[index] as bigint)) : 0));
  });
}
define(
  0xfdfa,
  'v:v',
  each(s32, (a: number) => toF32(a)),
);
define(
  0xfdfb,
  'v:v',
  each(s32, (a: number) => toF32(a >>> 0)),
);
for (const [code, wide] of [
  [0xfdfe, (a: number) => a],
  [0xfdff, (a: number) => a >>> 0],
] as const)
  define(code, 'v:v', (a: Uint8Array) => {
    const from = s32.of(a);
    return fill(s64, (index) => toF64(wide(from[index] as number)));
  });
