/** Slices for tests: tasks with usual limits, and modules written in text. */
import type { SliceLimits, SliceTask } from '../../shared/jobs/task.ts';
import { assemble } from './sandbox-modules.ts';

export const MiB = 1024 * 1024;

export const usualLimits: SliceLimits = {
  memoryBytes: 4 * MiB,
  cpuMicroseconds: 10_000_000,
  workUnits: 2 ** 53 - 1,
  wallMs: 10_000,
  outputBytes: MiB,
};

type Changes = Partial<Omit<SliceTask, 'limits'>> & { readonly limits?: Partial<SliceLimits> };

export function taskOf(module: Uint8Array, changes: Changes = {}): SliceTask {
  return {
    module,
    input: new Uint8Array(0),
    entry: '',
    args: [],
    from: null,
    checkpointEvery: null,
    ...changes,
    limits: { ...usualLimits, ...changes.limits },
  };
}

/** A function module whose entry `run` is this body; alloc answers 16. */
export function functionOf(body: string, more = ''): Uint8Array {
  return assemble(`(module ${more} (memory (export "memory") 1)
    (func (export "alloc") (param i32) (result i32) (i32.const 16))
    (func $run (export "run") (param i32 i32) (result i64) ${body}))`);
}

const wasiTypes = {
  fd_write: '(param i32 i32 i32 i32) (result i32)',
  fd_read: '(param i32 i32 i32 i32) (result i32)',
  fd_pread: '(param i32 i32 i32 i64 i32) (result i32)',
  fd_pwrite: '(param i32 i32 i32 i64 i32) (result i32)',
  fd_seek: '(param i32 i64 i32 i32) (result i32)',
  fd_close: '(param i32) (result i32)',
  fd_renumber: '(param i32 i32) (result i32)',
  fd_readdir: '(param i32 i32 i32 i64 i32) (result i32)',
  fd_filestat_get: '(param i32 i32) (result i32)',
  fd_filestat_set_size: '(param i32 i64) (result i32)',
  fd_allocate: '(param i32 i64 i64) (result i32)',
  fd_prestat_get: '(param i32 i32) (result i32)',
  fd_prestat_dir_name: '(param i32 i32 i32) (result i32)',
  path_open: '(param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)',
  path_create_directory: '(param i32 i32 i32) (result i32)',
  path_unlink_file: '(param i32 i32 i32) (result i32)',
  path_remove_directory: '(param i32 i32 i32) (result i32)',
  path_rename: '(param i32 i32 i32 i32 i32 i32) (result i32)',
  path_filestat_get: '(param i32 i32 i32 i32 i32) (result i32)',
  clock_time_get: '(param i32 i64 i32) (result i32)',
  random_get: '(param i32 i32) (result i32)',
  proc_exit: '(param i32)',
} as const;

/**
 * A command whose `_start` is this body. `$print from length` writes to standard output; `$open at length oflags`
 * answers a descriptor, or traps; `$write fd from length` and `$read fd to length` answer how much; all of
 * them use the first 16 bytes of memory.
 */
export function programOf(body: string, more = ''): Uint8Array {
  const imports = Object.entries(wasiTypes).map(
    ([name, type]) => `(import "wasi_snapshot_preview1" "${name}" (func $${name} ${type}))`,
  );
  return assemble(`(module ${imports.join('\n')}
    (memory (export "memory") 1)
    (func $vector (param $from i32) (param $length i32)
      (i32.store (i32.const 0) (local.get $from)) (i32.store (i32.const 4) (local.get $length)))
    (func $must (param i32) (if (local.get 0) (then (unreachable))))
    (func $write (param $fd i32) (param $from i32) (param $length i32) (result i32)
      (call $vector (local.get $from) (local.get $length))
      (call $must (call $fd_write (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.load (i32.const 8)))
    (func $read (param $fd i32) (param $to i32) (param $length i32) (result i32)
      (call $vector (local.get $to) (local.get $length))
      (call $must (call $fd_read (local.get $fd) (i32.const 0) (i32.const 1) (i32.const 8)))
      (i32.load (i32.const 8)))
    (func $print (param $from i32) (param $length i32)
      (drop (call $write (i32.const 1) (local.get $from) (local.get $length))))
    (func $tryOpen (param $at i32) (param $length i32) (param $oflags i32) (result i32)
      (call $path_open (i32.const 3) (i32.const 0) (local.get $at) (local.get $length)
        (local.get $oflags) (i64.const 0) (i64.const 0) (i32.const 0) (i32.const 12)))
    (func $open (param $at i32) (param $length i32) (param $oflags i32) (result i32)
      (call $must (call $tryOpen (local.get $at) (local.get $length) (local.get $oflags)))
      (i32.load (i32.const 12)))
    ${more}
    (func (export "_start") (local $n i32) (local $fd i32) ${body}))`);
}
