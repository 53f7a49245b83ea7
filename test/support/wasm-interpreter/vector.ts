/** Instructions of 128-bit vectors that only compute, by the numbering of the binary format. */
import { compare, ones } from './numeric.ts';
import { define, defineAll } from './operations.ts';
import { fromF32, fromF64 } from './value.ts';

type Lane = number | bigint;
interface Lanes {
  [index: number]: Lane;
  readonly length: number;
  readonly buffer: ArrayBufferLike;
}
/** A way to part a vector into lanes; writing a lane wraps to its width. */
interface Shape {
  readonly of: (vector: Uint8Array) => Lanes;
  readonly make: () => Lanes;
}

type Made = new (buffer: ArrayBufferLike) => unknown;
const shape = (type: Made): Shape => ({
  of: (vector) => new type(vector.buffer) as Lanes,
  make: () => new type(new ArrayBuffer(16)) as Lanes,
});
const s8 = shape(Int8Array);
const u8 = shape(Uint8Array);
const s16 = shape(Int16Array);
const u16 = shape(Uint16Array);
export const s32 = shape(Int32Array);
const u32 = shape(Uint32Array);
export const s64 = shape(BigInt64Array);
const u64 = shape(BigUint64Array);

const vectorOf = (lanes: Lanes) => new Uint8Array(lanes.buffer);

/** Fills a vector, lane by lane. */
export function fill(into: Shape, lane: (index: number) => Lane): Uint8Array {
  const out = into.make();
  for (let index = 0; index < out.length; index += 1) out[index] = lane(index);
  return vectorOf(out);
}

export const each =
  <T extends Lane>(lanes: Shape, compute: (a: T) => Lane) =>
  (a: Uint8Array) => {
    const from = lanes.of(a);
    return fill(lanes, (index) => compute(from[index] as T));
  };

export const pairs =
  <T extends Lane>(lanes: Shape, compute: (a: T, b: T) => Lane) =>
  (a: Uint8Array, b: Uint8Array) => {
    const [left, right] = [lanes.of(a), lanes.of(b)];
    return fill(lanes, (index) => compute(left[index] as T, right[index] as T));
  };

/** A comparison answers all ones or zero in a lane. */
const mask = <T extends Lane>(lanes: Shape, test: (a: T, b: T) => number, zero: Lane) =>
  typeof zero === 'bigint'
    ? pairs<T>(lanes, (a, b) => BigInt(-test(a, b)))
    : pairs<T>(lanes, (a, b) => -test(a, b));

const clamp = (low: number, high: number) => (value: number) =>
  Math.min(Math.max(value, low), high);
const toS8 = clamp(-128, 127);
const toU8 = clamp(0, 255);
const toS16 = clamp(-32768, 32767);
const toU16 = clamp(0, 65535);

const splat = (lanes: Shape) => (value: Lane) => fill(lanes, () => value);
const extract = (lanes: Shape) => (a: Uint8Array, lane: number) => lanes.of(a)[lane]!;
const replace = (lanes: Shape) => (a: Uint8Array, value: Lane, lane: number) => {
  const from = lanes.of(a);
  return fill(lanes, (index) => (index === lane ? value : from[index]!));
};

define(0xfd0e, 'vv:v', (a: Uint8Array, b: Uint8Array) => fill(u8, (index) => a[b[index]!] ?? 0));
define(0xfd0f, 'i:v', splat(s8));
define(0xfd10, 'i:v', splat(s16));
define(0xfd11, 'i:v', splat(s32));
define(0xfd12, 'I:v', splat(s64));
define(0xfd13, 'f:v', splat(s32));
define(0xfd14, 'F:v', splat(s64));
define(0xfd15, 'v:i', extract(s8), 16);
define(0xfd16, 'v:i', extract(u8), 16);
define(0xfd17, 'vi:v', replace(s8), 16);
define(0xfd18, 'v:i', extract(s16), 8);
define(0xfd19, 'v:i', extract(u16), 8);
define(0xfd1a, 'vi:v', replace(s16), 8);
define(0xfd1b, 'v:i', extract(s32), 4);
define(0xfd1c, 'vi:v', replace(s32), 4);
define(0xfd1d, 'v:I', extract(s64), 2);
define(0xfd1e, 'vI:v', replace(s64), 2);
define(0xfd1f, 'v:f', extract(s32), 4);
define(0xfd20, 'vf:v', replace(s32), 4);
define(0xfd21, 'v:F', extract(s64), 2);
define(0xfd22, 'vF:v', replace(s64), 2);

const { eq, ne, lt, gt, le, ge } = compare;
for (const [first, signed, unsigned] of [
  [0xfd23, s8, u8],
  [0xfd2d, s16, u16],
  [0xfd37, s32, u32],
] as const) {
  defineAll(first, 'vv:v', [mask(signed, eq, 0), mask(signed, ne, 0)]);
  [lt, gt, le, ge].forEach((test, index) => {
    const both = [mask(signed, test, 0), mask(unsigned, test, 0)];
    defineAll(first + 2 + 2 * index, 'vv:v', both);
  });
}
const floatTests = [eq, ne, lt, gt, le, ge];
const test32 = (test: typeof eq) => (a: number, b: number) => test(fromF32(a), fromF32(b));
const test64 = (test: typeof eq) => (a: bigint, b: bigint) => test(fromF64(a), fromF64(b));
const masks32 = floatTests.map((test) => mask(s32, test32(test), 0));
const masks64 = floatTests.map((test) => mask(s64, test64(test), 0n));
defineAll(0xfd41, 'vv:v', masks32);
defineAll(0xfd47, 'vv:v', masks64);
const masksOf64 = [eq, ne, lt, gt, le, ge].map((test) => mask(s64, test, 0n));
defineAll(0xfdd6, 'vv:v', masksOf64);

define(
  0xfd4d,
  'v:v',
  each(u8, (a: number) => ~a),
);
defineAll(0xfd4e, 'vv:v', [
  pairs(u8, (a: number, b: number) => a & b),
  pairs(u8, (a: number, b: number) => a & ~b),
  pairs(u8, (a: number, b: number) => a | b),
  pairs(u8, (a: number, b: number) => a ^ b),
]);
define(0xfd52, 'vvv:v', (a: Uint8Array, b: Uint8Array, c: Uint8Array) =>
  fill(u8, (index) => (a[index]! & c[index]!) | (b[index]! & ~c[index]!)),
);
define(0xfd53, 'v:i', (a: Uint8Array) => (a.some((byte) => byte !== 0) ? 1 : 0));

const abs = (a: Lane) => (a < 0 ? -a : a);
const bitmask = (lanes: Shape) => (a: Uint8Array) => {
  const from = lanes.of(a);
  let bits = 0;
  for (let index = 0; index < from.length; index += 1) if (from[index]! < 0) bits |= 1 << index;
  return bits;
};
const allTrue = (lanes: Shape) => (a: Uint8Array) => {
  const from = lanes.of(a);
  for (let index = 0; index < from.length; index += 1) if (Number(from[index]) === 0) return 0;
  return 1;
};
for (const [first, lanes] of [
  [0xfd60, s8],
  [0xfd80, s16],
  [0xfda0, s32],
  [0xfdc0, s64],
] as const) {
  defineAll(first, 'v:v', [each(lanes, abs), each(lanes, (a: Lane) => -a)]);
  defineAll(first + 3, 'v:i', [allTrue(lanes), bitmask(lanes)]);
}
define(0xfd62, 'v:v', each(u8, ones));

const narrow = (from: Shape, into: Shape, bound: (value: number) => number) => {
  return (a: Uint8Array, b: Uint8Array) => {
    const both = [...Array.from(from.of(a)), ...Array.from(from.of(b))];
    return fill(into, (index) => bound(both[index] as number));
  };
};
defineAll(0xfd65, 'vv:v', [narrow(s16, s8, toS8), narrow(s16, u8, toU8)]);
defineAll(0xfd85, 'vv:v', [narrow(s32, s16, toS16), narrow(s32, u16, toU16)]);

const shifts = (signed: Shape, unsigned: Shape, bits: number) => {
  const by = (amount: number) => amount & (bits - 1);
  const big = (amount: number) => BigInt(by(amount));
  const shifted = (lanes: Shape, small: (a: number, by: number) => number, large: BigShift) => {
    return (a: Uint8Array, n: number) =>
      each(lanes, (lane) => (typeof lane === 'bigint' ? large(lane, big(n)) : small(lane, by(n))))(
        a,
      );
  };
  return [
    shifted(
      signed,
      (a, n) => a << n,
      (a, n) => a << n,
    ),
    shifted(
      signed,
      (a, n) => a >> n,
      (a, n) => a >> n,
    ),
    shifted(
      unsigned,
      (a, n) => a >>> n,
      (a, n) => a >> n,
    ),
  ];
};
type BigShift = (a: bigint, by: bigint) => bigint;
defineAll(0xfd6b, 'vi:v', shifts(s8, u8, 8));
defineAll(0xfd8b, 'vi:v', shifts(s16, u16, 16));
defineAll(0xfdab, 'vi:v', shifts(s32, u32, 32));
defineAll(0xfdcb, 'vi:v', shifts(s64, u64, 64));

const plus = (a: number, b: number) => a + b;
const minus = (a: number, b: number) => a - b;
const times = (a: number, b: number) => a * b;
const mean = (a: number, b: number) => (a + b + 1) >> 1;
for (const [first, signed, unsigned, toSigned, toUnsigned] of [
  [0xfd6e, s8, u8, toS8, toU8],
  [0xfd8e, s16, u16, toS16, toU16],
] as const) {
  const kinds = [plus, minus].map((compute) => [
    pairs(signed, compute),
    pairs(signed, (a: number, b: number) => toSigned(compute(a, b))),
    pairs(unsigned, (a: number, b: number) => toUnsigned(compute(a, b))),
  ]);
  defineAll(first, 'vv:v', kinds.flat());
}
for (const [first, signed, unsigned] of [
  [0xfd76, s8, u8],
  [0xfd96, s16, u16],
  [0xfdb6, s32, u32],
] as const) {
  const both = [Math.min, Math.max].flatMap((choose) => [
    pairs(signed, (a: number, b: number) => choose(a, b)),
    pairs(unsigned, (a: number, b: number) => choose(a, b)),
  ]);
  defineAll(first, 'vv:v', both);
}
define(0xfd7b, 'vv:v', pairs(u8, mean));
define(0xfd9b, 'vv:v', pairs(u16, mean));
define(
  0xfd82,
  'vv:v',
  pairs(s16, (a: number, b: number) => toS16((a * b + 0x4000) >> 15)),
);
define(0xfd95, 'vv:v', pairs(s16, times));
define(0xfdae, 'vv:v', pairs(s32, plus));
define(0xfdb1, 'vv:v', pairs(s32, minus));
define(0xfdb5, 'vv:v', pairs(s32, Math.imul));
define(
  0xfdce,
  'vv:v',
  pairs(s64, (a: bigint, b: bigint) => a + b),
);
define(
  0xfdd1,
  'vv:v',
  pairs(s64, (a: bigint, b: bigint) => a - b),
);
define(
  0xfdd5,
  'vv:v',
  pairs(s64, (a: bigint, b: bigint) => a * b),
);

/** From lanes to those of twice the width: sums of neighbours, the lower or upper half, and their products. */
for (const [sums, extended, products, signed, unsigned, into] of [
  [0xfd7c, 0xfd87, 0xfd9c, s8, u8, s16],
  [0xfd7e, 0xfda7, 0xfdbc, s16, u16, s32],
  [0, 0xfdc7, 0xfddc, s32, u32, s64],
] as const) {
  const wide = (lane: Lane | undefined) =>
    into === s64 ? BigInt(lane as number) : (lane as number);
  const from = [signed, signed, unsigned, unsigned];
  from.forEach((lanes, index) => {
    const begin = (length: number) => (index % 2 === 0 ? 0 : length / 2);
    define(extended + index, 'v:v', (a: Uint8Array) => {
      const all = lanes.of(a);
      return fill(into, (at) => wide(all[begin(all.length) + at]));
    });
    define(products + index, 'vv:v', (a: Uint8Array, b: Uint8Array) => {
      const [left, right] = [lanes.of(a), lanes.of(b)];
      const at = begin(left.length);
      return fill(
        into,
        (lane) => (wide(left[at + lane]) as number) * (wide(right[at + lane]) as number),
      );
    });
  });
  if (sums === 0) continue;
  [signed, unsigned].forEach((lanes, index) =>
    define(sums + index, 'v:v', (a: Uint8Array) => {
      const all = lanes.of(a) as unknown as readonly number[];
      return fill(into, (at) => all[2 * at]! + all[2 * at + 1]!);
    }),
  );
}
define(0xfdba, 'vv:v', (a: Uint8Array, b: Uint8Array) => {
  const [left, right] = [s16.of(a), s16.of(b)] as unknown as (readonly number[])[];
  const product = (at: number) => left![at]! * right![at]!;
  return fill(s32, (index) => product(2 * index) + product(2 * index + 1));
});
