/**
 * Replaces a NaN on top of the stack by the canonical one, and leaves every other value as it is.
 *
 * A scalar is a NaN if it is not greater than or equal to itself: that is one jump, where equality takes two on x64, which
 * must look at the flag of unordered values apart. A vector is looked at for lanes that are not equal to themselves; the
 * constant, which engines put together anew wherever it is needed, is only needed where there are such.
 */
import { op } from './decode.ts';
import type { Emitter } from './emitter.ts';
import { flush, localFor, openUnlikely, put } from './emitter.ts';
import type { FloatKind } from './nan-roles.ts';
import { writeByte, writeBytes } from './writer.ts';

interface Form {
  readonly type: number;
  /** Pushes the canonical NaN, in every lane. */
  readonly constant: readonly number[];
  /** Whether a value that is compared with itself is a NaN; for a vector, by lanes. */
  readonly compare: readonly number[];
  /** Makes a number of what `compare` answers, which is not zero where there is a NaN. */
  readonly some: readonly number[];
}

const nan32 = [0x00, 0x00, 0xc0, 0x7f];
const nan64 = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f];
const v128 = 0x7b;

const forms: { readonly [kind in FloatKind]: Form } = {
  f32: { type: 0x7d, constant: [op.f32Const, ...nan32], compare: [0x60, 0x45], some: [] },
  f64: { type: 0x7c, constant: [op.f64Const, ...nan64], compare: [0x66, 0x45], some: [] },
  f32x4: {
    type: v128,
    constant: [0xfd, 0x0c, ...nan32, ...nan32, ...nan32, ...nan32],
    compare: [0xfd, 0x42],
    some: [0xfd, 0xa4, 0x01], // i32x4.bitmask
  },
  f64x2: {
    type: v128,
    constant: [0xfd, 0x0c, ...nan64, ...nan64],
    compare: [0xfd, 0x48],
    some: [0xfd, 0xc4, 0x01], // i64x2.bitmask
  },
};

const bitselect = [0xfd, 0x52];

export function canonicalise(emitter: Emitter, kind: FloatKind): void {
  flush(emitter);
  const { type, constant, compare, some } = forms[kind];
  const { out } = emitter;
  const local = localFor(emitter, `canonical ${type}`, type);
  const compareWithItself = () => {
    put(emitter, op.localGet, local);
    writeBytes(out, compare);
  };
  // A branch that is never taken costs less than a choice between two floats, which engines make a branch of anyway.
  put(emitter, op.localTee, local);
  compareWithItself();
  writeBytes(out, some);
  openUnlikely(emitter);
  writeBytes(out, constant);
  if (type === v128) {
    put(emitter, op.localGet, local);
    put(emitter, op.localGet, local);
    compareWithItself();
    writeBytes(out, bitselect);
  }
  put(emitter, op.localSet, local);
  writeByte(out, op.end);
  put(emitter, op.localGet, local);
}
