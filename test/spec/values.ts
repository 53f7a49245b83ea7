/** The values of the specification's scripts, bit for bit, and the patterns that results are held against. */

/** 16 bytes, little endian; scalars stand in the first ones. A reference is only known to be null or not. */
export interface Value {
  readonly type: string;
  readonly bits: Uint8Array;
}

export type NanPattern = 'canonical_nan' | 'arithmetic_nan';
export type Pattern = Value | NanPattern | VectorPattern | null;

/** A class, because the scripts call it with `new`. */
export class VectorPattern {
  readonly laneType: 'f32' | 'f64';
  readonly lanes: readonly Pattern[];
  constructor(laneType: 'f32' | 'f64', lanes: readonly Pattern[]) {
    this.laneType = laneType;
    this.lanes = lanes;
  }
}

export class F32x4Pattern extends VectorPattern {
  constructor(...lanes: readonly Pattern[]) {
    super('f32', lanes);
  }
}

export class F64x2Pattern extends VectorPattern {
  constructor(...lanes: readonly Pattern[]) {
    super('f64', lanes);
  }
}

/** What the scripts call to write values down. */
export const valueMakers = {
  value: (type: string, value: number | bigint | null): Value => ({
    type,
    bits: bitsOf(type, value),
  }),
  bytes: (type: string, bytes: readonly number[]): Value => ({
    type,
    bits: padded(Uint8Array.from(bytes)),
  }),
  i8x16: (lanes: readonly number[]) => vector(Uint8Array.from(lanes)),
  i16x8: (lanes: readonly number[]) => vector(Uint16Array.from(lanes)),
  i32x4: (lanes: readonly number[]) => vector(Uint32Array.from(lanes)),
  i64x2: (lanes: readonly bigint[]) => vector(BigUint64Array.from(lanes)),
  f32x4: (lanes: readonly number[]) => vector(Float32Array.from(lanes)),
  f64x2: (lanes: readonly number[]) => vector(Float64Array.from(lanes)),
  F32x4Pattern,
  F64x2Pattern,
};

function bitsOf(type: string, value: number | bigint | null): Uint8Array {
  const bits = new Uint8Array(16);
  const view = new DataView(bits.buffer);
  if (type === 'i32') view.setInt32(0, Number(value), true);
  else if (type === 'i64') view.setBigInt64(0, BigInt.asIntN(64, BigInt(value ?? 0)), true);
  else if (type === 'f32') view.setFloat32(0, Number(value), true);
  else if (type === 'f64') view.setFloat64(0, Number(value), true);
  else bits[0] = value === null ? 0 : 1;
  return bits;
}

function vector({ buffer }: { readonly buffer: ArrayBuffer }): Value {
  return { type: 'v128', bits: new Uint8Array(buffer) };
}

function padded(bytes: Uint8Array): Uint8Array {
  const bits = new Uint8Array(16);
  bits.set(bytes);
  return bits;
}

export function matches(value: Value, pattern: Pattern): boolean {
  if (pattern === null) return value.bits[0] === 0;
  if (pattern === 'canonical_nan' || pattern === 'arithmetic_nan')
    return isNanBits(value.bits, value.type, pattern);
  if (pattern instanceof VectorPattern) {
    const size = pattern.laneType === 'f32' ? 4 : 8;
    return pattern.lanes.every((lane, order) =>
      matches(
        {
          type: pattern.laneType,
          bits: padded(value.bits.subarray(order * size, (order + 1) * size)),
        },
        lane,
      ),
    );
  }
  return hex(value.bits) === hex(pattern.bits);
}

/** The sign of neither matters; all bits of a canonical one's payload but the first are zero. */
function isNanBits(bits: Uint8Array, type: string, pattern: NanPattern): boolean {
  const isSingle = type === 'f32';
  const view = new DataView(bits.buffer, bits.byteOffset);
  const all = isSingle ? BigInt(view.getUint32(0, true)) : view.getBigUint64(0, true);
  const magnitude = BigInt.asUintN(isSingle ? 31 : 63, all);
  const canonical = isSingle ? 0x7fc0_0000n : 0x7ff8_0000_0000_0000n;
  return pattern === 'canonical_nan' ? magnitude === canonical : magnitude >= canonical;
}

export function hex(bits: Uint8Array): string {
  return Buffer.from(bits).toString('hex');
}

export function wordsOf(pattern: Pattern): string {
  if (pattern === null || typeof pattern === 'string') return String(pattern);
  if (pattern instanceof VectorPattern) return `(${pattern.lanes.map(wordsOf).join(' ')})`;
  return `${pattern.type} ${hex(pattern.bits)}`;
}
