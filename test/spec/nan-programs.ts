/**
 * Programs that store the bits of NaNs which arithmetic made, in the ways in which engines are known to differ:
 * `node test/spec/nan-programs.ts plain|metered` prints what each leaves in its memory. Run with flags for the tiers.
 */
import { createHash } from 'node:crypto';
import { createAssembler } from './assembler.ts';
import { readScripts } from './archive.ts';
import { createExactCall } from './exact-call.ts';
import { meteredInstance } from './metered.ts';
import { runScript } from './run-script.ts';
import { hex } from './values.ts';

/** Two different NaNs and some numbers, so that the order of the operands shows. */
const inputs = [
  ...[
    'nan:0x4000000000001',
    '-nan:0x8000000000002',
    'nan',
    '-nan',
    '0',
    '-0',
    '1.5',
    'inf',
    '-inf',
  ],
];
const singles = ['nan:0x200001', '-nan:0x400002', 'nan', '-nan', '0', '-0', '1.5', 'inf', '-inf'];

const binary = ['add', 'sub', 'mul', 'div', 'min', 'max'];
const unary = ['sqrt', 'ceil', 'floor', 'trunc', 'nearest'];

/** `run` fills the memory from the beginning; each program takes its operands through locals, a loop and a call. */
function programOf(type: 'f32' | 'f64', body: string): string {
  const values = type === 'f32' ? singles : inputs;
  const size = type === 'f32' ? 4 : 8;
  const cases = values.flatMap((a) => values.map((b) => [a, b] as const));
  const calls = cases.map(
    ([a, b], order) =>
      `(${type}.store offset=${order * size} (i32.const 0) (call $do (${type}.const ${a}) (${type}.const ${b})))`,
  );
  return `(module (memory (export "memory") 1)
    (func $do (param $a ${type}) (param $b ${type}) (result ${type}) (local $s ${type}) (local $n i32)
      (loop
        (local.set $s ${body})
        (br_if 0 (i32.lt_u (local.tee $n (i32.add (local.get $n) (i32.const 1))) (i32.const 3))))
      (local.get $s))
    (func (export "run") ${calls.join('\n')}))`;
}

export function nanPrograms(): { readonly [name: string]: string } {
  const programs: { [name: string]: string } = {};
  for (const type of ['f32', 'f64'] as const) {
    const of = (op: string, ...operands: readonly string[]) =>
      `(${type}.${op} ${operands.join(' ')})`;
    const [a, b, s] = ['(local.get $a)', '(local.get $b)', '(local.get $s)'];
    for (const op of binary) {
      programs[`${type}.${op}`] = programOf(type, of(op, a, b));
      programs[`${type}.${op} turned`] = programOf(type, of(op, of(op, b, a), s));
      programs[`${type}.${op} negated`] = programOf(type, of('neg', of(op, a, of('neg', b))));
    }
    for (const op of unary) programs[`${type}.${op}`] = programOf(type, of(op, of('sub', a, b)));
    programs[`${type} sign`] = programOf(type, of('copysign', b, of('sub', a, b)));
    programs[`${type} choice`] = programOf(
      type,
      `(select ${of('add', a, b)} ${s} ${of('lt', a, b)})`,
    );
    const other = type === 'f32' ? 'f64' : 'f32';
    const there = type === 'f32' ? 'f64.promote_f32' : 'f32.demote_f64';
    const back = type === 'f32' ? 'f32.demote_f64' : 'f64.promote_f32';
    programs[`${type} through ${other}`] = programOf(
      type,
      `(${back} (${other}.add (${there} ${a}) (${there} ${b})))`,
    );
    const lanes = type === 'f32' ? 'f32x4' : 'f64x2';
    for (const op of binary)
      programs[`${lanes}.${op}`] = programOf(
        type,
        `(${lanes}.extract_lane 1 (${lanes}.${op} (${lanes}.splat ${a}) (${lanes}.splat ${b})))`,
      );
  }
  return programs;
}

const scripts = /spec\/(f32|f64|float_|conversions|simd_f|simd_conv|simd_lane|simd_splat|fac)/;

async function main(isMetered: boolean): Promise<void> {
  const assemble = await createAssembler();
  for (const [name, text] of Object.entries(nanPrograms())) {
    const bytes = assemble(text);
    const exports = isMetered
      ? meteredInstance(bytes)?.exports
      : new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports;
    (exports?.['run'] as () => void)();
    const memory = exports?.['memory'] as WebAssembly.Memory;
    console.log(`${name}: ${hex(new Uint8Array(memory.buffer, 0, 81 * 8))}`);
  }
  if (!isMetered) return;
  for (const [name, text] of Object.entries(readScripts()).filter(([one]) => scripts.test(one))) {
    const { results } = runScript(text, { assemble, call: createExactCall(assemble) });
    const digest = createHash('sha256').update(results.join()).digest('hex');
    console.log(`${name}: ${results.length} results, ${digest}`);
  }
}

if (process.argv[1] === import.meta.filename) await main(process.argv[2] === 'metered');
