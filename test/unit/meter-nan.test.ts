/** Where the bits of a NaN could be seen, instruction by instruction and by the ways that a value can go. */
import { expect, test } from 'vitest';
import { canonicalSites } from '../../workers/meter/nan.ts';
import { decodedModule } from './meter-functions.ts';

/** What has to be made canonical in the first function of a module, in the order of the code. */
function sitesIn(body: string): readonly string[] {
  const { after, before } = placesIn(body);
  expect(before).toEqual([]);
  return after.map(([, kind]) => kind);
}

/** The same, with the opcode behind which or before which it has to be done. */
function placesIn(body: string): {
  readonly [side in 'after' | 'before']: readonly (readonly [number, string])[];
} {
  const { functions, layout, bytes } = decodedModule(`(module (memory 1)
    (global $g (mut f64) (f64.const 0))
    (table 1 funcref)
    (func $run (param $i i32) (param $f f32) (param $d f64) (param $v v128) (result f64)
      (local $a f64) (local $b f64) (local $s f32) (local $w v128)
      ${body})
    (func $take (param f64)) (func $two (param f64 i32)) (func $give (result f64) (f64.const 1)))`);
  const [first] = functions;
  if (first === undefined) return { after: [], before: [] };
  const sites = canonicalSites(first, layout, bytes);
  const named = (side: 'after' | 'before') =>
    [...sites[side]].map(([at, kind]) => [first.code[at]?.code ?? 0, kind] as const);
  return { after: named('after'), before: named('before') };
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
  ['through a tee', `(drop (local.tee $a ${add})) (local.get $a)`, ['f64']],
  ['one of two by a condition', `(select ${add} (local.get $d) (local.get $i))`, ['f64']],
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

const loop = (body: string) => `(loop ${body} (br_if 0 (local.get $i)))`;
const sum = `(local.set $a (f64.add (local.get $a) (f64.mul (local.get $d) (local.get $d))))`;
const store = (value: string) => `(f64.store (i32.const 0) ${value})`;

const later = `(local.set $b (local.get $a)) (local.set $a ${add})`;
const arms = `(if (result f64) (local.get $i) (then ${add}) (else (f64.sqrt (local.get $d))))`;

const shown: readonly (readonly [what: string, body: string, opcodes: readonly number[]])[] = [
  ['before the store behind the loop', `${loop(sum)} ${store('(local.get $a)')} ${zero}`, [0x39]],
  ['before it is returned', `${loop(sum)} (local.get $a)`, [0x0b]],
  ['before it is returned early', `${loop(sum)} (return (local.get $a))`, [0x0f]],
  ['before a branch out of the function', `${loop(sum)} (br 0 (local.get $a))`, [0x0c]],
  ['written at the end of a round, kept in the next', `${loop(later)} (local.get $b)`, [0x0b]],
  ['made in one of two arms', arms, [0x0b]],
  ['before it is passed', `${loop(sum)} (call $take (local.get $a)) ${zero}`, [0x10]],
  ['before a global keeps it', `${loop(sum)} (global.set $g (local.get $a)) ${zero}`, [0x24]],
  [
    'before it is taken for bits',
    `${loop(sum)} (drop (i64.reinterpret_f64 (local.get $a))) ${zero}`,
    [0xbd],
  ],
  ['before its sign is taken', `${loop(sum)} (f64.copysign ${zero} (local.get $a))`, [0xa6]],
  [
    'at each of two stores',
    `${loop(sum)} ${store('(local.get $a)')} ${store('(local.get $a)')} ${zero}`,
    [0x39, 0x39],
  ],
];

const maybe = (body: string) => `(if (local.get $i) (then ${body}))`;

test.each(shown)(
  'a sum that a loop makes is canonical where it is seen: %s',
  (_what, body, opcodes) => {
    const { after, before } = placesIn(body);
    expect(after).toEqual([]);
    expect(before).toEqual(opcodes.map((code) => [code, 'f64']));
  },
);

test('so is a vector, if all that gets there was made for the same lanes', () => {
  const add = (lanes: string) => `(local.set $w (${lanes}.add (local.get $w) (local.get $v)))`;
  const storeIt = `(v128.store (i32.const 0) (local.get $w)) ${zero}`;
  expect(placesIn(`${loop(add('f32x4'))} ${storeIt}`)).toEqual({
    after: [],
    before: [[0xfd * 4096 + 11, 'f32x4']],
  });
  expect(placesIn(`${loop(add('f32x4'))} ${loop(add('f64x2'))} ${storeIt}`).before).toEqual([]);
});

const made: readonly (readonly [what: string, body: string, count: number])[] = [
  [
    'it may be one that was loaded',
    `(local.set $a (f64.load (i32.const 0))) ${maybe(loop(sum))} ${store('(local.get $a)')} ${zero}`,
    1,
  ],
  [
    'it may be one that was passed',
    `(local.set $a (local.get $d)) ${maybe(loop(sum))} ${store('(local.get $a)')} ${zero}`,
    1,
  ],
  [
    'it may be one that another function answered',
    `(local.set $a (call $give)) ${maybe(loop(sum))} (local.get $a)`,
    1,
  ],
  [
    'it may be a constant that is a NaN',
    `(local.set $a (f64.const nan:0x1)) ${maybe(loop(sum))} (local.get $a)`,
    1,
  ],
  ['its sign was changed', `${loop(sum)} ${store('(f64.neg (local.get $a))')} ${zero}`, 1],
  ['it is stored in each round', `${loop(sum + store('(local.get $a)'))} ${zero}`, 1],
  [
    'it is below other operands where it is seen',
    `${loop(sum)} (call $two (local.get $a) (i32.const 1)) ${zero}`,
    1,
  ],
  ['it is below a condition', `${loop(sum)} (br_if 0 (local.get $a) (local.get $i))`, 1],
];

test.each(made)('it is canonical where it is made: %s', (_what, body, count) => {
  const { after, before } = placesIn(body);
  expect(before).toEqual([]);
  expect(after).toHaveLength(count);
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
