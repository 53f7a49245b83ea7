/** Jobs that want more memory, more tables or more output than they may have, or point outside of them. */
import type { HostileJob } from './hostile-job.ts';
import { assembled, functionJob, rawJob, section } from './hostile-job.ts';

const growing = (pages: number) => `(loop $more (br_if $more
  (i32.ne (memory.grow (i32.const ${pages})) (i32.const -1)))) (unreachable)`;
const answering = (high: string, low: string) =>
  `(i64.or (i64.shl (i64.const ${high}) (i64.const 32)) (i64.const ${low}))`;
const place = '(i32.const 0)';

export const memory: readonly HostileJob[] = [
  {
    name: 'grows its memory until nothing is left',
    module: () => functionJob(growing(16)),
    expected: ['out_of_memory'],
  },
  {
    name: 'grows its memory by a page and touches each',
    module: () =>
      functionJob(
        `(local $at i32) (loop $more
           (local.set $at (memory.grow (i32.const 1)))
           (if (i32.eq (local.get $at) (i32.const -1)) (then (unreachable)))
           (i32.store (i32.shl (local.get $at) (i32.const 16)) (i32.const 1))
           (br $more)) (unreachable)`,
      ),
    expected: ['out_of_memory'],
  },
  {
    name: 'goes on asking for memory that it is not given',
    module: () =>
      functionJob('(loop $m (drop (memory.grow (i32.const 65535))) (br $m)) (i64.const 0)'),
    expected: ['ceiling_reached', 'out_of_memory'],
  },
  {
    name: 'asks for all memory at the start',
    module: () => functionJob('(i64.const 0)', '', '65536'),
    expected: ['memory_too_large'],
  },
  {
    name: 'asks for more at the start than its job may have',
    module: () => functionJob('(i64.const 0)', '', '2048'),
    expected: ['memory_too_large'],
  },
  {
    name: 'declares more pages than there are',
    module: () => rawJob({ 5: section(5, [1, 0, 0x81, 0x80, 0x04]) }),
    expected: ['not_webassembly', 'memory_too_large'],
  },
  {
    name: 'has no memory',
    module: () => rawJob({ 5: new Uint8Array(), 7: section(7, [0]) }),
    expected: ['no_memory'],
  },
  {
    name: 'begins with a table of four thousand million',
    module: () => functionJob('(i64.const 0)', '(table 4000000000 funcref)'),
    expected: ['memory_too_large', 'not_webassembly'],
  },
  {
    name: 'begins with a hundred tables',
    module: () => functionJob('(i64.const 0)', '(table 90000 funcref)'.repeat(100)),
    expected: ['memory_too_large', 'feature_refused'],
  },
  {
    name: 'grows a table until nothing is left',
    module: () =>
      functionJob(
        `(loop $more (br_if $more (i32.ne (i32.const -1)
           (table.grow $t (ref.null func) (i32.const 1000))))) (i64.const 0)`,
        '(table $t 0 funcref)',
      ),
    expected: ['bad_result', 'done', 'out_of_memory'],
  },
  {
    name: 'grows a table by four thousand million for ever',
    module: () =>
      functionJob(
        `(loop $m (drop (table.grow $t (ref.null func) (i32.const -1))) (br $m)) (i64.const 0)`,
        '(table $t 0 funcref)',
      ),
    expected: ['ceiling_reached'],
  },
  {
    name: 'stores outside its memory',
    module: () => functionJob('(i32.store (i32.const -4) (i32.const 1)) (i64.const 0)'),
    expected: ['trapped'],
  },
  {
    name: 'loads outside its memory by a huge offset',
    module: () => functionJob('(i64.load offset=4294967295 (i32.const -1))'),
    expected: ['trapped'],
  },
  {
    name: 'fills memory beyond the end',
    module: () =>
      functionJob('(memory.fill (i32.const 1) (i32.const 7) (i32.const -1)) (i64.const 0)'),
    expected: ['trapped'],
  },
  {
    name: 'copies memory from beyond the end',
    module: () =>
      functionJob('(memory.copy (i32.const 0) (i32.const 65535) (i32.const 2)) (i64.const 0)'),
    expected: ['trapped'],
  },
  {
    name: 'has an active data segment beyond its memory',
    module: () => functionJob('(i64.const 0)', '(data (i32.const 65535) "ab")'),
    expected: ['trapped', 'not_webassembly', 'memory_too_large', 'feature_refused'],
  },
  {
    name: 'has an active data segment at the end of the address space',
    module: () => functionJob('(i64.const 0)', '(data (i32.const -1) "ab")'),
    expected: ['trapped', 'not_webassembly', 'memory_too_large', 'feature_refused'],
  },
  {
    name: 'has an active element segment beyond its table',
    module: () => functionJob('(i64.const 0)', '(table 1 funcref) (elem (i32.const 1) 0)'),
    expected: ['trapped', 'not_webassembly', 'memory_too_large', 'feature_refused'],
  },
  {
    name: 'initialises memory from a segment that it has dropped',
    module: () =>
      functionJob(
        `(data.drop $d) (memory.init $d ${place} ${place} (i32.const 1)) (i64.const 0)`,
        '(data $d "abc")',
      ),
    expected: ['trapped'],
  },
  {
    name: 'calls a function of another type through a table',
    module: () =>
      functionJob(
        '(call_indirect (type $t) (i64.const 9) (i32.const 0))',
        `(type $t (func (param i64) (result i64))) (table funcref (elem $f)) (func $f)`,
      ),
    expected: ['trapped'],
  },
  {
    name: 'answers with alloc outside its memory',
    module: () => rawJob({ 10: section(10, [2, 4, 0, 0x41, 0x7f, 0x0b, 4, 0, 0x42, 0, 0x0b]) }),
    input: new Uint8Array(100),
    expected: ['bad_result'],
  },
  {
    name: 'answers with a result outside its memory',
    module: () => functionJob(answering('0', '4294967295')),
    expected: ['bad_result'],
  },
  {
    name: 'answers with a result whose end is beyond 32 bits',
    module: () => functionJob(answering('4294967295', '4294967295')),
    expected: ['bad_result'],
  },
  {
    name: 'answers with a result of negative length',
    module: () => functionJob('(i64.const -1)'),
    expected: ['bad_result'],
  },
  {
    name: 'answers with more than a result may have',
    module: () => functionJob(answering('0', '2000000'), '', '64'),
    expected: ['output_too_large'],
  },
  {
    name: 'shrinks what alloc gave it by growing meanwhile',
    module: () => functionJob(`(drop (memory.grow (i32.const 1))) ${answering('65536', '8')}`),
    expected: ['done'],
    output: '\0'.repeat(8),
  },
  {
    name: 'exports its memory under another name and a function as memory',
    module: () =>
      assembled(`(module (memory (export "mem") 1) (func (export "memory"))
        (func (export "alloc") (param i32) (result i32) (i32.const 0))
        (func (export "run") (param i32 i32) (result i64) (i64.const 0)))`),
    expected: ['no_memory'],
  },
];
