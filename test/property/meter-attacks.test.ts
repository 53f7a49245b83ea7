/**
 * Jobs that try to work unpaid: each has the exact count of the interpreter, and is ended soon after its allowance, at the
 * same place in whatever portions that was granted. A few seconds.
 */
import initWabt from 'wabt';
import { expect, test } from 'vitest';
import { assert } from '../../shared/base/assert.ts';
import { meterModule } from '../../workers/meter/meter-module.ts';
import { readModuleLayout } from '../../workers/sandbox/module-layout.ts';
import { differenceOf } from '../support/meter-fuzz/check-module.ts';
import { plenty, runInEngine } from '../support/meter-fuzz/engine-run.ts';
import type { Grants } from '../support/meter-fuzz/engine-run.ts';
import { interpret } from '../support/meter-fuzz/observation.ts';
import { readModule } from '../support/wasm-interpreter/read-module.ts';

const { parseWat } = await initWabt();
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('\n');

/** Calls of `run0` with one i32, metered and interpreted. */
function attack(text: string, argument = 0) {
  const parsed = parseWat('attack.wat', `(module ${text})`, { tail_call: true });
  const bytes = new Uint8Array(parsed.toBinary({}).buffer);
  parsed.destroy();
  assert(WebAssembly.validate(bytes), 'the attack is valid');
  const made = { bytes, calls: [{ name: 'run0', values: [argument] }] };
  const layout = readModuleLayout(bytes);
  assert(layout !== null, 'the attack has a layout');
  const metered = meterModule(bytes, layout);
  assert(metered.ok, 'the attack is metered');
  const compiled = new WebAssembly.Module(metered.value as Uint8Array<ArrayBuffer>);
  const run = (grants: Grants) => runInEngine(compiled, readModule(bytes), made, grants);
  return { run, interpreted: () => interpret(made, undefined, 2_000_000) };
}

const entry = '(func (export "run0") (param $n i32) (result i32)';
const countDown = 'local.get $n i32.const 1 i32.sub local.tee $n';

const attacks: Readonly<Record<string, readonly [text: string, argument: number]>> = {
  'a loop that goes back through a table of branches': [
    `${entry} (block (loop ${countDown} i32.const 0 i32.gt_s br_table 1 0)) i32.const 7)`,
    5000,
  ],
  'a loop with a thousand labels in its table of branches': [
    `${entry} (loop $again ${times(20, () => 'block')}
      ${countDown} i32.const 31 i32.and (br_table ${times(1000, (at) => String(at % 20))} 3)
      ${times(20, (at) => `end ${times(at % 3, () => 'nop')}`)}
      local.get $n i32.const 0 i32.gt_s br_if $again) i32.const 7)`,
    3000,
  ],
  'a loop that is entered with operands and goes back with others': [
    `${entry} i64.const 1 local.get $n
      (loop (param i64 i32) (result i64) local.set $n i64.const 3 i64.mul
        ${countDown} local.get $n br_if 0 drop) i32.wrap_i64)`,
    5000,
  ],
  'code behind a branch that is always taken': [
    `${entry} (loop (block br 0 ${times(500, () => 'i32.const 1 i32.const 0 i32.div_s drop')})
      ${countDown} br_if 0) i32.const 1)`,
    5000,
  ],
  'a loop of tail calls': [
    `${entry} local.get $n i32.eqz if i32.const 9 return end
      local.get $n i32.const 1 i32.sub return_call 0)`,
    20_000,
  ],
  'a loop of tail calls between two functions through a table': [
    `(type $t (func (param i32) (result i32))) (table (export "table0") funcref (elem 0 1))
     ${entry} local.get $n i32.eqz if i32.const 9 return end
      local.get $n i32.const 1 i32.sub i32.const 1 return_call_indirect (type $t))
     (func (param i32) (result i32) nop nop local.get 0 i32.const 0 return_call_indirect (type $t))`,
    20_000,
  ],
  'two functions that call each other through a table': [
    `(type $t (func (param i32) (result i32))) (table (export "table0") funcref (elem 0 1))
     ${entry} local.get $n i32.eqz if i32.const 9 return end
      local.get $n i32.const 1 i32.sub i32.const 1 call_indirect (type $t) nop i32.const 1 i32.add)
     (func (param i32) (result i32) nop local.get 0 i32.const 0 call_indirect (type $t) nop)`,
    200,
  ],
  'functions without loops that call each other sixteen thousand times': [
    `${entry} call $f0 i32.const 0)
     ${times(14, (at) => `(func $f${at} call $f${at + 1} call $f${at + 1})`)} (func $f14 nop nop)`,
    0,
  ],
  'long functions without loops, called often': [
    `${entry} call $a call $a call $a i32.const 0)
     (func $a call $b call $b call $b) (func $b ${times(9000, () => 'nop')})`,
    0,
  ],
  'a function that two branches reach with different work behind them': [
    `${entry} (block (loop local.get $n i32.const 3 i32.and i32.eqz
        if ${times(70, () => 'nop')} end
        local.get $n i32.const 777 i32.eq br_if 1 ${countDown} br_if 0)) i32.const 1)`,
    8000,
  ],
  'a branch to the function from inside of loops': [
    `${entry} (loop (loop local.get $n i32.const 100 i32.lt_s if i32.const 5 br 3 end
      ${countDown} br_if 0)) i32.const 1)`,
    9000,
  ],
  'a hundred blocks inside each other, left from the middle': [
    `${entry} (loop ${times(100, () => 'block')} ${countDown} br_if 50
      ${times(100, () => 'end nop')} local.get $n i32.const 0 i32.gt_s br_if 0) i32.const 1)`,
    2000,
  ],
  'a thousand parameters, passed on and on': [
    `(func $wide ${'(param i32)'.repeat(1000)} (result i32) local.get 0 i32.eqz
       if i32.const 4 return end local.get 0 i32.const 1 i32.sub
       ${times(999, (at) => `local.get ${at + 1}`)} call $wide)
     ${entry} local.get $n ${times(999, () => 'i32.const 1')} call $wide)`,
    30,
  ],
  'growth, again and again': [
    `(memory (export "memory") 1 3) (table $t (export "table0") 1 50 funcref)
     ${entry} (loop i32.const 1 memory.grow drop ref.null func i32.const 7 table.grow $t drop
       ${countDown} br_if 0) memory.size)`,
    4000,
  ],
  'bulk operations in a loop': [
    `(memory (export "memory") 3 3) ${entry} (loop i32.const 1 i32.const 5 i32.const 300 memory.fill
       i32.const 9 i32.const 1 i32.const 200 memory.copy ${countDown} br_if 0)
       i32.const 65500 i32.const 8 i32.const 90 memory.fill
       i32.const 130900 i32.const 7 i32.const 300 memory.fill
       i32.const 0 i32.const 1 i32.const 150000 memory.copy
       i32.const 9 i32.const 1 i32.const 150000 memory.copy i32.const 0)`,
    900,
  ],
};

test.each(Object.entries(attacks))('%s: is paid exactly', (_, [text, argument]) => {
  const { run, interpreted } = attack(text, argument);
  const expected = interpreted();
  expect(expected.steps[1]?.hasEnded).toBe(true);
  for (const portion of [1_000_000_000, 100, 12_345]) {
    const found = run({ ...plenty, portion });
    expect(differenceOf(expected, found)).toBe(null);
    expect(found.steps[1]?.count).toBe(expected.steps[1]?.count);
  }
});

test.each(Object.entries(attacks))(
  '%s: is ended soon after its allowance, in any portions alike',
  (_, [text, argument]) => {
    const { run, interpreted } = attack(text, argument);
    const allowance = Math.floor(interpreted().steps[1]!.count / 3);
    const once = run({ allowance, portion: allowance });
    expect(once.steps[1]?.outcome).toBe('exhausted');
    // Pieces of bulk operations are paid before they are done.
    expect(once.steps[1]!.count - allowance).toBeLessThanOrEqual(10_000 + 65_536);
    const often = run({ allowance, portion: 11 });
    expect(often.steps).toEqual(once.steps);
    expect(differenceOf(once, often)).toBe(null);
  },
);

test('functions that call each other for ever without a loop are ended', () => {
  const text = `${entry} call $f0 i32.const 0)
    ${times(50, (at) => `(func $f${at} call $f${at + 1} call $f${at + 1})`)} (func $f50)`;
  const { outcome, count } = attack(text).run({ allowance: 100_000, portion: 100 }).steps[1]!;
  expect(outcome).toBe('exhausted');
  expect(count - 100_000).toBeLessThanOrEqual(10_000);
});

test('the work of a start function is paid by who calls it, and not done before', () => {
  const text = `(global $done (export "global0") (mut i32) (i32.const 0)) (start $begin)
    (func $begin (local $n i32) i32.const 1000 local.set $n
      (loop ${countDown} br_if 0) i32.const 1 global.set $done)
    ${entry} global.get $done)`;
  const { run, interpreted } = attack(text);
  expect(run(plenty)).toMatchObject({ steps: interpreted().steps });
  const ended = run({ allowance: 100, portion: 100, step: 0 });
  expect(ended.steps[0]?.outcome).toBe('exhausted');
  expect(ended.state).toEqual(['0']);
});

/** Out of recursion a function looks at its allowance only where that much more can have been executed. */
const unitsBehindCallMax = 32;

test('work behind recursive calls is paid exactly, and goes on for some units of each at most', () => {
  const depth = 400;
  const text = `${entry} local.get $n if local.get $n i32.const 1 i32.sub call 0 drop end
    ${times(120, () => 'nop')} i32.const 0)`;
  const { run, interpreted } = attack(text, depth);
  const { count } = interpreted().steps[1]!;
  expect(run({ ...plenty, portion: 100 }).steps[1]).toMatchObject({ hasEnded: true, count });
  const allowance = count - 45_000;
  const ended = run({ allowance, portion: allowance }).steps[1]!;
  expect(ended.count - allowance).toBeLessThanOrEqual(10_000 + depth * unitsBehindCallMax);
});
