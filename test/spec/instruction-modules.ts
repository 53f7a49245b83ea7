/** A module for each admitted instruction whose effect is the same wherever it stands. */
import { effectOf, isAdmittedCode, valueTypes } from '../../workers/meter/effects.ts';
import { encodeU32 } from '../../workers/sandbox/byte-reader.ts';
import type { FunctionType } from '../../workers/sandbox/module-layout.ts';

export const prefixed = (prefix: number, second: number) => prefix * 4096 + second;

/** All admitted opcodes that have an effect of their own: 417 of 439. */
export const plainCodes: readonly number[] = [
  ...Array.from({ length: 256 }, (_, opcode) => opcode),
  ...Array.from({ length: 256 }, (_, opcode) => prefixed(0xfc, opcode)),
  ...Array.from({ length: 256 }, (_, opcode) => prefixed(0xfd, opcode)),
].filter((code) => isAdmittedCode(code) && effectOf(code) !== undefined);

export function nameOf(code: number): string {
  return code < 0x100
    ? `0x${code.toString(16)}`
    : `0x${Math.floor(code / 4096).toString(16)} ${code % 4096}`;
}

/** `run` takes what the instruction takes, and answers what it answers; the `memory` is exported. */
export function moduleWith(code: number): Uint8Array<ArrayBuffer> {
  const { pops, pushes } = typeOf(code);
  const type = [0x60, pops.length, ...pops, pushes.length, ...pushes];
  const gets = pops.flatMap((_, local) => [0x20, local]);
  const body = [0, ...gets, ...instructionOf(code), 0x0b];
  const name = (word: string) => [word.length, ...new TextEncoder().encode(word)];
  return Uint8Array.from([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, [1, ...type]),
    ...section(3, [1, 0]),
    ...section(4, [2, 0x70, 1, 10, 30, 0x70, 1, 10, 30]),
    ...section(5, [1, 1, 1, 100]),
    ...section(7, [2, ...name('memory'), 2, 0, ...name('run'), 0, 0]),
    // into table 0, and a passive one for table.init and elem.drop
    ...section(9, [2, 0, 0x41, 2, 0x0b, 3, 0, 0, 0, 1, 0, 3, 0, 0, 0]),
    ...section(12, [1]),
    ...section(10, [1, ...encodeU32(body.length), ...body]),
    ...section(11, [1, 1, 8, 1, 2, 3, 4, 5, 6, 7, 8]),
  ]);
}

export function typeOf(code: number): FunctionType & {
  readonly pops: readonly number[];
  readonly pushes: readonly number[];
} {
  const { pops, pushes } = effectOf(code) ?? { pops: [], pushes: [] };
  return { pops, pushes, parameters: pops, results: pushes };
}

function section(id: number, content: readonly number[]): readonly number[] {
  return [id, ...encodeU32(content.length), ...content];
}

function instructionOf(code: number): readonly number[] {
  const second = code % 4096;
  if (code < 0x100) return [code, ...immediatesOf(code)];
  const isVector = Math.floor(code / 4096) === 0xfd;
  const prefix = isVector ? 0xfd : 0xfc;
  const immediates = isVector ? vectorImmediatesOf(second) : bulkImmediatesOf(second);
  return [prefix, ...encodeU32(second), ...immediates];
}

function immediatesOf(code: number): readonly number[] {
  if (code >= 0x28 && code <= 0x3e) return [0, 3]; // not aligned, three bytes further on
  if (code === 0x43) return [1, 0, 0xa0, 0x7f]; // a NaN with a payload that does not signal is its own
  if (code === 0x44) return [2, 0, 0, 0, 0, 0, 0xf4, 0x7f];
  if (code === 0xd0) return [0x70];
  const hasIndex = [0x25, 0x26, 0x3f, 0x40, 0x41, 0x42, 0xd2].includes(code);
  return hasIndex ? [0] : [];
}

function bulkImmediatesOf(second: number): readonly number[] {
  if (second <= 7) return [];
  if (second === 12) return [1, 0]; // the passive segment
  if (second === 13) return [1];
  return second === 8 || second === 10 || second === 14 ? [0, 0] : [0];
}

function vectorImmediatesOf(second: number): readonly number[] {
  const bytes = Array.from({ length: 16 }, (_, place) => (place * 7 + 3) % 32);
  if (second <= 11 || second === 92 || second === 93) return [0, 5];
  if (second === 12 || second === 13) return bytes;
  if (second >= 21 && second <= 34) return [1];
  return second >= 84 && second <= 91 ? [0, 5, 1] : [];
}

/** Values that instructions treat in different ways, for each type. */
export function samplesOf(type: number): readonly Uint8Array[] {
  if (type === valueTypes.i32) return integers.map((one) => words(4, BigInt(one)));
  if (type === valueTypes.i64) return wideIntegers.map((one) => words(8, one));
  if (type === valueTypes.f32) return singles.map((one) => words(4, one));
  if (type === valueTypes.f64) return doubles.map((one) => words(8, one));
  if (type === valueTypes.v128)
    return singles.map((_, at) => {
      const halves = [doubles[(at * 5 + 2) % doubles.length] ?? 0n, doubles[at] ?? 0n];
      const quarters = [0, 1, 2, 3].map((lane) => singles[(at + lane * 3) % singles.length] ?? 0n);
      return at % 2 === 0 ? joined(8, halves) : joined(4, quarters);
    });
  return [new Uint8Array(16)];
}

const integers = [
  0,
  1,
  2,
  7,
  8,
  31,
  33,
  100,
  -1,
  65_520,
  65_532,
  2 ** 31 - 1,
  -(2 ** 31),
  0x12345678,
];
const wideIntegers = [
  0n,
  1n,
  7n,
  63n,
  -1n,
  2n ** 63n - 1n,
  -(2n ** 63n),
  0x80000000n,
  0x123456789abcdefn,
];
const singles = [
  ...[0n, 0x80000000n, 0x3f800000n, 0xbfc00000n, 1n, 0x7f7fffffn, 0x7f800000n, 0xff800000n],
  ...[0x7fc00000n, 0xffc00000n, 0x7fa00001n, 0xffc12345n, 0x4f000000n, 0xcf000001n, 0x3f000000n],
];
const doubles = [
  ...[0n, 0x8000000000000000n, 0x3ff0000000000000n, 0xbff8000000000000n, 1n, 0x7fefffffffffffffn],
  ...[0x7ff0000000000000n, 0xfff0000000000000n, 0x7ff8000000000000n, 0xfff8000000000000n],
  ...[
    0x7ff4000000000002n,
    0xfff8123456789abcn,
    0x41e0000000000000n,
    0xc3e0000000000000n,
    0x3fe0000000000000n,
  ],
];

function words(size: number, value: bigint): Uint8Array {
  return joined(size, [value]);
}

function joined(size: number, values: readonly bigint[]): Uint8Array {
  const bits = new Uint8Array(16);
  const view = new DataView(bits.buffer);
  values.forEach((value, order) => {
    if (size === 4) view.setUint32(order * 4, Number(BigInt.asUintN(32, value)), true);
    else view.setBigUint64(order * 8, BigInt.asUintN(64, value), true);
  });
  return bits;
}
