/** Modules that call themselves for ever, with frames of all shapes; `run0` takes nothing. */
const times = (count: number, text: string) => Array.from({ length: count }, () => text).join(' ');

const entry = '(func (export "run0") (result i32)';
const many = times(120, '(param i64)');

export const deepModules: Readonly<Record<string, string>> = {
  itself: `(module ${entry} call 0))`,
  another: `(module ${entry} call $b) (func $b (result i32) call 0))`,
  'a function in a table': `(module (type $t (func (result i32))) (table funcref (elem 0))
    ${entry} i32.const 0 call_indirect (type $t)))`,
  'with many operands below': `(module ${entry} ${times(300, 'i64.const 1')} call 0 return))`,
  'with many vectors below': `(module ${entry}
    ${times(200, 'v128.const i64x2 1 2')} call 0 return))`,
  'with many locals': `(module ${entry} (local ${times(3000, 'i64')}) call 0 local.get 2999
    i32.wrap_i64 i32.add))`,
  'with many locals that live': `(module (global $g (mut i64) (i64.const 3)) ${entry}
    (local ${times(60, 'i64')})
    ${Array.from({ length: 60 }, (_, at) => `global.get $g local.set ${at}`).join(' ')} call 0
    ${Array.from({ length: 60 }, (_, at) => `local.get ${at} i32.wrap_i64 i32.add`).join(' ')}))`,
  'with many parameters': `(module (func $wide ${many} (result i32)
    ${Array.from({ length: 120 }, (_, at) => `local.get ${at}`).join(' ')} call $wide)
    ${entry} ${times(120, 'i64.const 5')} call $wide))`,
  'with many results': `(module (func $wide (result ${times(30, 'i64')}) call $wide)
    ${entry} call $wide ${times(30, 'drop')} i32.const 1))`,
  'with leaves of its own': `(module ${entry} call $leaf drop call 0)
    (func $leaf (result i32) (local ${times(500, 'i64')}) call $small local.get 0 i32.wrap_i64
      i32.add) (func $small (result i32) i32.const 1))`,
  'out of loops': `(module ${entry} (local i32) (loop (result i32) call 0 br_if 0 local.get 0)))`,
};
