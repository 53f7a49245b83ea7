/** Jobs that try to reach the meter, its host, or what stands around it, by names and by indices. */
import type { HostileJob } from './hostile-job.ts';
import { assembled, functionJob, scriptJob } from './hostile-job.ts';

const nothing = '(i64.const 0)';
const imported =
  (module: string, name: string, what = '(func (param i32))') =>
  () =>
    functionJob(nothing, `(import "${module}" "${name}" ${what})`);
const exporting = (name: string) => () => functionJob(nothing, `(func (export "${name}"))`);
const refusedNames = ['import_refused', 'feature_refused', 'not_webassembly'] as const;

/** Names that mean something to whoever handles an object carelessly. */
const carelessNames = [
  ...['__proto__', 'constructor', 'prototype', 'then', 'toString', 'valueOf', 'toJSON'],
  ...['hasOwnProperty', 'Symbol.iterator', '', '\\00', 'meter', 'ok', 'error'],
];

export const forgery: readonly HostileJob[] = [
  ...['slice', 'too_deep', 'no_memory', 'left', ''].map((name) => ({
    name: `imports the meter's own "${name}"`,
    module: imported('meter', name, '(func)'),
    expected: refusedNames,
  })),
  {
    name: "imports a global as the meter's",
    module: imported('meter', 'left', '(global (mut i64))'),
    expected: refusedNames,
  },
  ...['meter.left', 'meter.depth', 'meter.start', 'meter.', 'meter.pages_max', 'meter.x'].map(
    (name) => ({
      name: `exports the reserved name "${name}"`,
      module: exporting(name),
      expected: refusedNames,
    }),
  ),
  ...carelessNames.map((name) => ({
    name: `exports a function as "${name}" beside its entry`,
    module: exporting(name),
    expected: ['done'] as const,
    output: '',
  })),
  ...['__proto__', 'constructor', 'then', 'toString', 'memory', 'meter.left', ''].map((entry) => ({
    name: `asks for the entry "${entry}"`,
    module: () => functionJob(nothing),
    entry,
    expected: ['unknown_entry'] as const,
  })),
  ...['__proto__', 'constructor', 'then'].map((name) => ({
    name: `has its entry under the name "${name}"`,
    module: () =>
      assembled(`(module (memory (export "memory") 1)
        (func (export "alloc") (param i32) (result i32) (i32.const 0))
        (func (export "${name}") (param i32 i32) (result i64) (i64.const 4)))`),
    entry: name,
    expected: ['done'] as const,
    output: '\0'.repeat(4),
  })),
  {
    name: 'sets a global that is not its own',
    module: () =>
      functionJob(
        `(global.set 1 (i64.const 9000000000000000000)) ${nothing}`,
        '(global (mut i32) (i32.const 0))',
      ),
    expected: refusedNames,
  },
  {
    name: "calls the function where the meter's own would stand",
    module: () => functionJob(`(call 2) (call 3) (call 4) ${nothing}`),
    expected: refusedNames,
  },
  {
    name: "puts a reference to the meter's own function into a table",
    module: () => functionJob(nothing, '(table 4 funcref) (elem (i32.const 0) func 2 3 4)'),
    expected: refusedNames,
  },
  {
    name: 'imports a function of WASI without being a command',
    module: imported('wasi_snapshot_preview1', 'proc_exit'),
    expected: ['import_refused'],
  },
  {
    entry: '',
    name: 'imports a function that WASI does not have',
    module: () =>
      assembled(`(module (import "wasi_snapshot_preview1" "proc_exec" (func (param i32)))
        (memory (export "memory") 1) (func (export "_start")))`),
    expected: ['import_refused'],
  },
  {
    entry: '',
    name: 'imports from a module that looks like WASI',
    module: () =>
      assembled(`(module (import "wasi_snapshot_preview1\\00" "fd_write" (func (param i32)))
        (memory (export "memory") 1) (func (export "_start")))`),
    expected: ['import_refused'],
  },
  {
    entry: '',
    name: 'imports a function of WASI with a type of its own making',
    module: () =>
      assembled(`(module
        (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param f64 i64) (result i64)))
        (memory (export "memory") 1)
        (func (export "_start") (drop (call $exit (f64.const 1e300) (i64.const 1)))))`),
    expected: ['import_refused', 'trapped', 'exit_code', 'done'],
  },
  {
    entry: '',
    name: 'imports a function of WASI as a global',
    module: () =>
      assembled(`(module (import "wasi_snapshot_preview1" "fd_write" (global i32))
        (memory (export "memory") 1) (func (export "_start")))`),
    expected: ['import_refused'],
  },
  {
    name: 'imports its memory and exports it again',
    module: () =>
      assembled(`(module (import "env" "memory" (memory 1)) (export "memory" (memory 0))
        (func (export "alloc") (param i32) (result i32) (i32.const 0))
        (func (export "run") (param i32 i32) (result i64) (i64.const 0)))`),
    expected: ['import_refused'],
  },
  {
    name: 'imports a table',
    module: imported('env', 'table', '(table 1 funcref)'),
    expected: ['import_refused'],
  },
  {
    name: "imports what a program's host has by its prototype",
    module: imported('__proto__', 'constructor'),
    expected: ['import_refused'],
  },
  {
    name: 'imports the evaluation of text',
    module: imported('globalThis', 'eval'),
    expected: ['import_refused'],
  },
  {
    name: 'brings a section of names and of branch hints that lies',
    module: () => {
      const job = functionJob(nothing);
      const hint = new TextEncoder().encode('metadata.code.branch_hint');
      return Uint8Array.from([...job, 0, hint.length + 4, hint.length, ...hint, 0xff, 0xff, 0xff]);
    },
    expected: ['done', 'not_webassembly'],
  },
  {
    name: 'is a checkpoint and no module',
    module: () => new TextEncoder().encode('checkpoint 1\n{}'),
    expected: ['not_webassembly'],
  },
  ...[0, 1, 4, 1000, 100_000].map((length) => ({
    name: `goes on from a checkpoint of ${length} bytes that it has made up`,
    module: () => functionJob(nothing),
    from: Uint8Array.from({ length }, (_, index) => (index * 151 + 17) & 255),
    expected: ['checkpoint_refused'] as const,
  })),
  {
    name: 'goes on from a checkpoint that is its own module',
    module: () => functionJob(nothing),
    from: functionJob(nothing),
    expected: ['checkpoint_refused'],
  },
  {
    name: 'goes on from a checkpoint that is text',
    module: () => functionJob(nothing),
    from: scriptJob('{"__proto__":{"memory":1e308},"memory":-1,"globals":[NaN]}'),
    expected: ['checkpoint_refused'],
  },
];
