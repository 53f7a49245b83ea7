/** Numeric instructions of scalars, by the numbering of the binary format. */
import { define, defineAll } from './operations.ts';
import { fromF32, fromF64, toF32, toF64, Trap, unsigned64, wrap64 } from './value.ts';

const truth = (value: boolean) => (value ? 1 : 0);
const span64 = 1n << 64n;

/** To the nearest whole number; halves to the even one. */
export function nearest(value: number): number {
  if (!Number.isFinite(value) || Math.abs(value) >= 2 ** 52) return value;
  const below = Math.floor(value);
  const part = value - below;
  const whole = part < 0.5 || (part === 0.5 && below % 2 === 0) ? below : below + 1;
  return whole === 0 && (value < 0 || Object.is(value, -0)) ? -0 : whole;
}

/** A 64-bit integer in single precision, rounded once: a sticky bit stands for what a double cannot hold. */
function singleOf(value: bigint): number {
  const magnitude = value < 0n ? -value : value;
  if (magnitude < 1n << 53n) return toF32(Number(value));
  const sticky = (magnitude & 0x7ffn) === 0n ? 0n : 1n;
  const rounded = Math.fround(Number((magnitude >> 11n) | sticky)) * 2048;
  return toF32(value < 0n ? -rounded : rounded);
}

function truncated(value: number, low: number, high: number): number {
  const whole = Math.trunc(value);
  if (Number.isNaN(whole) || whole < low || whole >= high) throw new Trap('conversion');
  return whole;
}

export function saturated(value: number, low: number, high: number): number {
  if (Number.isNaN(value)) return 0;
  return Math.min(Math.max(Math.trunc(value), low), high);
}

function saturated64(value: number, low: bigint, high: bigint): bigint {
  if (Number.isNaN(value)) return 0n;
  if (value >= Number(high)) return wrap64(high);
  return value <= Number(low) ? low : wrap64(BigInt(Math.trunc(value)));
}

function divided32(a: number, b: number): number {
  if (b === 0) throw new Trap('divide_by_zero');
  if (a === -(2 ** 31) && b === -1) throw new Trap('overflow');
  return (a / b) | 0;
}

function nonZero<T extends number | bigint>(divisor: T): T {
  if (divisor === 0 || divisor === 0n) throw new Trap('divide_by_zero');
  return divisor;
}

function divided64(a: bigint, b: bigint): bigint {
  if (b === -1n && a === -(1n << 63n)) throw new Trap('overflow');
  return a / nonZero(b);
}

export function ones(value: number): number {
  let count = 0;
  for (let rest = value >>> 0; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const zerosBehind = (value: number) => (value === 0 ? 32 : 31 - Math.clz32(value & -value));
const high = (value: bigint) => Number(BigInt.asIntN(32, value >> 32n));
const low = (value: bigint) => Number(BigInt.asIntN(32, value));
const shiftOf = (b: bigint) => b & 63n;

function rotated64(value: bigint, left: bigint): bigint {
  const all = unsigned64(value);
  return wrap64((all << left) | (all >> (64n - left)));
}

export const compare = {
  eq: (a: number | bigint, b: number | bigint) => truth(a === b),
  ne: (a: number | bigint, b: number | bigint) => truth(a !== b),
  lt: (a: number | bigint, b: number | bigint) => truth(a < b),
  gt: (a: number | bigint, b: number | bigint) => truth(a > b),
  le: (a: number | bigint, b: number | bigint) => truth(a <= b),
  ge: (a: number | bigint, b: number | bigint) => truth(a >= b),
};
const { eq, ne, lt, gt, le, ge } = compare;
const u32 = (test: typeof lt) => (a: number, b: number) => test(a >>> 0, b >>> 0);
const u64 = (test: typeof lt) => (a: bigint, b: bigint) => test(unsigned64(a), unsigned64(b));

define(0x45, 'i:i', (a: number) => truth(a === 0));
defineAll(0x46, 'ii:i', [eq, ne, lt, u32(lt), gt, u32(gt), le, u32(le), ge, u32(ge)]);
define(0x50, 'I:i', (a: bigint) => truth(a === 0n));
defineAll(0x51, 'II:i', [eq, ne, lt, u64(lt), gt, u64(gt), le, u64(le), ge, u64(ge)]);
const floatTests = [eq, ne, lt, gt, le, ge];
defineAll(
  0x5b,
  'ff:i',
  floatTests.map((test) => (a: number, b: number) => test(fromF32(a), fromF32(b))),
);
defineAll(
  0x61,
  'FF:i',
  floatTests.map((test) => (a: bigint, b: bigint) => test(fromF64(a), fromF64(b))),
);

defineAll(0x67, 'i:i', [(a: number) => Math.clz32(a), zerosBehind, ones]);
defineAll(0x6a, 'ii:i', [
  (a: number, b: number) => (a + b) | 0,
  (a: number, b: number) => (a - b) | 0,
  Math.imul,
  divided32,
  (a: number, b: number) => ((a >>> 0) / nonZero(b >>> 0)) | 0,
  (a: number, b: number) => (a % nonZero(b)) | 0,
  (a: number, b: number) => ((a >>> 0) % nonZero(b >>> 0)) | 0,
  (a: number, b: number) => a & b,
  (a: number, b: number) => a | b,
  (a: number, b: number) => a ^ b,
  (a: number, b: number) => a << b,
  (a: number, b: number) => a >> b,
  (a: number, b: number) => (a >>> b) | 0,
  (a: number, b: number) => (a << b) | (a >>> -b),
  (a: number, b: number) => (a >>> b) | (a << -b),
]);
defineAll(0x79, 'I:I', [
  (a: bigint) => BigInt(high(a) === 0 ? 32 + Math.clz32(low(a)) : Math.clz32(high(a))),
  (a: bigint) => BigInt(low(a) === 0 ? 32 + zerosBehind(high(a)) : zerosBehind(low(a))),
  (a: bigint) => BigInt(ones(low(a)) + ones(high(a))),
]);
defineAll(0x7c, 'II:I', [
  (a: bigint, b: bigint) => wrap64(a + b),
  (a: bigint, b: bigint) => wrap64(a - b),
  (a: bigint, b: bigint) => wrap64(a * b),
  divided64,
  (a: bigint, b: bigint) => wrap64(unsigned64(a) / nonZero(unsigned64(b))),
  (a: bigint, b: bigint) => a % nonZero(b),
  (a: bigint, b: bigint) => wrap64(unsigned64(a) % nonZero(unsigned64(b))),
  (a: bigint, b: bigint) => a & b,
  (a: bigint, b: bigint) => a | b,
  (a: bigint, b: bigint) => a ^ b,
  (a: bigint, b: bigint) => wrap64(a << shiftOf(b)),
  (a: bigint, b: bigint) => a >> shiftOf(b),
  (a: bigint, b: bigint) => wrap64(unsigned64(a) >> shiftOf(b)),
  (a: bigint, b: bigint) => rotated64(a, shiftOf(b)),
  (a: bigint, b: bigint) => rotated64(a, shiftOf(-b)),
]);

const rounding = [Math.ceil, Math.floor, Math.trunc, nearest, Math.sqrt];
const arithmetic = [
  (a: number, b: number) => a + b,
  (a: number, b: number) => a - b,
  (a: number, b: number) => a * b,
  (a: number, b: number) => a / b,
  (a: number, b: number) => Math.min(a, b),
  (a: number, b: number) => Math.max(a, b),
];
const sign32 = 0x80000000 | 0;
const sign64 = 1n << 63n;

/** Of f32, as functions of bits: abs, neg, ceil, floor, trunc, nearest, sqrt. */
export const unary32 = [
  (a: number) => a & 0x7fffffff,
  (a: number) => a ^ sign32,
  ...rounding.map((round) => (a: number) => toF32(round(fromF32(a)))),
];
/** Of f32, as functions of bits: add, sub, mul, div, min, max. */
export const binary32 = arithmetic.map(
  (compute) => (a: number, b: number) => toF32(compute(fromF32(a), fromF32(b))),
);
export const unary64 = [
  (a: bigint) => BigInt.asIntN(64, unsigned64(a) & (sign64 - 1n)),
  (a: bigint) => wrap64(a ^ sign64),
  ...rounding.map((round) => (a: bigint) => toF64(round(fromF64(a)))),
];
export const binary64 = arithmetic.map(
  (compute) => (a: bigint, b: bigint) => toF64(compute(fromF64(a), fromF64(b))),
);
defineAll(0x8b, 'f:f', unary32);
defineAll(0x92, 'ff:f', [...binary32, (a: number, b: number) => (a & 0x7fffffff) | (b & sign32)]);
defineAll(0x99, 'F:F', unary64);
defineAll(0xa0, 'FF:F', [
  ...binary64,
  (a: bigint, b: bigint) => wrap64((unsigned64(a) & (sign64 - 1n)) | (unsigned64(b) & sign64)),
]);

/** Singles and doubles in turn, signed and unsigned: how the format orders its conversions. */
const signed32 = [-(2 ** 31), 2 ** 31] as const;
const unsigned32 = [0, 2 ** 32] as const;
const low64 = -(1n << 63n);
const wholeOf = (value: number, [least, above]: readonly [number, number]) =>
  truncated(value, least, above) | 0;
const wholeOf64 = (value: number, least: number, above: number) =>
  wrap64(BigInt(truncated(value, least, above)));

define(0xa7, 'I:i', low);
define(0xa8, 'f:i', (a: number) => wholeOf(fromF32(a), signed32));
define(0xa9, 'f:i', (a: number) => wholeOf(fromF32(a), unsigned32));
define(0xaa, 'F:i', (a: bigint) => wholeOf(fromF64(a), signed32));
define(0xab, 'F:i', (a: bigint) => wholeOf(fromF64(a), unsigned32));
define(0xac, 'i:I', (a: number) => BigInt(a));
define(0xad, 'i:I', (a: number) => BigInt(a >>> 0));
define(0xae, 'f:I', (a: number) => wholeOf64(fromF32(a), -(2 ** 63), 2 ** 63));
define(0xaf, 'f:I', (a: number) => wholeOf64(fromF32(a), 0, 2 ** 64));
define(0xb0, 'F:I', (a: bigint) => wholeOf64(fromF64(a), -(2 ** 63), 2 ** 63));
define(0xb1, 'F:I', (a: bigint) => wholeOf64(fromF64(a), 0, 2 ** 64));
define(0xb2, 'i:f', (a: number) => toF32(a));
define(0xb3, 'i:f', (a: number) => toF32(a >>> 0));
define(0xb4, 'I:f', singleOf);
define(0xb5, 'I:f', (a: bigint) => singleOf(unsigned64(a)));
define(0xb6, 'F:f', (a: bigint) => toF32(fromF64(a)));
define(0xb7, 'i:F', (a: number) => toF64(a));
define(0xb8, 'i:F', (a: number) => toF64(a >>> 0));
define(0xb9, 'I:F', (a: bigint) => toF64(Number(a)));
define(0xba, 'I:F', (a: bigint) => toF64(Number(unsigned64(a))));
define(0xbb, 'f:F', (a: number) => toF64(fromF32(a)));
define(0xbc, 'f:i', (a: number) => a);
define(0xbd, 'F:I', (a: bigint) => a);
define(0xbe, 'i:f', (a: number) => a);
define(0xbf, 'I:F', (a: bigint) => a);
defineAll(0xc0, 'i:i', [(a: number) => (a << 24) >> 24, (a: number) => (a << 16) >> 16]);
defineAll(
  0xc2,
  'I:I',
  [8, 16, 32].map((bits) => (a: bigint) => BigInt.asIntN(bits, a)),
);

define(0xfc00, 'f:i', (a: number) => saturated(fromF32(a), -(2 ** 31), 2 ** 31 - 1) | 0);
define(0xfc01, 'f:i', (a: number) => saturated(fromF32(a), 0, 2 ** 32 - 1) | 0);
define(0xfc02, 'F:i', (a: bigint) => saturated(fromF64(a), -(2 ** 31), 2 ** 31 - 1) | 0);
define(0xfc03, 'F:i', (a: bigint) => saturated(fromF64(a), 0, 2 ** 32 - 1) | 0);
define(0xfc04, 'f:I', (a: number) => saturated64(fromF32(a), low64, -low64 - 1n));
define(0xfc05, 'f:I', (a: number) => saturated64(fromF32(a), 0n, span64 - 1n));
define(0xfc06, 'F:I', (a: bigint) => saturated64(fromF64(a), low64, -low64 - 1n));
define(0xfc07, 'F:I', (a: bigint) => saturated64(fromF64(a), 0n, span64 - 1n));
