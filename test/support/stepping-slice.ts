/**
 * A slice of any length whose answer can be known without running it: so many steps of a linear congruential
 * generator, which `answerTo` takes in one leap.
 */
import initWabt from 'wabt';

const [factor, summand] = [1_664_525, 1_013_904_223];

/**
 * Input: where to start in four bytes and how many steps in eight; output: where that leads in four. The lowest byte
 * comes first.
 */
export async function steppingModule(): Promise<Uint8Array> {
  const wabt = await initWabt();
  const module = wabt.parseWat(
    'stepping.wat',
    `(module
      (memory (export "memory") 1)
      (func (export "alloc") (param i32) (result i32) i32.const 1024)
      (func (export "run") (param $input i32) (param i32) (result i64)
        (local $at i32) (local $left i64)
        (local.set $at (i32.load (local.get $input)))
        (local.set $left (i64.load offset=4 (local.get $input)))
        (block $done
          (loop $step
            (br_if $done (i64.eqz (local.get $left)))
            (local.set $at
              (i32.add (i32.mul (local.get $at) (i32.const ${factor})) (i32.const ${summand})))
            (local.set $left (i64.sub (local.get $left) (i64.const 1)))
            (br $step)))
        (i32.store (i32.const 0) (local.get $at))
        (i64.const 4)))`,
  );
  return new Uint8Array(module.toBinary({}).buffer);
}

/** The input of one slice. */
export function stepsFrom(start: number, steps: number): Uint8Array {
  const input = new DataView(new ArrayBuffer(12));
  input.setUint32(0, start, true);
  input.setBigUint64(4, BigInt(steps), true);
  return new Uint8Array(input.buffer);
}

/** What the slice must answer: two leaps of so many steps are one of twice as many. */
export function answerTo(start: number, steps: number): number {
  let [at, multiply, add] = [start, factor, summand];
  for (let left = steps; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) at = (Math.imul(at, multiply) + add) | 0;
    add = (Math.imul(add, multiply) + add) | 0;
    multiply = Math.imul(multiply, multiply);
  }
  return at >>> 0;
}

/** The number that a slice answered. */
export function numberIn(result: Uint8Array): number {
  return new DataView(result.buffer, result.byteOffset, result.byteLength).getUint32(0, true);
}
