/** What jobs do not have is refused before the engine sees it: by name, and with the byte where it stands. */
import { describe, expect, test } from 'vitest';
import { isAdmittedCode } from '../../workers/meter/effects.ts';
import { admitModule } from '../../workers/sandbox/admission.ts';
import { encodeU32 } from '../../workers/sandbox/byte-reader.ts';
import { pageBytes } from '../../workers/sandbox/cap-limits.ts';
import { codeOf, echoWith, importOf, parts } from './sandbox-modules.ts';

const admit = (bytes: Uint8Array) => admitModule(bytes, 16 * pageBytes, null);
const alloc = [0x41, 16];
const echoBody = [0x20, 0, 0xad, 0x42, 32, 0x86, 0x20, 1, 0xad, 0x84];
const withCode = (...instructions: number[]) =>
  echoWith({ code: codeOf([...instructions, ...alloc], echoBody) });
const withGlobal = (...global: number[]) => echoWith({ globals: [6, 1, ...global] });
const withType = (...type: number[]) =>
  echoWith({ types: [1, 3, ...parts.types.slice(2), ...type] });

/** Any section, with a length of any size, behind those of the echo module that come before it. */
function withSection(id: number, content: readonly number[], before: number): Uint8Array {
  const echo = [...echoWith({})];
  const at = echoSections(echo).find((one) => one.id >= before)?.start ?? echo.length;
  const added = [id, ...encodeU32(content.length), ...content];
  return Uint8Array.from([...echo.slice(0, at), ...added, ...echo.slice(at)]);
}

function echoSections(bytes: readonly number[]): readonly { id: number; start: number }[] {
  const sections: { id: number; start: number }[] = [];
  for (let at = 8; at < bytes.length; at += 2 + (bytes[at + 1] ?? 0))
    sections.push({ id: bytes[at] ?? 0, start: at });
  return sections;
}

type Case = readonly [what: string, bytes: Uint8Array, feature: RegExp, firstByte: number];

const features: readonly Case[] = [
  ['try, as it was', withCode(0x06, 0x40, 0x0b), /exceptions/, 0x06],
  ['catch_all, as it was', withCode(0x19), /exceptions/, 0x19],
  ['throw', withCode(0x08, 0), /exceptions/, 0x08],
  ['throw_ref', withCode(0x0a), /exceptions/, 0x0a],
  ['try_table', withCode(0x1f, 0x40, 0, 0x0b), /exceptions/, 0x1f],
  ['a tag', echoWith({ tags: [13, 1, 0, 0] }), /exceptions/, 1],
  ['a tag from outside', echoWith({ imports: importOf('env', 'e', [4, 0, 0]) }), /exceptions/, 4],
  ['an exported tag', echoWith({ exports: [7, 1, 1, 0x65, 4, 0] }), /exceptions/, 4],
  ['a reference to an exception', withCode(0xd0, 0x69), /exceptions/, 0xd0],
  ['call_ref', withCode(0x14, 0), /typed function references/, 0x14],
  ['ref.as_non_null', withCode(0xd4), /typed function references/, 0xd4],
  ['br_on_null', withCode(0xd5, 0), /typed function references/, 0xd5],
  ['a typed reference', withGlobal(0x63, 0x70, 0, 0xd0, 0x70, 0x0b), /typed function ref/, 0x63],
  [
    'a table with a first value',
    echoWith({ tables: [4, 1, 0x40, 0, 0x70, 0, 1] }),
    /initial value/,
    0x40,
  ],
  ['an external reference', withCode(0xd0, 0x6f), /external references/, 0xd0],
  ['a choice of external references', withCode(0x1c, 1, 0x6f), /external references/, 0x1c],
  ['a block of one', withCode(0x02, 0x6f, 0x0b), /external references/, 0x02],
  ['ref.eq', withCode(0xd3), /garbage-collected/, 0xd3],
  ['a branch on a cast', withCode(0xfb, 24, 0, 0, 0, 0), /garbage-collected/, 0xfb],
  ['an array type', withType(0x5e, 0x7f, 0), /garbage-collected/, 0x5e],
  ['recursive types', withType(0x4e, 0), /garbage-collected/, 0x4e],
  ['a type that may have subtypes', withType(0x50, 0), /garbage-collected/, 0x50],
  ['a string of the engine', withCode(0xfb, 0x80, 1), /string references/, 0xfb],
  ['literals of strings', withSection(14, [0, 0], 10), /string references/, 0],
  ['a continuation', withType(0x5d, 0), /stack switching/, 0x5d],
  ['suspend', withCode(0xe2, 0), /stack switching/, 0xe2],
  ['an atomic load', withCode(0xfe, 0x10, 2, 0), /threads/, 0xfe],
  ['a shared memory', echoWith({ memory: [5, 1, 3, 1, 2] }), /shared memory and threads/, 3],
  ['a shared global', withGlobal(0x7f, 2, 0x41, 0, 0x0b), /threads/, 0x7f],
  ['a 64-bit memory', echoWith({ memory: [5, 1, 4, 1] }), /64-bit memory/, 4],
  ['a 64-bit table', echoWith({ tables: [4, 1, 0x70, 4, 1] }), /64-bit tables/, 4],
  ['pages of another size', echoWith({ memory: [5, 1, 8, 1, 0] }), /pages of another size/, 8],
  ['a second memory', echoWith({ memory: [5, 2, 0, 1, 0, 1] }), /more than one memory/, 0],
  [
    'a load of a second memory',
    withCode(0x41, 0, 0x28, 0x40, 1, 0, 0x1a),
    /more than one memory/,
    0x28,
  ],
  ['memory.size of a second one', withCode(0x3f, 1, 0x1a), /more than one memory/, 0x3f],
  [
    'data for a second memory',
    withSection(11, [1, 2, 1, 0x41, 0, 0x0b, 0], 12),
    /more than one memory/,
    2,
  ],
  ['relaxed arithmetic', withCode(0xfd, 0x85, 2), /relaxed SIMD/, 0xfd],
  ['a sum of 128 bits', withCode(0xfc, 19), /wide arithmetic/, 0xfc],
  ['a number of 16 bits', withCode(0xfc, 48, 0, 0), /half-precision/, 0xfc],
  ['memory.discard', withCode(0xfc, 18, 0), /not known here/, 0xfc],
  [
    'a sum where a constant stands',
    withGlobal(0x7f, 0, 0x41, 1, 0x41, 1, 0x6a, 0x0b),
    /extended constant/,
    0x41,
  ],
  [
    'a global made of one of its own',
    withGlobal(0x7f, 0, 0x23, 0, 0x0b),
    /extended constant/,
    0x23,
  ],
  ['an unknown section', withSection(15, [0], 12), /sections of kind 15/, 0],
];

describe('what jobs do not have is refused by name and place', () => {
  test.each(features)('%s', (_what, bytes, feature, firstByte) => {
    const admitted = admit(bytes);
    if (admitted.ok) return expect.unreachable('admitted');
    expect(admitted.error.name).toBe('feature_refused');
    expect(admitted.error.detail).toMatch(feature);
    const at = /\(byte (\d+)\)/.exec(admitted.error.detail)?.[1];
    expect(bytes[Number(at ?? -1)]).toBe(firstByte);
  });

  test('every opcode that is not admitted, whether an engine knows it or not', () => {
    const behind = (prefix: number) =>
      Array.from({ length: 0x200 }, (_, second) => [prefix, second] as const);
    const prefixed = [...behind(0xfc), ...behind(0xfd)]
      .filter(([prefix, second]) => !isAdmittedCode(prefix * 4096 + second))
      .map(([prefix, second]) => [prefix, ...encodeU32(second)]);
    const others = [...behind(0xfb), ...behind(0xfe), ...behind(0xff)].map(([prefix, second]) => [
      prefix,
      ...encodeU32(second),
    ]);
    const single = Array.from({ length: 0xfb }, (_, opcode) => [opcode]).filter(
      ([opcode = 0]) => !isAdmittedCode(opcode),
    );
    const all = [...single, ...prefixed, ...others];
    expect(all).toHaveLength(66 + 512 - 18 + 512 - 236 + 3 * 512);
    const admitted = all.filter((instruction) => {
      const answer = admit(withCode(...instruction));
      return answer.ok || answer.error.name !== 'feature_refused';
    });
    expect(admitted).toEqual([]);
  });
});

const repeated = (count: number, ...bytes: number[]) =>
  Array.from({ length: count }, () => bytes).flat();

/** A module whose only large part is the body of its first function. */
function withBody(locals: readonly number[], instructions: readonly number[]): Uint8Array {
  const bodies = [
    [...locals, ...instructions, ...alloc, 0x0b],
    [0, ...echoBody, 0x0b],
  ].flatMap((body) => [...encodeU32(body.length), ...body]);
  const bytes = [...echoWith({})];
  const start = echoSections(bytes).at(-1)?.start ?? 0;
  const code = [10, ...encodeU32(bodies.length + 1), 2, ...bodies];
  return Uint8Array.from([...bytes.slice(0, start), ...code]);
}

const sizes: readonly (readonly [what: string, bytes: Uint8Array, says: RegExp])[] = [
  [
    'blocks 10,001 deep',
    withBody([0], [...repeated(10_001, 0x02, 0x40), ...repeated(10_001, 0x0b)]),
    /nested deeper/,
  ],
  [
    'loops 501 deep',
    withBody([0], [...repeated(501, 0x03, 0x40), ...repeated(501, 0x0b)]),
    /nested deeper/,
  ],
  ['60,000 local variables', withBody([1, ...encodeU32(60_000), 0x7f], []), /local variables/],
  [
    'four thousand million of them',
    withBody([2, ...repeated(2, ...encodeU32(2 ** 31), 0x7f)], []),
    /local variables/,
  ],
  [
    'a branch of 70,000 targets',
    withBody([0], [0x41, 0, 0x0e, ...encodeU32(70_000), ...repeated(70_001, 0)]),
    /targets of a branch/,
  ],
  [
    'many branches of many targets',
    withBody([0], repeated(4, 0x41, 0, 0x0e, ...encodeU32(50_000), ...repeated(50_001, 0))),
    /more branches/,
  ],
  [
    'a branch of ten thousand targets among four thousand locals',
    withBody(
      [1, ...encodeU32(4_000), 0x7f],
      [...[0x41, 0, 0x0e], ...encodeU32(10_000), ...repeated(10_001, 0)],
    ),
    /more branches/,
  ],
  ['a function of half a MiB', withBody([0], repeated(512 * 1024, 0x01)), /function longer/],
  [
    'fifty thousand loops',
    withBody([0], repeated(50_000, 0x03, 0x40, 0x20, 0, 0x0d, 0, 0x0b)),
    /more branches/,
  ],
  [
    'twenty thousand locals where paths part a thousand times',
    withBody([1, ...encodeU32(20_000), 0x7f], repeated(1_000, 0x20, 0, 0x04, 0x40, 0x0b)),
    /more branches/,
  ],
  ['33 results', withType(0x60, 0, 33, ...repeated(33, 0x7f)), /more results/],
];

describe('what keeps a compiler busy is refused by name', () => {
  test.each(sizes)('%s', (_what, bytes, says) => {
    expect(admit(bytes)).toMatchObject({
      ok: false,
      error: { name: 'feature_refused', detail: expect.stringMatching(says) as string },
    });
  });

  test('and what large programs have is admitted', () => {
    const deep = [...repeated(5_000, 0x02, 0x40), ...repeated(5_000, 0x0b)];
    const wide = [0x41, 0, 0x0e, ...encodeU32(5_000), ...repeated(5_001, 0)];
    const block = [0x02, 0x40, ...wide, 0x0b];
    const locals = (count: number) => [1, ...encodeU32(count), 0x7e];
    expect(admit(withBody(locals(700), [...deep, ...block])).ok).toBe(true);
    expect(admit(withBody(locals(40_000), [0x02, 0x40, 0x0b])).ok).toBe(true);
    expect(admit(withBody(locals(1_500), block)).ok).toBe(true);
  });
});

describe('what is put where nothing is, is refused before it runs', () => {
  const data = (...offset: number[]) => withSection(11, [1, 0, 0x41, ...offset, 0x0b, 2, 7, 7], 12);
  const table = [4, 1, 0x70, 0, 3];
  const elements = (offset: number) => {
    const bytes = [...echoWith({ tables: table })];
    const at = echoSections(bytes).find(({ id }) => id === 10)?.start ?? 0;
    const section = [9, 8, 1, 0, 0x41, offset, 0x0b, 2, 0, 1];
    return Uint8Array.from([...bytes.slice(0, at), ...section, ...bytes.slice(at)]);
  };

  test('data that reaches over the end of the memory', () => {
    expect(admit(data(0xfe, 0xff, 0x03)).ok).toBe(true); // 65,534
    for (const offset of [[0xff, 0xff, 0x03], [0x7f], [0x80, 0x80, 0x80, 0x80, 0x78]])
      expect(admit(data(...offset))).toMatchObject({
        error: { name: 'memory_too_large', detail: expect.stringContaining('data') as string },
      });
  });

  test('functions that reach over the end of the table', () => {
    expect(admit(elements(1)).ok).toBe(true);
    expect(admit(elements(2))).toMatchObject({
      error: { name: 'memory_too_large', detail: expect.stringContaining('table') as string },
    });
  });

  test('tables that are too large together', () => {
    const half = [0x70, 0, ...encodeU32(50_001)];
    expect(admit(echoWith({ tables: [4, 1, ...half] })).ok).toBe(true);
    expect(admit(echoWith({ tables: [4, 2, ...half, ...half] }))).toMatchObject({
      error: { name: 'memory_too_large' },
    });
  });
});

test('the names of the meter are its own', () => {
  const name = [...new TextEncoder().encode('meter.left')];
  const exported = (first: readonly number[]) =>
    echoWith({ exports: [7, 4, ...parts.exports.slice(2), first.length, ...first, 0, 0] });
  expect(admit(exported(name))).toMatchObject({
    error: { name: 'feature_refused', detail: expect.stringContaining('meter.left') as string },
  });
  expect(admit(exported([...new TextEncoder().encode('meters')])).ok).toBe(true);
  expect(admit(echoWith({ imports: importOf('meter', 'slice') }))).toMatchObject({
    error: { name: 'import_refused' },
  });
});

test('a name keeps its byte order mark, so that it is no other name', () => {
  const marked = [0xef, 0xbb, 0xbf, ...new TextEncoder().encode('memory')];
  const exports = [7, 1, marked.length, ...marked, 2, 0];
  expect(admit(echoWith({ exports }))).toMatchObject({ error: { name: 'no_memory' } });
});

test('a damaged module is refused with the place of the damage', () => {
  const cut = echoWith({}).subarray(0, -3);
  expect(admit(cut)).toMatchObject({
    error: {
      name: 'not_webassembly',
      detail: expect.stringMatching(/code section.*byte \d+/) as string,
    },
  });
  const twice = echoWith({ globals: [5, 0] });
  expect(admit(twice)).toMatchObject({
    error: {
      name: 'not_webassembly',
      detail: expect.stringMatching(/memory section.*byte \d+/) as string,
    },
  });
});
