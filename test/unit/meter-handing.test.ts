/** What is left goes along with calls: that nothing of it is lost on any way into a function and out of it. */
import { expect, test } from 'vitest';
import { createPlan } from '../../workers/meter/plan.ts';
import { writeFunctions } from '../../workers/meter/rewrite.ts';
import { readModuleLayout } from '../../workers/sandbox/module-layout.ts';
import { assembled, start } from '../support/metered-text.ts';

interface Case {
  readonly what: string;
  readonly text: string;
  readonly value: number;
  readonly result: number;
  readonly units: number;
}

const twice = '(func $twice (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2)))';
const run = (body: string) => `(func (export "run") (param i32) (result i32) ${body})`;

const cases: readonly Case[] = [
  {
    what: 'a function of one path',
    text: `${twice} ${run('(i32.add (call $twice (local.get 0)) (call $twice (local.get 0)))')}`,
    ...{ value: 5, result: 20, units: 5 + 2 * 3 },
  },
  {
    what: 'a function with locals behind its parameters',
    text: `(func $f (param i32) (result i32) (local i64 i32) (local.set 2 (local.get 0))
      (local.set 1 (i64.extend_i32_s (local.tee 2 (i32.add (local.get 2) (i32.const 1)))))
      (i32.add (local.get 2) (i32.wrap_i64 (local.get 1)))) ${run('(call $f (local.get 0))')}`,
    ...{ value: 5, result: 12, units: 2 + 12 },
  },
  {
    what: 'a function that is left early',
    text: `(func $f (param i32) (result i32) (if (local.get 0) (then (return (i32.const 1))))
      (block (br_if 1 (i32.const 2) (i32.const 1)) drop) i32.const 3) ${run('(call $f (local.get 0))')}`,
    ...{ value: 1, result: 1, units: 2 + 4 },
  },
  {
    what: 'a function that is exported and called',
    text: `(func $f (export "run") (param i32) (result i32) (if (result i32) (local.get 0)
      (then (call $f (i32.sub (local.get 0) (i32.const 1)))) (else (i32.const 9))))`,
    ...{ value: 3, result: 9, units: 3 * 6 + 3 },
  },
  {
    what: 'a function that a table holds',
    text: `${twice} (table funcref (elem $twice))
      ${run('(call_indirect (param i32) (result i32) (call $twice (local.get 0)) (i32.const 0))')}`,
    ...{ value: 5, result: 20, units: 4 + 2 * 3 },
  },
  {
    what: 'a function that calls through a table',
    text: `${twice} (table funcref (elem $twice))
      (func $f (param i32) (result i32) (local.set 0 (i32.add (local.get 0) (i32.const 1)))
        (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0))) ${run('(call $f (local.get 0))')}`,
    ...{ value: 5, result: 12, units: 2 + 7 + 3 },
  },
  {
    what: 'a function that grows memory',
    text: `(memory 1 4) (func $f (param i32) (result i32) (memory.grow (local.get 0)))
      ${run('(call $f (local.get 0))')}`,
    ...{ value: 0, result: 1, units: 2 + 2 + 64 },
  },
  {
    what: 'a module with calls that give up their place',
    text: `${twice} (func $f (param i32) (result i32) (return_call $twice (local.get 0)))
      ${run('(call $f (local.get 0))')}`,
    ...{ value: 5, result: 10, units: 2 + 2 + 3 },
  },
];

test.for(cases)('$what counts what it does, whatever the portions', (one) => {
  for (const portion of [1, 7, 1_000_000]) {
    const { call, count } = start(one.text, { portion });
    for (let time = 0; time < 2; time += 1)
      expect([call['run']?.(one.value), count()]).toEqual([one.result, one.units]);
  }
});

test('a host that is called, and calls back, finds the exact count', () => {
  const found: number[] = [];
  const started = start(
    `(import "host" "ask" (func $ask)) (func $inner (export "inner") (param i32) (result i32)
      (i32.add (local.get 0) (i32.const 1)))
      (func $f (param i32) (result i32) nop nop call $ask (call $inner (local.get 0)))
      ${run('(call $f (local.get 0))')}`,
    { imports: { host: { ask } } },
  );
  function ask(): void {
    found.push(started.count());
    started.call['inner']?.(1);
    found.push(started.count());
  }
  expect(started.call['run']?.(1)).toBe(2);
  expect([...found, started.count()]).toEqual([2 + 3, 3, 2 + 3]);
});

test('recursion that is too deep is told with the count of all that was done', () => {
  const { call, count, global } = start(
    `(func $f (param i32) (result i32) (call $f (i32.add (local.get 0) (i32.const 1))))
      ${run('(call $f (local.get 0))')}`,
  );
  global('depth').value = 100_000;
  expect(() => call['run']?.(0)).toThrow('too deep');
  const units = count();
  expect((units - 2) % 4).toBe(0);
  expect(units).toBeGreaterThan(1_000);
});

test('whoever is called through a table, in the midst of recursion or behind it, finds the depth', () => {
  const { call, global } = start(
    `(table funcref (elem $deep))
      (func $deep (param i32) (result i32)
        (if (local.get 0) (then (return (call $deep (i32.sub (local.get 0) (i32.const 1))))))
        (call $hands (i32.const 0)))
      (func $hands (param i32) (result i32) (if (result i32) (local.get 0)
        (then (call_indirect (param i32) (result i32) (local.get 0) (i32.const 0)))
        (else (i32.const 4))))
      ${run('(drop (call $hands (local.get 0))) (call $hands (local.get 0))')}`,
  );
  const before = 100_000;
  global('depth').value = before;
  expect([call['run']?.(50), global('depth').value]).toEqual([4, before]);
  expect(() => call['run']?.(5_000)).toThrow('too deep');
});

test('what is left goes along to those that are called by name, and into no table', () => {
  const handedIn = (text: string) => {
    const bytes = assembled(text);
    const plan = createPlan(bytes, readModuleLayout(bytes)!);
    writeFunctions(plan);
    return { handed: [...plan.handed.keys()], shims: [...plan.shims.keys()] };
  };
  const functions = `(func $a) (func $b (export "b")) (func $c) (func $d)
    (func (export "run") call $a call $b call $c)`;
  const table = '(table funcref (elem $c))';
  expect(handedIn(`${functions} ${table}`)).toEqual({ handed: [0, 1], shims: [1] });
  expect(handedIn(functions)).toEqual({ handed: [0, 1, 2], shims: [1] });
  expect(handedIn(`${functions} (func return_call $d)`)).toEqual({ handed: [], shims: [] });
});
