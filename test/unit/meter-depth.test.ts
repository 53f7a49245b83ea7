/** The stack that functions are counted to need. The two engines take some five seconds. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { stackBytesMax } from '../../workers/meter/contract.ts';
import { start } from '../support/metered-text.ts';

const waysOut: readonly (readonly [way: string, body: string])[] = [
  ['falling out of its end', 'i32.const 1'],
  ['return', 'i32.const 1 return'],
  ['return from within blocks', 'block loop i32.const 1 return end end i32.const 2'],
  ['a branch to the function', 'block i32.const 1 br 1 end i32.const 2'],
  ['a branch that depends', '(br_if 0 (i32.const 1) (i32.const 1)) drop i32.const 2'],
  ['a table of branches', 'block i32.const 1 i32.const 1 br_table 1 1 end i32.const 2'],
  ['a tail call', 'return_call $leaf'],
  ['a tail call through a table', 'i32.const 0 return_call_indirect (type $t)'],
  ['a loop with what is left in a local', 'loop (br_if 0 (i32.const 0)) end i32.const 1'],
];

test.for(waysOut)('the stack is given back on the way out by %s', ([, body]) => {
  const { call, global } = start(`(type $t (func (result i32))) (table funcref (elem $leaf))
    (func $leaf (result i32) i32.const 1)
    (func $f (export "run") (param i32) (result i32)
      (if (local.get 0) (then (drop (call $f (i32.sub (local.get 0) (i32.const 1))))))
      ${body})`);
  expect(call['run']?.(20)).toBe(1);
  expect(global('depth').value).toBe(stackBytesMax);
});

test('tail calls need no stack, however many they are', () => {
  const { call } = start(`(func $f (export "run") (param i32) (result i32)
    (if (i32.eqz (local.get 0)) (then (return (i32.const 7))))
    (return_call $f (i32.sub (local.get 0) (i32.const 1))))`);
  expect(call['run']?.(300_000)).toBe(7);
});

const recursions: readonly (readonly [what: string, text: string])[] = [
  ['itself', '(func $f (export "run") call $f)'],
  ['another that calls it', '(func $f (export "run") call $g) (func $g call $f)'],
  [
    'itself through a table',
    `(type $t (func)) (table funcref (elem $f))
      (func $f (export "run") (call_indirect (type $t) (i32.const 0)))`,
  ],
  [
    'a function that a table was given later, of an equal type by another number',
    `(type $t (func (param i32))) (type $u (func (param i32))) (table 1 funcref)
      (elem declare func $f)
      (func $f (type $u) (call_indirect (type $t) (i32.const 0) (i32.const 0)))
      (func (export "run") (table.set (i32.const 0) (ref.func $f)) (call $f (i32.const 0)))`,
  ],
];

/** The thread of the tests has less stack than one that runs jobs. */
const little = 300_000;

test.for(recursions)('recursion ends by name when a function calls %s', ([, text]) => {
  const { call, global } = start(text);
  global('depth').value = little;
  expect(() => call['run']?.()).toThrow('too deep');
});

test('a chain of calls that is too long without any recursion ends by name', () => {
  const length = 3_000;
  const chain = Array.from({ length }, (_, at) => `(func $f${at} call $f${at + 1})`);
  const { call, global } = start(
    `${chain.join('\n')} (func $f${length}) (export "run" (func $f0))`,
  );
  global('depth').value = little;
  expect(() => call['run']?.()).toThrow('too deep');
});

test('functions on the way of a recursion are counted by the one that counts', () => {
  const deepest = (locals: number) => {
    const { call, global, exports } = start(`(global (export "deep") (mut i32) (i32.const 0))
      (func $f (export "run") (global.set 0 (i32.add (global.get 0) (i32.const 1))) call $g)
      (func $g (local ${'i64 '.repeat(locals)}) call $f)`);
    global('depth').value = little;
    expect(() => call['run']?.()).toThrow('too deep');
    return (exports['deep'] as WebAssembly.Global).value as number;
  };
  for (const locals of [10, 100, 1000])
    expect(deepest(locals)).toBeLessThan(little / (8 * locals + 128) + 1);
});

test('an engine that optimises and one that does not bear whatever is counted to fit', async () => {
  const program = fileURLToPath(new URL('../support/deep-frames.ts', import.meta.url));
  const run = (flag: string) => promisify(execFile)(process.execPath, [flag, program]);
  const [fast, plain] = [await run('--no-liftoff'), await run('--liftoff-only')];
  const lines = fast.stdout.trim().split('\n');
  expect(lines).toHaveLength(6);
  for (const line of lines) expect(line).toMatch(/: too deep \d+ \d+$/);
  expect(plain.stdout).toBe(fast.stdout);
});
