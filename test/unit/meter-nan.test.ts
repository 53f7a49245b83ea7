/** Where the bits of a NaN could be seen, instruction by instruction and by the ways that a value can go. */
import { expect, test } from 'vitest';
import { canonicalSites } from '../../workers/meter/nan.ts';
import { decodedModule } from './meter-functions.ts';

/** What has to be made canonical in the first function of a module, in the order of the code. */
function sitesIn(body: string): readonly string[] {
  const { functions, layout, bytes } = decodedModule(`(module (memory 1)
    (global $g (mut f64) (f64.const 0))
    (table 1 funcref)
    (func $run (param $i i32) (param $f f32) (param $d f64) (param $v v128) (result f64)
      (local $a f64) (local $b f64) (local $s f32) (local $w v128)
      ${body})
    (func $take (param f64)) (func $give (result f64) (f64.const 1)))`);
  const [first] = functions;
  return first === undefined ? ['none'] : [...canonicalSites(first, layout, bytes).values()];
}

const add = '(f64.add (local.get $d) (local.get $d))';
const single = '(f32.div (local.get $f) (local.get $f))';
const doubles = '(f64x2.mul (local.get $v) (local.get $v))';
const singles = '(f32x4.add (local.get $v) (local.get $v))';
const zero = '(f64.const 0)';

const seen: readonly (readonly [what: string, body: string, sites: readonly string[]])[] = [
  ['what is returned', add, ['f64']],
  ['what is returned early', `(return ${add})`, ['f64']],
  ['what is stored', `(f64.store (i32.const 0) ${add}) ${zero}`, ['f64']],
  ['what is stored as a single', `(f32.store (i32.const 0) ${single}) ${zero}`, ['f32']],
  ['what is reinterpreted', `(drop (i64.reinterpret_f64 ${add})) ${zero}`, ['f64']],
  ['what is passed', `(call $take ${add}) ${zero}`, ['f64']],
  ['what a global holds', `(global.set $g ${add}) ${zero}`, ['f64']],
  ['whose sign is copied', `(f64.copysign (local.get $d) ${add})`, ['f64']],
  ['only the last of a chain', `(f64.sqrt (f64.mul ${add} ${add}))`, ['f64']],
  ['behind a change of sign', `(f64.neg (f64.abs ${add}))`, ['f64']],
  ['a promoted single, not the single', `(f64.promote_f32 ${single})`, ['f64']],
  ['through a local variable', `(local.set $a ${add}) (local.get $a)`, ['f64']],
  [
    'through a local that is written later',
    `(loop (local.set $b (local.get $a)) (local.set $a ${add}) (br_if 0 (local.get $i))) (local.get $b)`,
    ['f64'],
  ],
  ['through a tee', `(drop (local.tee $a ${add})) (local.get $a)`, ['f64']],
  ['one of two by a condition', `(select ${add} (local.get $d) (local.get $i))`, ['f64']],
  [
    'both arms of a choice',
    `(if (result f64) (local.get $i) (then ${add}) (else (f64.sqrt (local.get $d))))`,
    ['f64', 'f64'],
  ],
  ['what a branch hands over', `(block (result f64) (br 0 ${add}))`, ['f64']],
  [
    'what a table of branches hands over',
    `(block (result f64) (block (result f64) (br_table 0 1 ${add} (local.get $i))))`,
    ['f64'],
  ],
  [
    'what a loop is given',
    `${add} (loop (param f64) (result f64) (br_if 0 (local.get $i)))`,
    ['f64'],
  ],
  ['a vector that is stored', `(v128.store (i32.const 0) ${doubles}) ${zero}`, ['f64x2']],
  ['a lane of it', `(f64x2.extract_lane 1 ${doubles})`, ['f64x2']],
  [
    'a vector taken for integers',
    `(drop (i32x4.add ${doubles} (local.get $v))) ${zero}`,
    ['f64x2'],
  ],
  [
    'a vector taken for other lanes',
    `(drop (f64x2.gt ${singles} (local.get $v))) ${zero}`,
    ['f32x4'],
  ],
  ['doubles taken for singles', `(drop (f32x4.sqrt ${doubles})) ${zero}`, ['f64x2']],
  [
    'bytes of a vector',
    `(drop (f64x2.abs (i8x16.shuffle 1 0 2 3 4 5 6 7 8 9 10 11 12 13 14 15 ${doubles} (local.get $v)))) ${zero}`,
    ['f64x2'],
  ],
  [
    'a lane that is a double afterwards',
    `(f64x2.extract_lane 0 (f32x4.replace_lane 0 (local.get $v) ${single}))`,
    ['f32'],
  ],
];

test.each(seen)('it is seen: %s', (_what, body, sites) => {
  expect(sitesIn(body)).toEqual(sites);
});

const unseen: readonly (readonly [what: string, body: string])[] = [
  ['what is compared', `(drop (f64.lt ${add} (local.get $d))) ${zero}`],
  ['what becomes an integer', `(drop (i32.trunc_sat_f64_s ${add})) ${zero}`],
  ['what is dropped', `(drop ${add}) ${zero}`],
  ['what stays in a local', `(local.set $a ${add}) ${zero}`],
  [
    'what only makes a sum that is compared',
    `(local.set $a (f64.add (local.get $a) ${add})) (drop (f64.eq (local.get $a) (local.get $a))) ${zero}`,
  ],
  [
    'what was loaded and moved',
    '(f64.store (i32.const 8) (f64.load (i32.const 0))) (local.get $d)',
  ],
  ['what was put together', '(f64.neg (f64.reinterpret_i64 (i64.load (i32.const 0))))'],
  ['what another function answers', '(call $give)'],
  ['a constant', '(f64.const nan:0x123)'],
  ['code that never runs', `(return (local.get $d)) (f64.store (i32.const 0) ${add}) ${zero}`],
  ['the product of integers', '(f64.mul (f64.convert_i32_s (local.get $i)) (f64.const 0.5))'],
  ['a sum of constants', '(f64.add (f64.const 1) (f64.convert_i64_u (i64.const 3)))'],
  ['a rounded integer', '(f64.floor (f64.convert_i32_u (local.get $i)))'],
  [
    'a vector that is compared',
    `(drop (i32x4.bitmask (f32x4.lt ${singles} (local.get $v)))) ${zero}`,
  ],
  [
    'a vector whose lanes are moved',
    `(drop (i64x2.bitmask (f64x2.lt (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7 ${doubles} (local.get $v)) (local.get $v)))) ${zero}`,
  ],
];

test.each(unseen)('it is not seen: %s', (_what, body) => {
  expect(sitesIn(body)).toEqual([]);
});

const locals: readonly (readonly [what: string, body: string, sites: readonly string[]])[] = [
  [
    'for one value and then for another',
    `(local.set $a ${add}) (local.set $b (f64.abs (local.get $a))) (drop (f64.lt (local.get $b) ${zero})) (local.set $a (local.get $d)) (local.get $a)`,
    [],
  ],
  [
    'written in one arm',
    `(if (local.get $i) (then (local.set $a ${add}))) (local.get $a)`,
    ['f64'],
  ],
  [
    'written in the other',
    `(local.set $a (local.get $d)) (if (local.get $i) (then (local.set $a ${zero})) (else (local.set $a ${add}))) (local.get $a)`,
    ['f64'],
  ],
  [
    'written anew in both',
    `(local.set $a ${add}) (if (local.get $i) (then (local.set $a ${zero})) (else (local.set $a (local.get $d)))) (local.get $a)`,
    [],
  ],
  [
    'written before an arm that writes anew',
    `(local.set $a ${add}) (if (local.get $i) (then (local.set $a ${zero}))) (local.get $a)`,
    ['f64'],
  ],
  [
    'written anew behind a branch',
    `(local.set $a ${add}) (block (br_if 0 (local.get $i)) (local.set $a ${zero})) (local.get $a)`,
    ['f64'],
  ],
  [
    'written anew before it',
    `(local.set $a ${add}) (block (local.set $a ${zero}) (br_if 0 (local.get $i))) (local.get $a)`,
    [],
  ],
  [
    'written behind where a loop reads it',
    `(loop (global.set $g (local.get $a)) (local.set $a ${add}) (br_if 0 (local.get $i))) ${zero}`,
    ['f64'],
  ],
  [
    'written at the end of a loop that is not run again',
    `(block (loop (global.set $g (local.get $a)) (local.set $a ${add}) (br 1))) ${zero}`,
    [],
  ],
  [
    'written in a loop in a loop',
    `(loop (loop (global.set $g (local.get $a)) (br_if 1 (local.get $i))) (local.set $a ${add}) (br_if 0 (local.get $i))) ${zero}`,
    ['f64'],
  ],
  ['written where nothing comes', `(block (br 0) (local.set $a ${add})) (local.get $a)`, []],
  [
    'left by a table of branches',
    `(block (block (local.set $a ${add}) (br_table 0 1 (local.get $i))) (local.set $a ${zero})) (local.get $a)`,
    ['f64'],
  ],
];

test.each(locals)('a local variable is followed: %s', (_what, body, sites) => {
  expect(sitesIn(body)).toEqual(sites);
});

test('a number that may be infinite is not taken for one that cannot become a NaN', () => {
  expect(
    sitesIn(
      '(f64.sub (f64.mul (f64.convert_i32_s (local.get $i)) (f64.const 1e308)) (f64.const inf))',
    ),
  ).toEqual(['f64']);
  expect(sitesIn('(f64.div (f64.convert_i32_s (local.get $i)) (f64.const 2))')).toEqual(['f64']);
  expect(sitesIn('(f64.add (f64.const nan) (f64.const 2))')).toEqual(['f64']);
  expect(sitesIn('(f64.mul (f64.const inf) (f64.const 0))')).toEqual(['f64']);
});

test('code with more ways for its values than any program has is canonical throughout', () => {
  const width = 32;
  const many = `(result ${'f64 '.repeat(width)})`;
  const values = '(local.get $a) '.repeat(width);
  const compared = `${'drop '.repeat(width)} (drop (f64.lt (local.get $d) ${add})) ${zero}`;
  const nested = (blocks: number) => {
    const targets = Array.from({ length: blocks }, (_, depth) => depth + 1).join(' ');
    const leave = `(if (local.get $i) (then ${values} (br_table ${targets} (local.get $i)))) `;
    const inner = leave.repeat(20) + values;
    const made = `(local.set $a ${add})`;
    return made + `(block ${many} `.repeat(blocks) + inner + ')'.repeat(blocks) + compared;
  };
  expect(sitesIn(nested(5))).toEqual([]);
  expect(sitesIn(nested(100))).toEqual(['f64', 'f64']);
});
