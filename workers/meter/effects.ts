/**
 * What every admitted instruction takes from the operand stack and leaves on it, by type: the tables of the
 * WebAssembly specification (chapter "Instructions" of its validation, index of its binary format). An opcode
 * that is not here is not admitted.
 *
 * An instruction is known by one number: its opcode, or for those behind a prefix byte,
 * `prefix * 4096 + second opcode`.
 */

/** Value types as the binary format writes them. */
export const valueTypes = {
  i32: 0x7f,
  i64: 0x7e,
  f32: 0x7d,
  f64: 0x7c,
  v128: 0x7b,
  funcref: 0x70,
} as const;

export interface Effect {
  /** Value types, the top of the stack last. */
  readonly pops: readonly number[];
  readonly pushes: readonly number[];
}

/**
 * The effect of an instruction that is the same wherever it stands. Undefined for those that depend on a
 * block, a label, a function, a variable or what is on the stack (`dependent` below), and for unknown opcodes.
 */
export function effectOf(code: number): Effect | undefined {
  return code < prefixedFrom ? plain[code] : prefixed[code - prefixedFrom];
}

/** Whether jobs may use the instruction at all. */
export function isAdmittedCode(code: number): boolean {
  return dependent.has(code) || effectOf(code) !== undefined;
}

/** Structured control, branches, calls, `drop`, `select`, locals and globals. */
const dependent: ReadonlySet<number> = new Set([
  ...[0x00, 0x02, 0x03, 0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f],
  ...[0x10, 0x11, 0x12, 0x13, 0x1a, 0x1b, 0x1c],
  ...[0x20, 0x21, 0x22, 0x23, 0x24],
]);

const letters: { readonly [letter: string]: number } = {
  i: valueTypes.i32,
  l: valueTypes.i64,
  f: valueTypes.f32,
  d: valueTypes.f64,
  v: valueTypes.v128,
  r: valueTypes.funcref,
};

/** First code, last code, `pops>pushes`. */
type Row = readonly [from: number, to: number, signature: string];

const plainRows: readonly Row[] = [
  [0x01, 0x01, '>'], // nop
  [0x25, 0x25, 'i>r'], // table.get
  [0x26, 0x26, 'ir>'], // table.set
  [0x28, 0x28, 'i>i'], // loads
  [0x29, 0x29, 'i>l'],
  [0x2a, 0x2a, 'i>f'],
  [0x2b, 0x2b, 'i>d'],
  [0x2c, 0x2f, 'i>i'],
  [0x30, 0x35, 'i>l'],
  [0x36, 0x36, 'ii>'], // stores
  [0x37, 0x37, 'il>'],
  [0x38, 0x38, 'if>'],
  [0x39, 0x39, 'id>'],
  [0x3a, 0x3b, 'ii>'],
  [0x3c, 0x3e, 'il>'],
  [0x3f, 0x3f, '>i'], // memory.size, memory.grow
  [0x40, 0x40, 'i>i'],
  [0x41, 0x41, '>i'], // constants
  [0x42, 0x42, '>l'],
  [0x43, 0x43, '>f'],
  [0x44, 0x44, '>d'],
  [0x45, 0x45, 'i>i'], // comparisons
  [0x46, 0x4f, 'ii>i'],
  [0x50, 0x50, 'l>i'],
  [0x51, 0x5a, 'll>i'],
  [0x5b, 0x60, 'ff>i'],
  [0x61, 0x66, 'dd>i'],
  [0x67, 0x69, 'i>i'], // arithmetic
  [0x6a, 0x78, 'ii>i'],
  [0x79, 0x7b, 'l>l'],
  [0x7c, 0x8a, 'll>l'],
  [0x8b, 0x91, 'f>f'],
  [0x92, 0x98, 'ff>f'],
  [0x99, 0x9f, 'd>d'],
  [0xa0, 0xa6, 'dd>d'],
  [0xa7, 0xa7, 'l>i'], // conversions
  [0xa8, 0xa9, 'f>i'],
  [0xaa, 0xab, 'd>i'],
  [0xac, 0xad, 'i>l'],
  [0xae, 0xaf, 'f>l'],
  [0xb0, 0xb1, 'd>l'],
  [0xb2, 0xb3, 'i>f'],
  [0xb4, 0xb5, 'l>f'],
  [0xb6, 0xb6, 'd>f'],
  [0xb7, 0xb8, 'i>d'],
  [0xb9, 0xba, 'l>d'],
  [0xbb, 0xbb, 'f>d'],
  [0xbc, 0xbc, 'f>i'], // reinterpretations
  [0xbd, 0xbd, 'd>l'],
  [0xbe, 0xbe, 'i>f'],
  [0xbf, 0xbf, 'l>d'],
  [0xc0, 0xc1, 'i>i'], // sign extension
  [0xc2, 0xc4, 'l>l'],
  [0xd0, 0xd0, '>r'], // references
  [0xd1, 0xd1, 'r>i'],
  [0xd2, 0xd2, '>r'],
];

/** Behind 0xfc: saturating conversions and bulk operations. */
const miscellaneousRows: readonly Row[] = [
  [0, 1, 'f>i'],
  [2, 3, 'd>i'],
  [4, 5, 'f>l'],
  [6, 7, 'd>l'],
  [8, 8, 'iii>'], // memory.init, data.drop, memory.copy, memory.fill
  [9, 9, '>'],
  [10, 11, 'iii>'],
  [12, 12, 'iii>'], // table.init, elem.drop, table.copy
  [13, 13, '>'],
  [14, 14, 'iii>'],
  [15, 15, 'ri>i'], // table.grow, table.size, table.fill
  [16, 16, '>i'],
  [17, 17, 'iri>'],
];

/** Behind 0xfd: fixed-width vectors. The numbers that are left out were never given to an instruction. */
const vectorRows: readonly Row[] = [
  [0, 10, 'i>v'], // loads, store, constant
  [11, 11, 'iv>'],
  [12, 12, '>v'],
  [13, 14, 'vv>v'], // shuffle, swizzle
  [15, 17, 'i>v'], // splats
  [18, 18, 'l>v'],
  [19, 19, 'f>v'],
  [20, 20, 'd>v'],
  [21, 22, 'v>i'], // lanes
  [23, 23, 'vi>v'],
  [24, 25, 'v>i'],
  [26, 26, 'vi>v'],
  [27, 27, 'v>i'],
  [28, 28, 'vi>v'],
  [29, 29, 'v>l'],
  [30, 30, 'vl>v'],
  [31, 31, 'v>f'],
  [32, 32, 'vf>v'],
  [33, 33, 'v>d'],
  [34, 34, 'vd>v'],
  [35, 76, 'vv>v'], // comparisons
  [77, 77, 'v>v'], // bits
  [78, 81, 'vv>v'],
  [82, 82, 'vvv>v'],
  [83, 83, 'v>i'],
  [84, 87, 'iv>v'], // loads and stores of a lane
  [88, 91, 'iv>'],
  [92, 93, 'i>v'],
  [94, 98, 'v>v'], // f32x4.demote, f64x2.promote; i8x16, with the roundings of f32x4
  [99, 100, 'v>i'],
  [101, 102, 'vv>v'],
  [103, 106, 'v>v'],
  [107, 109, 'vi>v'],
  [110, 115, 'vv>v'],
  [116, 117, 'v>v'], // f64x2.ceil, f64x2.floor
  [118, 121, 'vv>v'],
  [122, 122, 'v>v'], // f64x2.trunc
  [123, 123, 'vv>v'],
  [124, 129, 'v>v'], // i16x8
  [130, 130, 'vv>v'],
  [131, 132, 'v>i'],
  [133, 134, 'vv>v'],
  [135, 138, 'v>v'],
  [139, 141, 'vi>v'],
  [142, 147, 'vv>v'],
  [148, 148, 'v>v'], // f64x2.nearest
  [149, 153, 'vv>v'],
  [155, 159, 'vv>v'],
  [160, 161, 'v>v'], // i32x4
  [163, 164, 'v>i'],
  [167, 170, 'v>v'],
  [171, 173, 'vi>v'],
  [174, 174, 'vv>v'],
  [177, 177, 'vv>v'],
  [181, 186, 'vv>v'],
  [188, 191, 'vv>v'],
  [192, 193, 'v>v'], // i64x2
  [195, 196, 'v>i'],
  [199, 202, 'v>v'],
  [203, 205, 'vi>v'],
  [206, 206, 'vv>v'],
  [209, 209, 'vv>v'],
  [213, 223, 'vv>v'],
  [224, 225, 'v>v'], // f32x4
  [227, 227, 'v>v'],
  [228, 235, 'vv>v'],
  [236, 237, 'v>v'], // f64x2
  [239, 239, 'v>v'],
  [240, 247, 'vv>v'],
  [248, 255, 'v>v'], // conversions between vectors
];

const prefixSpan = 4096;
const prefixedFrom = 0xfc * prefixSpan;
const plain = tableOf(0x100, [[0, plainRows]]);
const prefixed = tableOf(prefixSpan + 0x100, [
  [0, miscellaneousRows],
  [prefixSpan, vectorRows],
]);

/** Made in its whole length at once, so that the engine keeps it as an array and looks up at once. */
function tableOf(
  length: number,
  groups: readonly (readonly [base: number, rows: readonly Row[]])[],
): readonly (Effect | undefined)[] {
  const table = new Array<Effect | undefined>(length).fill(undefined);
  for (const [base, rows] of groups)
    for (const [from, to, signature] of rows) {
      const [pops = [], pushes = []] = signature.split('>').map(typesOf);
      for (let code = from; code <= to; code += 1) table[base + code] = { pops, pushes };
    }
  return table;
}

function typesOf(word: string): readonly number[] {
  return [...word].map((letter) => letters[letter] ?? 0);
}
