/** What the meter counts, against counts by hand. */
import { expect, test } from 'vitest';
import { start } from '../support/metered-text.ts';

interface Case {
  readonly what: string;
  readonly text: string;
  readonly calls: readonly (readonly [values: readonly number[], result: unknown, units: number])[];
}

const cases: readonly Case[] = [
  {
    what: 'blocks, ends and else cost nothing, everything else one unit',
    text: `(func (export "run") (param i32) (result i32)
      block nop end (if (result i32) (local.get 0) (then (i32.const 7)) (else nop (i32.const 8))))`,
    calls: [
      [[1], 7, 4],
      [[0], 8, 5],
    ],
  },
  {
    what: 'an if without else costs its condition and itself when it is not entered',
    text: '(func (export "run") (param i32) (if (local.get 0) (then nop nop nop)))',
    calls: [
      [[1], undefined, 5],
      [[0], undefined, 2],
    ],
  },
  {
    what: 'a loop costs its rounds',
    text: `(func (export "run") (param i32) (result i32)
      loop local.get 0 i32.const 1 i32.sub local.tee 0 br_if 0 end local.get 0)`,
    calls: [
      [[1], 0, 6],
      [[100], 0, 501],
    ],
  },
  {
    what: 'nested loops cost the product of their rounds',
    text: `(func (export "run") (param i32 i32) (local i32) loop (local.set 2 (local.get 1))
      loop (br_if 0 (local.tee 2 (i32.sub (local.get 2) (i32.const 1)))) end
      (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))) end)`,
    calls: [[[3, 4], undefined, 3 * (2 + 4 * 5 + 5)]],
  },
  {
    what: 'a loop that is left in the middle is paid up to there',
    text: `(func (export "run") (param i32) block loop (br_if 1 (i32.eqz (local.get 0)))
      (local.set 0 (i32.sub (local.get 0) (i32.const 1))) br 0 end end nop)`,
    calls: [
      [[0], undefined, 4],
      [[10], undefined, 10 * 8 + 4],
    ],
  },
  {
    what: 'each way through a table of branches costs its own',
    text: `(func (export "run") (param i32) (result i32) block block block local.get 0
      br_table 0 1 2 0 end nop end nop nop end i32.const 5 return)`,
    calls: [
      [[0], 5, 2 + 3 + 2],
      [[1], 5, 2 + 2 + 2],
      [[2], 5, 2 + 2],
      [[9], 5, 2 + 3 + 2],
    ],
  },
  {
    what: 'branches take several values along',
    text: `(func (export "run") (param i32) (result i32)
      (block (result i32 i32) i32.const 1 i32.const 2 local.get 0 br_if 0 nop) i32.add)`,
    calls: [
      [[1], 3, 5],
      [[0], 3, 6],
    ],
  },
  {
    what: 'a table of branches takes values along, also out of the function',
    text: `(func (export "run") (param i32) (result i32) (block (result i32)
      (block (result i32) i32.const 40 local.get 0 br_table 0 1 2) nop i32.const 1 i32.add) nop)`,
    calls: [
      [[0], 41, 3 + 3 + 1],
      [[1], 40, 3 + 1],
      [[2], 40, 3],
    ],
  },
  {
    what: 'code that nothing reaches costs nothing',
    text: `(func (export "run") (result i32) (block loop br 1 nop nop end nop) i32.const 4 return
      block i32.const 1 drop end i32.const 9)`,
    calls: [[[], 4, 3]],
  },
  {
    what: 'a call costs itself and what is called, also through a table, also as a tail call',
    text: `(table funcref (elem $f $g)) (type $t (func (param i32) (result i32)))
      (func $f (param i32) (result i32) local.get 0)
      (func $g (param i32) (result i32) local.get 0 i32.const 1 i32.add return_call $f)
      (func (export "run") (param i32) (result i32)
        (i32.add (call $g (i32.const 1)) (call_indirect (type $t) (i32.const 5) (local.get 0))))`,
    calls: [
      [[0], 7, 1 + 1 + 5 + 2 + 1 + 1 + 1],
      [[1], 8, 1 + 1 + 5 + 2 + 1 + 5 + 1],
    ],
  },
  {
    what: 'recursion costs every call',
    text: `(func $fib (export "run") (param i32) (result i32)
      (if (result i32) (i32.lt_s (local.get 0) (i32.const 2)) (then (local.get 0))
        (else (i32.add (call $fib (i32.sub (local.get 0) (i32.const 1)))
          (call $fib (i32.sub (local.get 0) (i32.const 2)))))))`,
    calls: [[[10], 55, 88 * 13 + 89 * 5]],
  },
  {
    what: 'a vector instruction costs one unit',
    text: `(func (export "run") (result i32)
      v128.const i32x4 1 2 3 4 v128.const i32x4 1 2 3 4 i32x4.add i32x4.extract_lane 3)`,
    calls: [[[], 8, 4]],
  },
];

test.for(cases)('$what', ({ text, calls }) => {
  for (const portion of [1, 13, 1_000_000]) {
    const { call, count } = start(text, { portion });
    for (const [values, result, units] of calls) {
      expect(call['run']?.(...values)).toBe(result);
      expect(count()).toBe(units);
    }
  }
});

const loop = `(global (export "rounds") (mut i32) (i32.const 0))
  (func (export "run") (param i32) loop (global.set 0 (i32.add (global.get 0) (i32.const 1)))
    (br_if 0 (local.tee 0 (i32.sub (local.get 0) (i32.const 1)))) end)`;

test('a loop is ended at the same place in whatever portions its allowance is granted', () => {
  const roundsOf = (portion: number) => {
    const { call, exports } = start(loop, { portion, units: 1000 });
    expect(() => call['run']?.(1_000_000)).toThrow('exhausted');
    return (exports['rounds'] as WebAssembly.Global).value as number;
  };
  // Nine units a round; the allowance is looked at where a round begins.
  expect([1, 7, 333, 1000].map(roundsOf)).toEqual([112, 112, 112, 112]);
});

test('an allowance that is just enough is enough', () => {
  const { call, count } = start(loop, { units: 9 * 50 });
  call['run']?.(50);
  expect(count()).toBe(450);
});

test('more is asked for within ten thousand units, also without a loop', () => {
  // Each calls the next one twice: two to the fifteenth calls, and no loop anywhere.
  const chain = Array.from(
    { length: 15 },
    (_, at) => `(func $f${at} call $f${at + 1} call $f${at + 1})`,
  );
  const text = `${chain.join('\n')} (func $f15 nop nop) (func (export "run") call $f0)`;
  const { call, count, slices } = start(text, { portion: 1000 });
  call['run']?.();
  const units = count();
  expect(units).toBe(2 ** 15 * 4 - 2 + 1);
  expect(slices()).toBeGreaterThan(units / 11_000);
});

test('more is asked for within long code without any branch', () => {
  const text = `(func (export "run") ${'nop '.repeat(50_000)})`;
  const { call, count, slices } = start(text, { portion: 1000 });
  call['run']?.();
  expect(count()).toBe(50_000);
  expect(slices()).toBeGreaterThanOrEqual(4);
});

test('what is granted to an import that charges for itself is counted once', () => {
  const text = `(import "host" "work" (func $work)) (func (export "run") (local i32)
    loop call $work (br_if 0 (i32.lt_u (local.tee 0 (i32.add (local.get 0) (i32.const 1)))
      (i32.const 10))) end)`;
  let left: { value: number | bigint } | null = null;
  const work = () => void (left !== null && (left.value = BigInt(left.value) - 100n));
  const { call, count, global } = start(text, { imports: { host: { work } } });
  left = global('left');
  call['run']?.();
  expect(count()).toBe(10 * (1 + 7) + 10 * 100);
});
