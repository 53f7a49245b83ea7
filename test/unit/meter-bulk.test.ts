/** Operations that cost by their length, and growth: paid for before they are done, and otherwise as they were. */
import { expect, test } from 'vitest';
import type { Started } from '../support/metered-text.ts';
import { start } from '../support/metered-text.ts';

const memory = `(memory (export "memory") 4)
  (data $d "0123456789")
  (func (export "fill") (param i32 i32 i32) (memory.fill (local.get 0) (local.get 1) (local.get 2)))
  (func (export "copy") (param i32 i32 i32) (memory.copy (local.get 0) (local.get 1) (local.get 2)))
  (func (export "init") (param i32 i32 i32)
    (memory.init $d (local.get 0) (local.get 1) (local.get 2)))
  (func (export "drop") (data.drop $d))`;

const bytesOf = ({ exports }: Started) =>
  new Uint8Array((exports['memory'] as WebAssembly.Memory).buffer);

test('a length costs a unit for each byte, from zero to several pieces', () => {
  const started = start(memory);
  for (const length of [0, 1, 100, 65_535, 65_536, 65_537, 200_000]) {
    for (const name of ['fill', 'copy']) {
      started.call[name]?.(3, 5, length);
      expect(started.count()).toBe(4 + length);
    }
  }
  started.call['init']?.(0, 2, 5);
  expect(started.count()).toBe(4 + 5);
  expect([...bytesOf(started).subarray(0, 5)]).toEqual(
    [...'23456'].map((one) => one.charCodeAt(0)),
  );
});

test('a known small length costs the same', () => {
  const { call, count } = start(`(memory 1)
    (func (export "run") (memory.fill (i32.const 0) (i32.const 1) (i32.const 100)))`);
  call['run']?.();
  expect(count()).toBe(104);
});

test('copies that overlap are right in both directions, over several pieces', () => {
  const started = start(memory);
  const length = 150_000;
  for (const [to, from] of [
    [10, 0],
    [0, 10],
    [70_000, 1],
    [1, 70_000],
    [5, 5],
  ] as const) {
    const bytes = bytesOf(started);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = (at * 31 + (at >> 8)) & 0xff;
    const expected = bytes.slice().copyWithin(to, from, from + length);
    started.call['copy']?.(to, from, length);
    expect(Buffer.from(bytes).equals(Buffer.from(expected))).toBe(true);
  }
});

const outside: readonly (readonly [name: string, values: readonly number[]])[] = [
  ['fill', [262_144, 1, 1]],
  ['fill', [100_000, 1, 200_000]],
  ['fill', [1, 1, -1]],
  ['copy', [200_000, 0, 100_000]],
  ['copy', [0, 200_000, 100_000]],
  ['copy', [-1, 0, 2]],
  ['init', [262_140, 0, 10]],
  ['init', [0, 5, 6]],
  ['init', [0, -1, 2]],
  ['init', [0, 11, 0]],
];

test.for(outside)(
  '%s outside its bounds traps with nothing written and nothing paid: %s',
  ([name, values]) => {
    const started = start(memory);
    expect(() => started.call[name]?.(...values)).toThrow(WebAssembly.RuntimeError);
    expect(started.count()).toBe(4);
    expect(bytesOf(started).every((byte) => byte === 0)).toBe(true);
  },
);

test('lengths of nothing at the very end are no trap', () => {
  const { call } = start(memory);
  call['fill']?.(262_144, 0, 0);
  call['copy']?.(262_144, 262_144, 0);
  call['init']?.(262_144, 10, 0);
  call['drop']?.();
  call['init']?.(0, 0, 0);
  expect(() => call['init']?.(0, 0, 1)).toThrow(WebAssembly.RuntimeError);
});

test('a long fill is paid for in pieces, and ended between them', () => {
  const started = start(memory, { units: 100_000 });
  expect(() => started.call['fill']?.(0, 7, 262_144)).toThrow('exhausted');
  const bytes = bytesOf(started);
  expect([bytes[65_535], bytes[65_536]]).toEqual([7, 0]);
});

const tables = `(table $a 10 20 funcref) (table $b 10 funcref) (elem $s func $f $f $f)
  (func $f) (memory (export "memory") 1 4)
  (func (export "fill") (param i32 i32) (table.fill $a (local.get 0) (ref.null func) (local.get 1)))
  (func (export "copy") (param i32 i32 i32)
    (table.copy $a $b (local.get 0) (local.get 1) (local.get 2)))
  (func (export "init") (param i32 i32 i32)
    (table.init $a $s (local.get 0) (local.get 1) (local.get 2)))
  (func (export "grow a") (param i32) (result i32) (table.grow $a (ref.null func) (local.get 0)))
  (func (export "grow b") (param i32) (result i32) (table.grow $b (ref.null func) (local.get 0)))
  (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))`;

test('operations on tables cost a unit for each element', () => {
  const { call, count } = start(tables);
  call['fill']?.(2, 8);
  expect(count()).toBe(4 + 8);
  call['copy']?.(0, 2, 8);
  expect(count()).toBe(4 + 8);
  call['init']?.(7, 0, 3);
  expect(count()).toBe(4 + 3);
  expect(call['grow a']?.(5)).toBe(10);
  expect(count()).toBe(3 + 5);
});

test('operations on tables outside their bounds trap', () => {
  const { call } = start(tables);
  for (const [name, values] of [
    ['fill', [3, 8]],
    ['copy', [0, 3, 8]],
    ['copy', [3, 0, 8]],
    ['init', [8, 0, 3]],
    ['init', [0, 1, 3]],
    ['init', [-1, 0, 2]],
  ] as const)
    expect(() => call[name]?.(...values)).toThrow(WebAssembly.RuntimeError);
});

test('a table grows to what it declares or what a job may have, and refusal costs nothing more', () => {
  const { call, count } = start(tables);
  expect(call['grow a']?.(11)).toBe(-1);
  expect(count()).toBe(3);
  expect(call['grow b']?.(99_991)).toBe(-1);
  expect(call['grow b']?.(-1)).toBe(-1);
  expect(call['grow b']?.(99_990)).toBe(10);
});

test('memory grows to what is set, and refusal is noted', () => {
  const { call, global, count } = start(tables);
  global('pagesMax').value = 3;
  expect([call['grow']?.(0), call['grow']?.(2)]).toEqual([1, 1]);
  expect([global('growthRefused').value, count()]).toEqual([0, 4 + (1 + 3) * 64]);
  expect(call['grow']?.(1)).toBe(-1);
  expect(global('growthRefused').value).toBe(1);
});

test('growth beyond what the module declares itself is its own affair', () => {
  const { call, global } = start(tables);
  expect(call['grow']?.(4)).toBe(-1);
  expect(call['grow']?.(-1)).toBe(-1);
  expect(global('growthRefused').value).toBe(0);
});
