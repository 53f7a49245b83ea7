import { expect, test } from 'vitest';
import { effectOf, isAdmittedCode } from '../../workers/meter/effects.ts';
import { maxHeightBytes } from '../../workers/meter/operands.ts';
import { moduleWith, nameOf, plainCodes, prefixed, typeOf } from '../spec/instruction-modules.ts';
import { decodedModule } from './meter-functions.ts';

test('the engine agrees with every effect in the table', () => {
  expect(plainCodes).toHaveLength(417);
  const wrong = plainCodes.filter((code) => !WebAssembly.validate(moduleWith(code)));
  expect(wrong.map(nameOf)).toEqual([]);
});

test('an opcode that no instruction has is not admitted', () => {
  const unused = [154, 162, 165, 166, 175, 176, 178, 179, 180, 187, 194, 197, 198, 207, 208, 210];
  for (const second of [...unused, 211, 212, 226, 238, 256, 275])
    expect(isAdmittedCode(prefixed(0xfd, second))).toBe(false);
  for (const code of [0x06, 0x14, 0x1f, 0x27, 0xc5, 0xd3, 0xfb, 0xff, prefixed(0xfc, 18)])
    expect([isAdmittedCode(code), effectOf(code)]).toEqual([false, undefined]);
});

const i32s = (count: number) => '(i32.const 1)'.repeat(count);

const heights: readonly (readonly [what: string, body: string, bytes: number])[] = [
  ['nothing', '', 0],
  ['what is dropped at once', '(drop (i32.const 1))', 8],
  ['two operands of an addition', '(drop (i32.add (i32.const 1) (i32.const 2)))', 16],
  ['a vector', '(drop (v128.const i64x2 1 2))', 16],
  ['a vector above a scalar', '(i32.const 0)(v128.const i64x2 1 2)drop drop', 24],
  ['what a block leaves', '(block (result i32) (i32.const 1))(i32.const 1) drop drop', 16],
  [
    'what lies below a block',
    '(i32.const 1)(block (drop (i32.add (i32.const 1)(i32.const 1)))) drop',
    24,
  ],
  ['nothing of code behind a branch', `(block (br 0) ${i32s(9)} ${'drop '.repeat(9)})`, 0],
  ['what comes after such code', `(block (br 0) i32.add drop) ${i32s(2)} drop drop`, 16],
  [
    'nothing of blocks in such code',
    `(block unreachable (block (result i32) ${i32s(5)} drop drop drop drop) drop)`,
    0,
  ],
  ['the condition of a branch', '(block (br_if 0 (i32.const 1)))', 8],
  [
    'what a branch hands over',
    '(drop (block (result i32) (br_if 0 (i32.const 5) (i32.const 1))))',
    16,
  ],
  [
    'both arms of a choice',
    '(if (i32.const 1) (then (drop (i32.const 1))) (else (drop (i64.add (i64.const 1)(i64.const 1)))))',
    16,
  ],
  ['the parameters of a loop', '(i32.const 1)(loop (param i32) (br_if 0 (i32.eqz)))', 8],
  ['the arguments of a call', '(call $three (i32.const 1) (f64.const 2) (i64.const 3))', 24],
  ['its results', '(call $two) drop drop', 16],
  ['a choice of three', '(drop (select (i32.const 1) (i32.const 2) (i32.const 3)))', 24],
];

test.each(heights)('the operands have as many bytes at most: %s', (_what, body, bytes) => {
  const { functions, layout } = decodedModule(`(module
    (func ${body})
    (func $three (param i32 f64 i64))
    (func $two (result i32 i32) (i32.const 1) (i32.const 2)))`);
  const [first] = functions;
  expect(first === undefined ? -1 : maxHeightBytes(first, layout)).toBe(bytes);
});

test('the operands of every plain instruction are as high as what it takes or leaves', () => {
  const bytesOf = (types: readonly number[]) =>
    types.reduce((sum, type) => sum + (type === 0x7b ? 16 : 8), 0);
  const { functions, layout } = decodedModule(`(module (memory 1)
    (func (param i32 v128) (v128.store (local.get 0) (local.get 1)))
    (func (param v128) (result i32) (i8x16.bitmask (local.get 0))))`);
  expect(functions.map((one) => maxHeightBytes(one, layout))).toEqual([24, 16]);
  expect(bytesOf(typeOf(prefixed(0xfd, 82)).pops)).toBe(48);
});
