/**
 * The bits of NaNs that programs store, and all results of the specification's floating-point scripts, are the same
 * in every tier of the engine. Without the meter the tiers differ: V8's make NaNs of `min` and `max` with other
 * signs. Takes some ten seconds.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { createAssembler } from '../spec/assembler.ts';
import { createExactCall } from '../spec/exact-call.ts';
import { meteredInstance } from '../spec/metered.ts';
import { nanPrograms } from '../spec/nan-programs.ts';
import { hex } from '../spec/values.ts';

const program = fileURLToPath(new URL('../spec/nan-programs.ts', import.meta.url));

async function linesOf(form: 'plain' | 'metered', ...flags: readonly string[]) {
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, program, form], {
    maxBuffer: 16 << 20,
  });
  return stdout.trim().split('\n');
}

const timeoutMs = 120_000;

test(
  'what metered programs show of NaNs does not depend on the tier of the engine',
  async () => {
    const quick = await linesOf('metered', '--liftoff-only');
    expect(quick.length).toBeGreaterThan(Object.keys(nanPrograms()).length);
    expect(await linesOf('metered', '--no-liftoff')).toEqual(quick);
    expect(await linesOf('metered')).toEqual(quick);
  },
  timeoutMs,
);

test(
  'and without the meter it is something else',
  async () => {
    const metered = await linesOf('metered', '--no-liftoff');
    const plain = await linesOf('plain', '--no-liftoff');
    const same = plain.filter((line, order) => line === metered[order]);
    expect(same.length).toBeLessThan(plain.length);
  },
  timeoutMs,
);

test('a NaN in which a program keeps a value is moved, negated and stored as it is', async () => {
  const assemble = await createAssembler();
  const metered = meteredInstance(
    assemble(`(module (memory (export "memory") 1) (global $kept (mut f64) (f64.const 0))
      (func $pass (param f64) (result f64) (local.get 0))
      (func (export "run") (param $box i64) (result i64) (local $moved f64)
        (f64.store (i32.const 8) (f64.reinterpret_i64 (local.get $box)))
        (global.set $kept (f64.load (i32.const 8)))
        (local.set $moved (select (global.get $kept) (f64.const 1) (i32.const 1)))
        (loop (local.set $moved (f64.neg (call $pass (f64.neg (local.get $moved))))))
        (i64.reinterpret_f64 (f64x2.extract_lane 1 (f64x2.splat (local.get $moved))))))`),
  );
  const call = createExactCall(assemble);
  for (const box of [0x7ff0_0000_0000_0001n, -0x0007_0000_dead_beefn, 0x7ffc_1234_5678_9abcn]) {
    const type = { parameters: [0x7e], results: [0x7e] };
    const [result] = call(metered?.exports['run'] as () => void, type, [box]);
    const expected = new DataView(new ArrayBuffer(16));
    expected.setBigInt64(0, BigInt.asIntN(64, box), true);
    expect(hex(result?.bits ?? new Uint8Array())).toBe(hex(new Uint8Array(expected.buffer)));
  }
});
