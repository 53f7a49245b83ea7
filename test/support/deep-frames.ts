/**
 * Run as a program: how deep functions get that keep many values over the call of themselves, in an engine of the flags
 * that the process was started with. Prints a line for each: how it ended, how deep it was, and its count.
 */
import { isMainThread, Worker } from 'node:worker_threads';
import {
  meterExports,
  meterModuleName,
  stackBytesMax,
  threadStackMb,
} from '../../workers/meter/contract.ts';
import { assembled, meteredBytes } from './metered-text.ts';

const times = (count: number, text: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => text(at)).join(' ');

/** Differences of sixty locals, used before and after the call: an engine that optimises keeps them all. */
function keepsValues(count: number): string {
  const uses = times(
    count,
    (at) =>
      `local.get ${1 + (at % 60)} local.get ${1 + (Math.floor(at / 60) % 60)} i32.sub global.set 1`,
  );
  return `${times(60, (at) => `(local.set ${at + 1} (i32.load (i32.const ${at * 4})))`)} ${uses}
    (call $f (local.get 0)) ${uses}`;
}

/** The same of vectors, which need twice the room. */
function keepsVectors(count: number): string {
  const uses = times(
    count,
    (at) => `(v128.store (i32.const 0)
      (i32x4.add (local.get ${61 + (at % 20)}) (local.get ${61 + (Math.floor(at / 20) % 20)})))`,
  );
  return `${times(20, (at) => `(local.set ${at + 61} (v128.load (i32.const ${at * 16})))`)} ${uses}
    (call $f (local.get 0)) ${uses}`;
}

/** Loads of addresses that are calculated, which hide further values of the engine's own. */
function keepsAddresses(count: number): string {
  const uses = times(
    count,
    (at) => `(global.set 1 (i32.load8_u (i32.sub (local.get ${1 + (at % 60)})
      (local.get ${1 + (Math.floor(at / 60) % 60)}))))`,
  );
  return `${uses} (call $f (local.get 0)) ${uses}`;
}

function deepModule(body: string): string {
  return `(memory 1) (global $deep (export "deep") (mut i32) (i32.const 0))
    (global (mut i32) (i32.const 0))
    (func $f (export "run") (param i32) (local ${times(60, () => 'i32')} ${times(20, () => 'v128')})
      (global.set $deep (i32.add (global.get $deep) (i32.const 1))) ${body})`;
}

function deepest(text: string): string {
  const module = new WebAssembly.Module(meteredBytes(assembled(text)));
  const end = (why: string) => () => {
    throw new Error(why);
  };
  const meter = { slice: end('exhausted'), too_deep: end('too deep'), no_memory: end('no memory') };
  const { exports } = new WebAssembly.Instance(module, { [meterModuleName]: meter });
  const { deep, run, ...rest } = exports as Record<string, { value: number | bigint }> & {
    run: (value: number) => void;
  };
  const [left, depth] = [rest[meterExports.left], rest[meterExports.depth]];
  const allowance = 10n ** 15n;
  if (left !== undefined) left.value = allowance;
  if (depth !== undefined) depth.value = stackBytesMax;
  try {
    run(0);
    return 'ended';
  } catch (error) {
    const count = allowance - BigInt(left?.value ?? 0);
    return `${error instanceof Error ? error.message : ''} ${deep?.value} ${count}`;
  }
}

if (isMainThread) {
  const resourceLimits = { stackSizeMb: threadStackMb };
  new Worker(new URL(import.meta.url), { resourceLimits });
} else {
  for (const count of [10, 1000]) {
    console.log(`values ${count}: ${deepest(deepModule(keepsValues(count)))}`);
    console.log(`addresses ${count}: ${deepest(deepModule(keepsAddresses(count)))}`);
    console.log(`vectors ${count}: ${deepest(deepModule(keepsVectors(Math.min(count, 400))))}`);
  }
}
