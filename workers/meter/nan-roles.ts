/**
 * What each instruction does with a NaN among its operands. WebAssembly leaves the sign and the payload of a NaN
 * that arithmetic makes to the machine (core specification, "NaN propagation"); everything else moves bits as they
 * are, and programs that keep values in the payloads of NaNs depend on it.
 */

/** The lanes that an instruction takes its vectors for. Scalars have none that could be mistaken. */
export type Lanes = 'f32' | 'f64' | null;

/** A value whose bits can be made canonical. */
export type FloatKind = 'f32' | 'f64' | 'f32x4' | 'f64x2';

export type Role =
  /** Arithmetic: a NaN that it answers has bits that depend on the machine; those of its operands do not matter. */
  | { readonly does: 'makes'; readonly kind: FloatKind; readonly lanes: Lanes }
  /** Answers its first operand, but perhaps for the sign. */
  | { readonly does: 'passes'; readonly lanes: Lanes }
  /** Answers, in each lane, that of one of its operands. */
  | { readonly does: 'mixes'; readonly lanes: Lanes }
  /** Answers no floating-point number, and the same for every NaN. */
  | { readonly does: 'ignores'; readonly lanes: Lanes }
  /** Answers its first operand with the sign of the second. */
  | { readonly does: 'signs' }
  /** Answers bytes of its operands; which ones, its immediate says. */
  | { readonly does: 'shuffles' }
  /** Shows the bits of all its operands: stores, reinterpretation, operations on integers or single bits. */
  | { readonly does: 'shows' };

export function roleOf(code: number): Role {
  return (code < prefixedFrom ? plain[code] : prefixed[code - prefixedFrom]) ?? shows;
}

const shows: Role = { does: 'shows' };

const makes = (kind: FloatKind, lanes: Lanes = null): Role => ({ does: 'makes', kind, lanes });
const passes = (lanes: Lanes = null): Role => ({ does: 'passes', lanes });
const mixes = (lanes: Lanes): Role => ({ does: 'mixes', lanes });
const ignores = (lanes: Lanes = null): Role => ({ does: 'ignores', lanes });

type Row = readonly [from: number, to: number, role: Role];

const scalarRows: readonly Row[] = [
  [0x5b, 0x66, ignores()], // comparisons
  [0x8b, 0x8c, passes()], // f32.abs, f32.neg
  [0x8d, 0x97, makes('f32')], // ceil, floor, trunc, nearest, sqrt, add, sub, mul, div, min, max
  [0x98, 0x98, { does: 'signs' }],
  [0x99, 0x9a, passes()],
  [0x9b, 0xa5, makes('f64')],
  [0xa6, 0xa6, { does: 'signs' }],
  [0xa8, 0xab, ignores()], // truncation: traps for every NaN
  [0xae, 0xb1, ignores()],
  [0xb6, 0xb6, makes('f32')], // f32.demote_f64
  [0xbb, 0xbb, makes('f64')], // f64.promote_f32
];

/** Behind 0xfc. */
const saturatingRows: readonly Row[] = [[0, 7, ignores()]];

/** Behind 0xfd. */
const vectorRows: readonly Row[] = [
  [13, 13, { does: 'shuffles' }],
  [19, 20, passes()], // splats
  [31, 31, passes('f32')], // lanes
  [32, 32, mixes('f32')],
  [33, 33, passes('f64')],
  [34, 34, mixes('f64')],
  [65, 70, ignores('f32')], // comparisons
  [71, 76, ignores('f64')],
  [94, 94, makes('f32x4', 'f64')], // f32x4.demote_f64x2_zero
  [95, 95, makes('f64x2', 'f32')], // f64x2.promote_low_f32x4
  [103, 106, makes('f32x4', 'f32')], // ceil, floor, trunc, nearest
  [116, 117, makes('f64x2', 'f64')],
  [122, 122, makes('f64x2', 'f64')],
  [148, 148, makes('f64x2', 'f64')],
  [224, 225, passes('f32')], // abs, neg
  [227, 233, makes('f32x4', 'f32')], // sqrt, add, sub, mul, div, min, max
  [234, 235, mixes('f32')], // pmin, pmax: a comparison and a choice
  [236, 237, passes('f64')],
  [239, 245, makes('f64x2', 'f64')],
  [246, 247, mixes('f64')],
  [248, 249, ignores('f32')], // saturating truncation
  [252, 253, ignores('f64')],
];

const prefixSpan = 4096;
const prefixedFrom = 0xfc * prefixSpan;
const plain = tableOf(0x100, [[0, scalarRows]]);
const prefixed = tableOf(prefixSpan + 0x100, [
  [0, saturatingRows],
  [prefixSpan, vectorRows],
]);

function tableOf(
  length: number,
  groups: readonly (readonly [base: number, rows: readonly Row[]])[],
): readonly Role[] {
  const table = new Array<Role>(length).fill(shows);
  for (const [base, rows] of groups)
    for (const [from, to, role] of rows) table.fill(role, base + from, base + to + 1);
  return table;
}
