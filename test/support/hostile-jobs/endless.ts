/** Jobs that do not end, or that try to work without being counted. */
import type { HostileJob } from './hostile-job.ts';
import { functionJob, joined, leb, rawJob, section } from './hostile-job.ts';

const ceiling = ['ceiling_reached'] as const;
const tooDeep = ['trapped'] as const;

/** `count` functions of which each calls the next twice, and the last does nothing. */
function doublingCalls(count: number): string {
  const functions = Array.from({ length: count }, (_, index) => {
    const next = index === count - 1 ? '' : `(call $f${index + 1}) (call $f${index + 1})`;
    return `(func $f${index} ${next})`;
  });
  return functions.join('\n');
}

export const endless: readonly HostileJob[] = [
  {
    name: 'loops for ever',
    module: () => functionJob('(loop $again (br $again)) (i64.const 0)'),
    expected: ceiling,
  },
  {
    name: 'loops for ever in its start function',
    module: () => functionJob('(i64.const 0)', '(start $s) (func $s (loop $again (br $again)))'),
    expected: ceiling,
  },
  {
    name: 'loops for ever in alloc',
    module: () =>
      rawJob({ 10: section(10, [2, 7, 0, 0x03, 0x7f, 0x0c, 0, 0x0b, 0x0b, 4, 0, 0x42, 0, 0x0b]) }),
    expected: ceiling,
  },
  {
    name: 'loops by a branch table',
    module: () =>
      functionJob('(loop $again (br_table $again $again $again (i32.const 7))) (i64.const 0)'),
    expected: ceiling,
  },
  {
    name: 'loops only now and then looking at a condition',
    module: () => functionJob('(loop $again (br_if $again (i32.const 1))) (i64.const 0)'),
    expected: ceiling,
  },
  {
    name: 'loops two hundred loops deep',
    module: () => {
      const depth = 200;
      const loops = Uint8Array.from({ length: 2 * depth }, (_, at) => (at % 2 === 0 ? 0x03 : 0x40));
      const leave = joined([0x0c], leb(depth - 1), new Uint8Array(depth).fill(0x0b));
      return rawJob({}, joined([0], loops, leave, [0x42, 0, 0x0b]));
    },
    expected: ceiling,
  },
  {
    name: 'calls itself for ever',
    module: () => functionJob('(call $f) (i64.const 0)', '(func $f (call $f))'),
    expected: tooDeep,
  },
  {
    name: 'calls itself with a thousand locals',
    module: () =>
      functionJob('(call $f) (i64.const 0)', `(func $f (local ${'i64 '.repeat(1000)}) (call $f))`),
    expected: tooDeep,
  },
  {
    name: 'calls itself with a thousand parameters',
    module: () => {
      const parameters = 'i64 '.repeat(1000);
      const values = '(i64.const 1)'.repeat(1000);
      return functionJob(
        `(call $f ${values}) (i64.const 0)`,
        `(func $f (param ${parameters}) (call $f ${values}))`,
      );
    },
    expected: tooDeep,
  },
  {
    name: 'has two functions that call each other for ever',
    module: () => functionJob('(call $f) (i64.const 0)', '(func $f (call $g)) (func $g (call $f))'),
    expected: tooDeep,
  },
  {
    name: 'calls itself through a table',
    module: () =>
      functionJob(
        '(call $f) (i64.const 0)',
        `(type $t (func)) (table funcref (elem $f))
         (func $f (call_indirect (type $t) (i32.const 0)))`,
      ),
    expected: tooDeep,
  },
  {
    name: 'calls itself through a table that it fills first',
    module: () =>
      functionJob(
        '(table.set (i32.const 3) (ref.func $f)) (call $f) (i64.const 0)',
        `(type $t (func)) (table 8 funcref) (elem declare func $f)
         (func $f (call_indirect (type $t) (i32.const 3)))`,
      ),
    expected: tooDeep,
  },
  {
    name: 'calls its own entry again through a table',
    module: () =>
      functionJob(
        '(call_indirect (type $e) (local.get 0) (local.get 1) (i32.const 0))',
        '(type $e (func (param i32 i32) (result i64))) (table 1 funcref) (elem (i32.const 0) 1)',
      ),
    expected: tooDeep,
  },
  {
    name: 'calls itself in tail position for ever',
    module: () => functionJob('(call $f) (i64.const 0)', '(func $f (return_call $f))'),
    expected: ceiling,
  },
  {
    name: 'calls another in tail position, which calls it back',
    module: () =>
      functionJob(
        '(call $f) (i64.const 0)',
        '(func $f (return_call $g)) (func $g (nop) (return_call $f))',
      ),
    expected: ceiling,
  },
  {
    name: 'calls itself in tail position through a table for ever',
    module: () =>
      functionJob(
        '(call $f) (i64.const 0)',
        `(type $t (func)) (table funcref (elem $f))
         (func $f (return_call_indirect (type $t) (i32.const 0)))`,
      ),
    expected: ceiling,
  },
  {
    name: 'calls without a loop two to the power of sixty times',
    module: () => functionJob('(call $f0) (i64.const 0)', doublingCalls(60)),
    expected: ceiling,
  },
  {
    name: 'calls without a loop through tables two to the power of sixty times',
    module: () => {
      const functions = Array.from({ length: 60 }, (_, index) => {
        const call = `(call_indirect (type $t) (i32.const ${index + 1}))`;
        return `(func $f${index} ${index === 59 ? '' : call + call})`;
      });
      const names = functions.map((_, index) => `$f${index}`).join(' ');
      return functionJob(
        '(call $f0) (i64.const 0)',
        `(type $t (func)) (table funcref (elem ${names})) ${functions.join('\n')}`,
      );
    },
    expected: ['ceiling_reached', 'trapped'],
  },
  {
    name: 'fills a MiB of memory for ever',
    module: () =>
      functionJob(
        `(loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 1048576)) (br $again))
         (i64.const 0)`,
        '',
        '32',
      ),
    expected: ceiling,
  },
  {
    name: 'fills half a GiB of memory at once, for ever',
    module: () =>
      functionJob(
        `(drop (memory.grow (i32.const 8000)))
         (loop $again (memory.fill (i32.const 0) (i32.const 1) (i32.const 524288000)) (br $again))
         (i64.const 0)`,
      ),
    limits: { memoryBytes: 512 * 1024 * 1024 },
    expected: ['ceiling_reached', 'out_of_memory'],
  },
  {
    name: 'copies memory over itself for ever',
    module: () =>
      functionJob(
        `(loop $again (memory.copy (i32.const 1) (i32.const 0) (i32.const 2000000)) (br $again))
         (i64.const 0)`,
        '',
        '32',
      ),
    expected: ceiling,
  },
  {
    name: 'fills a table for ever',
    module: () =>
      functionJob(
        `(loop $again (table.fill $t (i32.const 0) (ref.null func) (i32.const 90000)) (br $again))
         (i64.const 0)`,
        '(table $t 90000 funcref)',
      ),
    expected: ceiling,
  },
  {
    name: 'copies a table over itself for ever',
    module: () =>
      functionJob(
        `(loop $again (table.copy $t $t (i32.const 1) (i32.const 0) (i32.const 89000)) (br $again))
         (i64.const 0)`,
        '(table $t 90000 funcref)',
      ),
    expected: ceiling,
  },
  {
    name: 'asks for no memory for ever',
    module: () =>
      functionJob('(loop $again (drop (memory.grow (i32.const 0))) (br $again)) (i64.const 0)'),
    expected: ceiling,
  },
  {
    name: 'has a branch table of sixty thousand targets in a loop',
    module: () => {
      const targets = new Uint8Array(60_000); // all of them label 0
      const table = joined([0x0e], leb(targets.length), targets, [0]);
      const body = [[0, 0x03, 0x40, 0x41], leb(5), table, [0x0b, 0x42, 0, 0x0b]];
      return rawJob({}, joined(...body));
    },
    expected: ['ceiling_reached', 'feature_refused'],
  },
  {
    name: 'divides by zero',
    module: () => functionJob('(i64.div_s (i64.const 1) (i64.const 0))'),
    expected: ['trapped'],
  },
  {
    name: 'is over the number of instructions that it may have',
    module: () => functionJob('(loop $again (br $again)) (i64.const 0)'),
    limits: { workUnits: 100_000, cpuMicroseconds: 20_000_000 },
    expected: ceiling,
  },
];
