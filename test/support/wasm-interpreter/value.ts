/**
 * Values as the interpreter holds them, by their bits, because JavaScript's own numbers do not keep those of a NaN:
 * an i32 and an f32 are 32 bits in a signed number, an i64 and an f64 are 64 bits in a signed bigint,
 * a v128 is 16 bytes with a buffer of their own, never written again, and a reference is the index of
 * a function or null.
 */
export type Value = number | bigint | Uint8Array | null;

export type TrapKind =
  | 'unreachable'
  | 'memory'
  | 'table'
  | 'call'
  | 'divide_by_zero'
  | 'overflow'
  | 'conversion'
  | 'too_long'
  | 'too_deep';

/** Ends a run as the specification says; `too_long` and `too_deep` are the interpreter's own limits. */
export class Trap extends Error {
  readonly kind: TrapKind;

  constructor(kind: TrapKind) {
    super(kind);
    this.kind = kind;
  }
}

/** Set by every instruction that makes a NaN: from then on an engine may differ by the bits of it. */
export const nans = { made: false };

const canonical32 = 0x7fc00000;
const canonical64 = 0x7ff8000000000000n;
const double = new Float64Array(1);
const doubleBits = new BigInt64Array(double.buffer);
const single = new Float32Array(1);
const singleBits = new Int32Array(single.buffer);

/** The number that 32 bits stand for. */
export function fromF32(bits: number): number {
  singleBits[0] = bits;
  return single[0]!;
}

/** The number that 64 bits stand for. */
export function fromF64(bits: bigint): number {
  doubleBits[0] = bits;
  return double[0]!;
}

/** The bits of a result of arithmetic, rounded to single precision; a NaN is the canonical one. */
export function toF32(value: number): number {
  if (Number.isNaN(value)) return made(canonical32);
  single[0] = value;
  return singleBits[0]!;
}

/** The bits of a result of arithmetic; a NaN is the canonical one. */
export function toF64(value: number): bigint {
  if (Number.isNaN(value)) return made(canonical64);
  double[0] = value;
  return doubleBits[0]!;
}

function made<T>(bits: T): T {
  nans.made = true;
  return bits;
}

export const wrap64 = (value: bigint) => BigInt.asIntN(64, value);
export const unsigned64 = (value: bigint) => BigInt.asUintN(64, value);
