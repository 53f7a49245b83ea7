/** What the meter does to the module around the code. */
import { expect, test } from 'vitest';
import { meterModule } from '../../workers/meter/meter-module.ts';
import type { ModuleLayout } from '../../workers/sandbox/module-layout.ts';
import { readModuleLayout } from '../../workers/sandbox/module-layout.ts';
import { assembled, meteredBytes, start } from '../support/metered-text.ts';

const functions = `(import "host" "first" (func $first (result i32)))
  (func $a (result i32) i32.const 10) (func $b (result i32) i32.const 20)`;
const imports = { host: { first: () => 1 } };
const byTable = `(type $t (func (result i32)))
  (func (export "run") (param i32) (result i32) (call_indirect (type $t) (local.get 0)))`;

const places: readonly (readonly [where: string, text: string, results: readonly number[]])[] = [
  ['a segment of indices', '(table funcref (elem $first $a $b))', [1, 10, 20]],
  ['a segment at an offset', '(table 4 funcref) (elem (i32.const 1) $b $a)', [-1, 20, 10]],
  [
    'a segment of expressions',
    '(table 4 funcref) (elem (i32.const 0) funcref (ref.func $b) (ref.null func) (ref.func $a))',
    [20, -1, 10],
  ],
  [
    'a segment of a named table',
    '(table 4 funcref) (elem (table 0) (i32.const 0) func $a $b)',
    [10, 20],
  ],
  [
    'a passive segment of indices',
    `(table 4 funcref) (elem $s func $b $a)
      (func (export "before") (table.init $s (i32.const 0) (i32.const 0) (i32.const 2)))`,
    [20, 10],
  ],
  [
    'a passive segment of expressions',
    `(table 4 funcref) (elem $s funcref (ref.func $a) (ref.func $b))
      (func (export "before") (table.init $s (i32.const 0) (i32.const 0) (i32.const 2)))`,
    [10, 20],
  ],
  [
    'a declared function and a reference to it',
    `(table 4 funcref) (elem declare func $b)
      (func (export "before") (table.set (i32.const 0) (ref.func $b)))`,
    [20],
  ],
  [
    'a global that holds a reference',
    `(table 4 funcref) (global $g funcref (ref.func $b)) (elem declare func $b)
      (func (export "before") (table.set (i32.const 0) (global.get $g)))`,
    [20],
  ],
];

test.for(places)('functions are found again through %s', ([, text, results]) => {
  const { call } = start(`${functions} ${byTable} ${text}`, { imports });
  call['before']?.();
  results.forEach((result, index) => {
    if (result >= 0) expect(call['run']?.(index)).toBe(result);
  });
});

test('functions are found again by name, also imported ones', () => {
  const { call } = start(
    `${functions} (export "first" (func $first)) (export "b" (func $b))
      (func (export "run") (result i32) (i32.add (call $first) (call $a)))`,
    { imports },
  );
  expect([call['first']?.(), call['b']?.(), call['run']?.()]).toEqual([1, 20, 11]);
});

test('a start function waits until it is called', () => {
  const { call, count, exports } = start(
    '(global (export "g") (mut i32) (i32.const 0)) (func $go (global.set 0 (i32.const 5))) (start $go)',
  );
  const value = () => (exports['g'] as WebAssembly.Global).value as number;
  expect(value()).toBe(0);
  call['meter.start']?.();
  expect([value(), count()]).toEqual([5, 2]);
});

test('a module without a start function exports none', () => {
  const { exports } = start('(memory 1)');
  expect(Object.keys(exports)).toEqual([
    'meter.left',
    'meter.depth',
    'meter.pages_max',
    'meter.growth_refused',
  ]);
});

test('a module without a memory has no numbers of one', () => {
  expect(Object.keys(start('(func)').exports)).toEqual(['meter.left', 'meter.depth']);
});

test('a module without anything is metered too', () => {
  expect(start('').exports).toBeDefined();
});

test('maxima that are declared are lowered to what a job may have, and kept below', () => {
  const limitsOf = (text: string) => {
    const { memories, tables } = layoutOf(meteredBytes(assembled(text)));
    return [...memories, ...tables].map(({ initial, maximum }) => [initial, maximum]);
  };
  expect(limitsOf('(memory 1) (table 2 funcref)')).toEqual([
    [1, 16_384],
    [2, 100_000],
  ]);
  expect(limitsOf('(memory 1 60000) (table 2 4000000 funcref)')).toEqual([
    [1, 16_384],
    [2, 100_000],
  ]);
  expect(limitsOf('(memory 1 9) (table 2 7 funcref)')).toEqual([
    [1, 9],
    [2, 7],
  ]);
});

test('custom sections are left out, but for the meter’s own', () => {
  const bytes = assembled('(func $named (export "run") loop br 0 end)');
  const custom = [0, 5, 4, 0x6e, 0x61, 0x6d, 0x65];
  const withNames = Uint8Array.from([...bytes, ...custom]);
  const module = new WebAssembly.Module(meteredBytes(withNames));
  expect(WebAssembly.Module.customSections(module, 'name')).toHaveLength(0);
  expect(WebAssembly.Module.customSections(module, 'metadata.code.branch_hint')).toHaveLength(1);
});

test('the same bytes come out of the same module every time', () => {
  const bytes = assembled(
    `${functions} ${byTable} (table 1 funcref) (memory 1)
    (func (memory.fill (i32.const 0) (i32.const 0) (memory.grow (i32.const 1))))
    (func $f (param i32) loop local.get 0 call $f i32.const 1 br_if 0 end)`,
  );
  const once = meteredBytes(bytes);
  expect(Buffer.from(meteredBytes(bytes)).equals(Buffer.from(once))).toBe(true);
});

test('data segments and their count stay', () => {
  const { call } = start(`(memory 1) (data $d "abc")
    (func (export "run") (result i32) (memory.init $d (i32.const 0) (i32.const 1) (i32.const 2))
      (data.drop $d) (i32.load (i32.const 0)))`);
  expect(call['run']?.()).toBe(0x6362);
});

const reserved: readonly (readonly [name: string, text: string])[] = [
  ['import_refused', '(import "meter" "slice" (func))'],
  ['import_refused', '(import "meter" "anything" (func))'],
  ['feature_refused', '(func (export "meter.left"))'],
  ['feature_refused', '(global (export "meter.depth") (mut i32) (i32.const 0))'],
  ['feature_refused', '(func (export "meter.start"))'],
];

test.for(reserved)('a name of the meter’s own is refused as %s: %s', ([name, text]) => {
  const bytes = assembled(text);
  const refused = meterModule(bytes, layoutOf(bytes));
  expect(refused).toMatchObject({ ok: false, error: { name } });
});

function layoutOf(bytes: Uint8Array): ModuleLayout {
  const layout = readModuleLayout(bytes);
  if (layout === null) expect.fail('the module is not whole');
  return layout;
}
