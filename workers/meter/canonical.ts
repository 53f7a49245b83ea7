/**
 * Replaces a NaN on top of the stack by the canonical one, and leaves every other value as it is.
 *
 * A scalar is a NaN if it is not greater than or equal to itself: that is one jump, where equality takes two on x64, which
 * must look at the flag of unordered values apart.
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
  /** Whether a value that is compared with itself is a NaN; for a vector, by lanes, whether it is none. */
  readonly compare: readonly number[];
}

const nan32 = [0x00, 0x00, 0xc0, 0x7f];
const nan64 = [0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf8, 0x7f];
const v128 = 0x7b;

const forms: { readonly [kind in FloatKind]: Form } = {
  f32: { type: 0x7d, constant: [op.f32Const, ...nan32], compare: [0x60, 0x45] },
  f64: { type: 0x7c, constant: [op.f64Const, ...nan64], compare: [0x66, 0x45] },
  f32x4: {
    type: v128,
    constant: [0xfd, 0x0c, ...nan32, ...nan32, ...nan32, ...nan32],
    compare: [0xfd, 0x41],
  },
  f64x2: { type: v128, constant: [0xfd, 0x0c, ...nan64, ...nan64], compare: [0xfd, 0x47] },
};

const bitselect = [0xfd, 0x52];

export function canonicalise(emitter: Emitter, kind: FloatKind): void {
  flush(emitter);
  const { type, constant, compare } = forms[kind];
  const { out } = emitter;
  const local = localFor(emitter, `canonical ${type}`, type);
  if (type === v128) {
    put(emitter, op.localTee, local);
    writeBytes(out, constant);
    put(emitter, op.localGet, local);
    put(emitter, op.localGet, local);
    writeBytes(out, compare);
    writeBytes(out, bitselect);
    return;
  }
  // A branch that is never taken costs less than a choice between two floats, which engines make a branch of anyway.
  put(emitter, op.localTee, local);
  put(emitter, op.localGet, local);
  writeBytes(out, compare);
  openUnlikely(emitter);
  writeBytes(out, constant);
  put(emitter, op.localSet, local);
  writeByte(out, op.end);
  put(emitter, op.localGet, local);
}
