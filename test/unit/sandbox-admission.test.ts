import { describe, expect, test } from 'vitest';
import { limits } from '../../shared/domain/limits.ts';
import { admitModule } from '../../workers/sandbox/admission.ts';
import { capMemory, pageBytes } from '../../workers/sandbox/cap-limits.ts';
import { codeOf, echoWith, exportsOf, importOf, moduleOf, parts } from './sandbox-modules.ts';

const memoryBytesMax = 16 * pageBytes;
const admit = (bytes: Uint8Array, entry: string | null = null) =>
  admitModule(bytes, memoryBytesMax, entry);
const ascii = (text: string) => new TextEncoder().encode(text);
const echoBody = [0x20, 0, 0xad, 0x42, 32, 0x86, 0x20, 1, 0xad, 0x84];
const withCode = (...instructions: number[]) =>
  echoWith({ code: codeOf([...instructions, 0x41, 16], echoBody) });

describe('a module that may run', () => {
  test('is described with its kind, entries, imports and memory', () => {
    expect(admit(echoWith({}))).toEqual({
      ok: true,
      value: {
        report: { kind: 'function', entries: ['echo'], imports: [], memoryBytes: pageBytes },
        layout: expect.anything() as unknown,
      },
    });
  });

  test('is a command when it exports _start and asks for WASI only', () => {
    const admitted = admit(command(importOf('wasi_snapshot_preview1', 'sched_yield')));
    expect(admitted.ok && admitted.value.report).toEqual({
      kind: 'command',
      entries: ['_start'],
      imports: ['wasi_snapshot_preview1.sched_yield'],
      memoryBytes: pageBytes,
    });
  });

  test('may use bulk memory, fixed-width vectors, saturating conversion and tail calls', () => {
    const fill = [0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 11, 0];
    const vector = [0xfd, 12, ...new Array<number>(16).fill(0), 0x1a];
    const saturating = [0x43, 0, 0, 0, 0, 0xfc, 0, 0x1a];
    expect(admit(withCode(...fill, ...vector, ...saturating)).ok).toBe(true);
    expect(admit(withCode(0x41, 1, 0x12, 0)).ok).toBe(true);
  });

  test('is called by an entry that it has, and a command by none or by _start', () => {
    expect(admit(echoWith({}), 'echo').ok).toBe(true);
    expect(admit(command([2, 0]), '').ok).toBe(true);
    expect(admit(command([2, 0]), '_start').ok).toBe(true);
  });
});

const refusals: readonly (readonly [
  what: string,
  bytes: Uint8Array,
  name: string,
  says: RegExp,
])[] = [
  [
    'a file of 8 MiB and one byte',
    new Uint8Array(limits.moduleBytes + 1),
    'module_too_large',
    /8 MiB/,
  ],
  ['an empty file', new Uint8Array(0), 'not_webassembly', /empty/],
  [
    'a text file',
    ascii('hello world'),
    'not_webassembly',
    /begins with `hello wo`. Choose a .wasm/,
  ],
  ['WebAssembly text', ascii('(module (memory 1))'), 'not_webassembly', /compile it first/],
  ['a picture', Uint8Array.of(0x89, 0x50, 0x4e, 0x47), 'not_webassembly', /`89 50 4e 47`/],
  ['a module that is cut off', echoWith({}).subarray(0, -3), 'not_webassembly', /damaged/],
  [
    'a module of version 2',
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 2, 0, 0, 0),
    'not_webassembly',
    /damaged/,
  ],
  [
    'code of the wrong type',
    echoWith({ code: codeOf([0x42, 1], echoBody) }),
    'not_webassembly',
    /damaged/,
  ],
  [
    'a component',
    Uint8Array.of(0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0),
    'feature_refused',
    /component/,
  ],
  ['a shared memory', echoWith({ memory: [5, 1, 3, 1, 2] }), 'feature_refused', /threads/],
  ['a 64-bit memory', echoWith({ memory: [5, 1, 4, 1] }), 'feature_refused', /64-bit memory/],
  [
    'two memories',
    echoWith({ memory: [5, 2, 0, 1, 0, 1] }),
    'feature_refused',
    /more than one memory/,
  ],
  ['pages of another size', echoWith({ memory: [5, 1, 8, 1, 0] }), 'feature_refused', /pages/],
  ['a struct type', echoWith({ types: [1, 1, 0x5f, 0] }), 'feature_refused', /garbage-collected/],
  [
    'an external reference',
    echoWith({ tables: [4, 1, 0x6f, 0, 1] }),
    'feature_refused',
    /references/,
  ],
  ['an exception tag', echoWith({ tags: [13, 1, 0, 0] }), 'feature_refused', /exceptions/],
  ['a throw', withCode(0x08, 0), 'feature_refused', /exceptions/],
  ['a try that catches all', withCode(0x1f, 0x40, 1, 2, 0, 0x0b), 'feature_refused', /exceptions/],
  ['an atomic instruction', withCode(0xfe, 3, 0), 'feature_refused', /threads/],
  ['relaxed vectors', withCode(0xfd, 0x80, 2), 'feature_refused', /relaxed SIMD/],
  ['a garbage-collected instruction', withCode(0xfb, 28), 'feature_refused', /garbage-collected/],
  ['an instruction nobody knows', withCode(0xff), 'feature_refused', /not known/],
  [
    'a function from outside',
    echoWith({ imports: importOf('env', 'socket') }),
    'import_refused',
    /`env\.socket`. Jobs have no network, no files and no clock/,
  ],
  [
    'an unknown function of WASI',
    command(importOf('wasi_snapshot_preview1', 'fly')),
    'import_refused',
    /fly/,
  ],
  [
    'WASI without _start',
    echoWith({ imports: importOf('wasi_snapshot_preview1', 'fd_write') }),
    'import_refused',
    /has no `_start`/,
  ],
  [
    'a memory from outside',
    moduleOf(
      parts.types,
      importOf('env', 'memory', [2, 0, 1]),
      parts.functions,
      parts.exports,
      parts.code,
    ),
    'import_refused',
    /a memory from outside/,
  ],
  ['no exported memory', echoWith({ exports: [7, 0] }), 'no_memory', /exports no `memory`/],
  ['17 pages of 16', echoWith({ memory: [5, 1, 0, 17] }), 'memory_too_large', /1\.1 MiB.*1 MiB/],
  [
    'a table of a million functions',
    echoWith({ tables: [4, 1, 0x70, 0, 0xc0, 0x84, 0x3d] }),
    'memory_too_large',
    /tables/,
  ],
  ['no alloc', echoWith({ exports: exportsOf('other', 'echo') }), 'unknown_entry', /`alloc/],
  ['nothing to call', echoWith({ exports: exportsOf('alloc') }), 'unknown_entry', /nothing/],
];

describe('a module that may not run is refused by name', () => {
  test.each(refusals)('%s', (_what, bytes, name, says) => {
    const admitted = admit(bytes);
    expect(admitted.ok ? 'admitted' : admitted.error.name).toBe(name);
    expect(admitted.ok ? '' : admitted.error.detail).toMatch(says);
  });

  test('an entry that it does not have, with those that it has', () => {
    const admitted = admit(echoWith({}), 'main');
    expect(admitted).toMatchObject({
      error: { name: 'unknown_entry', detail: 'This module has no entry `main`. It has `echo`.' },
    });
  });

  test('the reason that comes first in the list, when there are several', () => {
    const several = echoWith({ imports: importOf('env', 'x'), exports: [7, 0] });
    expect(admit(several)).toMatchObject({ error: { name: 'import_refused' } });
  });

  test('however it is cut or changed, without an exception', () => {
    const whole = echoWith({});
    for (let length = 0; length < whole.length; length += 1)
      expect(admit(whole.subarray(0, length)).ok).toBe(false);
    for (let at = 0; at < whole.length; at += 1)
      for (const byte of [0x00, 0x7f, 0x80, 0xff])
        expect(typeof admit(whole.with(at, byte)).ok).toBe('boolean');
  });

  test('in a sentence of at most 300 characters, whatever its names are', () => {
    const name = '\u0007'.repeat(30) + 'n'.repeat(60);
    const admitted = admit(echoWith({ imports: importOf('env', name) }));
    const detail = admitted.ok ? '' : admitted.error.detail;
    expect(detail.length).toBeLessThanOrEqual(limits.detailLength);
    expect(detail).not.toMatch(/\p{Cc}/u);
  });
});

describe('the memory that a module may grow to is rewritten', () => {
  const cappedOf = (memory: number[], tables?: number[]) => {
    const bytes = echoWith(tables === undefined ? { memory } : { memory, tables });
    const admitted = admit(bytes);
    if (!admitted.ok) return expect.unreachable(admitted.error.detail);
    const again = admit(capMemory(bytes, admitted.value.layout, 8));
    return again.ok ? again.value.layout : expect.unreachable(again.error.detail);
  };

  test('to what is allowed, when it declares none or more', () => {
    expect(cappedOf([5, 1, 0, 1]).memories).toEqual([{ initial: 1, maximum: 8 }]);
    expect(cappedOf([5, 1, 1, 1, 0x80, 0x80, 4]).memories).toEqual([{ initial: 1, maximum: 8 }]);
  });

  test('and stays what it was, when it declares less', () => {
    expect(cappedOf([5, 1, 1, 1, 2]).memories).toEqual([{ initial: 1, maximum: 2 }]);
  });

  test('and so is that of its tables', () => {
    expect(cappedOf([5, 1, 0, 1], [4, 1, 0x70, 0, 3]).tables).toEqual([
      { initial: 3, maximum: 100_000 },
    ]);
  });

  test('while everything else stays as it was', () => {
    const bytes = echoWith({});
    const admitted = admit(bytes);
    const capped = admitted.ok ? capMemory(bytes, admitted.value.layout, 8) : bytes;
    expect([...capped]).toEqual([...echoWith({ memory: [5, 1, 1, 1, 8] })]);
    expect(parts.memory).not.toEqual([5, 1, 1, 1, 8]);
  });
});

function command(imports: number[]): Uint8Array {
  const count = imports[1] ?? 0;
  const start = [6, ...new TextEncoder().encode('_start')];
  return moduleOf(
    [1, 1, 0x60, 0, 0],
    imports,
    [3, 1, 0],
    [5, 1, 0, 1],
    [7, 2, 6, ...new TextEncoder().encode('memory'), 2, 0, ...start, 0, count],
    codeOf([]),
  );
}
