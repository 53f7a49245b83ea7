/**
 * What a hostile job is: a module, what it is started with, and all that may come of it.
 *
 * Everything that the corpus knows to do stands in the files beside this one, by what it attacks. A job is data, made
 * when it is asked for: some are of several MiB. Texts are assembled without being checked, so that a job may be as
 * wrong as it likes.
 */
import wabt from 'wabt';
import type { SliceFailureName, SliceLimits } from '../../../shared/jobs/task.ts';

export interface HostileJob {
  /** What it does, as the end of a sentence that begins with "a job that". */
  readonly name: string;
  readonly module: () => Uint8Array;
  /** Any of these may come of it, and nothing else. `done`: it ends well, and has reached nothing. */
  readonly expected: readonly (SliceFailureName | 'done')[];
  /** What it writes when it is done, where that shows that it has reached nothing. */
  readonly output?: string;
  readonly entry?: string;
  readonly args?: readonly string[];
  readonly input?: Uint8Array;
  readonly limits?: Partial<SliceLimits>;
  /** Where it claims to go on from. */
  readonly from?: Uint8Array;
}

const assembler = await wabt();
const features = {
  ...{ bulk_memory: true, exceptions: true, gc: true, memory64: true, multi_value: true },
  ...{ mutable_globals: true, reference_types: true, relaxed_simd: true, sat_float_to_int: true },
  ...{ sign_extension: true, simd: true, tail_call: true, threads: true, extended_const: true },
};

/** The binary of a module in text. */
export function assembled(text: string): Uint8Array {
  const module = assembler.parseWat('hostile.wat', text, features);
  const { buffer } = module.toBinary({ write_debug_names: false });
  module.destroy();
  return buffer;
}

/** A function module whose entry `run` is this body; `more` are fields of the module before it. */
export function functionJob(body: string, more = '', memory = '1'): Uint8Array {
  return assembled(`(module ${more} (memory (export "memory") ${memory})
    (func (export "alloc") (param i32) (result i32) (i32.const 16))
    (func (export "run") (param i32 i32) (result i64) ${body}))`);
}

/** The imports that the command jobs of this corpus use. */
const wasi = [
  ...[['args_get', 'i32 i32'] as const, ['args_sizes_get', 'i32 i32'] as const],
  ...[['fd_write', 'i32 i32 i32 i32'] as const, ['fd_read', 'i32 i32 i32 i32'] as const],
  ['fd_pread', 'i32 i32 i32 i64 i32'] as const,
  ['fd_pwrite', 'i32 i32 i32 i64 i32'] as const,
  ['fd_seek', 'i32 i64 i32 i32'] as const,
  ['fd_renumber', 'i32 i32'] as const,
  ['fd_close', 'i32'] as const,
  ['fd_allocate', 'i32 i64 i64'] as const,
  ['fd_filestat_set_size', 'i32 i64'] as const,
  ['fd_prestat_dir_name', 'i32 i32 i32'] as const,
  ['fd_readdir', 'i32 i32 i32 i64 i32'] as const,
  ['path_open', 'i32 i32 i32 i32 i32 i64 i64 i32 i32'] as const,
  ['path_symlink', 'i32 i32 i32 i32 i32'] as const,
  ['path_rename', 'i32 i32 i32 i32 i32 i32'] as const,
  ['path_create_directory', 'i32 i32 i32'] as const,
  ['random_get', 'i32 i32'] as const,
  ['poll_oneoff', 'i32 i32 i32 i32'] as const,
  ['clock_time_get', 'i32 i64 i32'] as const,
  ['environ_sizes_get', 'i32 i32'] as const,
  ['sock_accept', 'i32 i32 i32'] as const,
];

/**
 * A WASI command whose `_start` is this body. `$fd_write` and its like are there to be called, and answer an error
 * number; so are the locals `$i` and `$n`, and `$exit`. `data` is laid down at 1024.
 */
export function commandJob(body: string, data = '', memory = '2'): Uint8Array {
  const used = wasi.filter(([name]) => body.includes(`$${name}`));
  const imports = used.map(
    ([name, parameters]) => `(import "wasi_snapshot_preview1" "${name}"
      (func $${name} (param ${parameters}) (result i32)))`,
  );
  return assembled(`(module ${imports.join('\n')}
    (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
    (memory (export "memory") ${memory})
    (data (i32.const 1024) "${data}")
    (func (export "_start") (local $i i32) (local $n i32) ${body}))`);
}

export function scriptJob(source: string): Uint8Array {
  return new TextEncoder().encode(source);
}

/** The body of `run` in a JavaScript job. */
export function scriptOf(body: string): () => Uint8Array {
  return () => scriptJob(`export default function run(input, ctx) { ${body} }`);
}

/** A number as the binary format writes it. */
export function leb(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

export const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

/** A section of this content, however long. */
export function section(id: number, content: Iterable<number>): Uint8Array {
  const bytes = Uint8Array.from(content);
  return joined([id, ...leb(bytes.length)], bytes);
}

export function joined(...parts: readonly Iterable<number>[]): Uint8Array {
  const arrays = parts.map((part) => (part instanceof Uint8Array ? part : Uint8Array.from(part)));
  const whole = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}

const text = (word: string) => [word.length, ...new TextEncoder().encode(word)];

/**
 * A function module written byte by byte: `alloc` is function 0, `run` function 1, with types 0 and 1. Its functions'
 * types, the bodies with their locals and sizes, and any section can be replaced.
 */
export function rawJob(
  sections: Readonly<{ [id: number]: Uint8Array }>,
  run: Iterable<number> = [0, 0x42, 0, 0x0b],
): Uint8Array {
  const runBody = Uint8Array.from(run);
  const all: { [id: number]: Uint8Array } = {
    1: section(1, [2, 0x60, 1, 0x7f, 1, 0x7f, 0x60, 2, 0x7f, 0x7f, 1, 0x7e]),
    3: section(3, [2, 0, 1]),
    5: section(5, [1, 0, 1]),
    7: section(7, [3, ...text('memory'), 2, 0, ...text('alloc'), 0, 0, ...text('run'), 0, 1]),
    10: section(10, joined([2, 4, 0, 0x41, 16, 0x0b], leb(runBody.length), runBody)),
    ...sections,
  };
  const order = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 10, 11];
  return joined(header, ...order.flatMap((id) => all[id] ?? []));
}
