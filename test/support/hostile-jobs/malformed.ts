/** Jobs that are no modules, or modules that break the format where it hurts. */
import type { HostileJob } from './hostile-job.ts';
import { functionJob, header, joined, leb, rawJob, section } from './hostile-job.ts';

const refused = ['not_webassembly', 'feature_refused'] as const;
const sectionsOf = { types: 1, functions: 3, memory: 5, exports: 7, code: 10 };

/** The plain job cut off in the middle of each of its sections. */
function truncated(): readonly HostileJob[] {
  const whole = rawJob({});
  return Object.entries(sectionsOf).map(([name, id]) => ({
    name: `ends in the middle of its ${name}`,
    module: () => whole.subarray(0, startOf(whole, id) + 3),
    expected: ['not_webassembly'],
  }));
}

/** Where a section begins; the sections of the plain job are short. */
function startOf(module: Uint8Array, id: number): number {
  let at = 8;
  while (module[at] !== id) at += 2 + (module[at + 1] ?? 0);
  return at;
}

const body = (...code: readonly number[]): Uint8Array => rawJob({}, [0, ...code]);
const twice = (id: number, content: readonly number[]) =>
  joined(section(id, content), section(id, content));

export const malformed: readonly HostileJob[] = [
  ...truncated(),
  {
    name: 'is empty',
    module: () => new Uint8Array(),
    expected: refused,
  },
  {
    name: 'is the beginning of a module and nothing more',
    module: () => Uint8Array.from(header),
    expected: ['no_memory'],
  },
  {
    name: 'is of a version that is not there yet',
    module: () => joined([0, 0x61, 0x73, 0x6d, 2, 0, 0, 0], rawJob({}).subarray(8)),
    expected: refused,
  },
  {
    name: 'is a component',
    module: () => Uint8Array.from([0, 0x61, 0x73, 0x6d, 0x0d, 0, 1, 0]),
    expected: ['feature_refused'],
  },
  {
    name: 'has a section twice',
    module: () => rawJob({ 5: twice(5, [1, 0, 1]) }),
    expected: refused,
  },
  {
    name: 'has its sections in the wrong order',
    module: () => rawJob({ 5: new Uint8Array(), 9: section(5, [1, 0, 1]) }),
    expected: refused,
  },
  {
    name: 'has a section that says it is four GiB long',
    module: () => joined(rawJob({}), [11, ...leb(0xffffffff)]),
    expected: refused,
  },
  {
    name: 'has a section that is longer than what is in it',
    module: () => rawJob({ 5: section(5, [1, 0, 1, 0, 0, 0]) }),
    expected: refused,
  },
  {
    name: 'has a section of a kind that nobody knows',
    module: () => joined(rawJob({}), section(77, [1, 2, 3])),
    expected: refused,
  },
  {
    name: 'writes a number in more bytes than it may',
    module: () => rawJob({ 5: section(5, [1, 0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x80, 0]) }),
    expected: refused,
  },
  {
    name: 'writes a number that has bits beyond the thirty-second',
    module: () => rawJob({ 5: section(5, [1, 0, 0x81, 0x80, 0x80, 0x80, 0x7f]) }),
    expected: refused,
  },
  {
    name: 'writes every number as long as it may, which it may',
    module: () =>
      rawJob({ 5: section(5, [0x81, 0x80, 0x80, 0x80, 0, 0, 0x81, 0x80, 0x80, 0x80, 0]) }),
    expected: ['done'],
  },
  {
    name: 'has more bodies than functions',
    module: () => rawJob({ 3: section(3, [1, 0]), 7: section(7, [0]) }),
    expected: refused,
  },
  {
    name: 'has functions without bodies',
    module: () => rawJob({ 10: new Uint8Array() }),
    expected: refused,
  },
  {
    name: 'has a body that goes on after its end',
    module: () => body(0x42, 0, 0x0b, 0x01, 0x0b),
    expected: refused,
  },
  {
    name: 'has a body without an end',
    module: () => body(0x42, 0, 0x01),
    expected: refused,
  },
  {
    name: 'branches to a label that is not there',
    module: () => body(0x0c, 77, 0x0b),
    expected: refused,
  },
  {
    name: 'calls a function that is not there',
    module: () => body(0x10, 0x90, 0x4e, 0x42, 0, 0x0b),
    expected: refused,
  },
  {
    name: 'takes from an empty stack of operands',
    module: () => body(0x1a, 0x42, 0, 0x0b),
    expected: refused,
  },
  {
    name: 'has a function of a type that is not there',
    module: () => rawJob({ 3: section(3, [2, 0, 99]) }),
    expected: refused,
  },
  {
    name: 'exports a function that is not there',
    module: () =>
      rawJob({
        7: section(
          7,
          [3, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1, 0x61, 0, 0, 1, 0x62, 0, 9],
        ),
      }),
    expected: refused,
  },
  {
    name: 'exports two things under one name',
    module: () => {
      const name = [5, 0x61, 0x6c, 0x6c, 0x6f, 0x63];
      return rawJob({ 7: section(7, [2, ...name, 0, 0, ...name, 0, 1]) });
    },
    expected: [...refused, 'no_memory'],
  },
  {
    name: 'has a name that is no UTF-8',
    module: () => rawJob({ 7: section(7, [1, 2, 0xc3, 0x28, 0, 0]) }),
    expected: [...refused, 'no_memory'],
  },
  {
    name: 'has a name that says it is four GiB long',
    module: () => rawJob({ 7: section(7, [1, ...leb(0xffffffff), 0x61, 0, 0]) }),
    expected: refused,
  },
  {
    name: 'loads by an alignment beyond all',
    module: () => body(0x41, 0, 0x29, 0x7f, 0, 0x0b),
    expected: refused,
  },
  {
    name: 'uses an opcode that nobody knows',
    module: () => body(0xff, 0x42, 0, 0x0b),
    expected: refused,
  },
  {
    name: 'uses an opcode that only engines use among themselves',
    module: () => body(0xf0, 0x01, 0x42, 0, 0x0b),
    expected: refused,
  },
  {
    name: 'counts its data segments wrongly',
    module: () => rawJob({ 12: section(12, [3]) }),
    expected: refused,
  },
  {
    name: 'starts with a function that takes something',
    module: () => rawJob({ 8: section(8, [0]) }),
    expected: refused,
  },
  {
    name: 'is text that nobody has assembled',
    module: () => new TextEncoder().encode('(module (memory 1))'),
    expected: ['not_webassembly'],
  },
  {
    name: 'is a native program',
    module: () => joined([0x7f, 0x45, 0x4c, 0x46], new Uint8Array(500)),
    expected: ['not_webassembly'],
  },
  {
    name: 'has a thread',
    module: () =>
      functionJob('(i64.extend_i32_u (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))'),
    expected: ['feature_refused'],
  },
  {
    name: 'shares its memory',
    module: () => functionJob('(i64.const 0)', '', '1 2 shared'),
    expected: ['feature_refused'],
  },
  {
    name: 'has a memory of 64 bits',
    module: () => functionJob('(i64.const 0)', '', 'i64 1'),
    expected: ['feature_refused'],
  },
  {
    name: 'throws an exception of its own to jump out of the meter',
    module: () => functionJob('(throw $e)', '(tag $e)'),
    expected: ['feature_refused'],
  },
  {
    name: 'catches everything, the meter as well',
    module: () => functionJob('(try (do (loop $l (br $l))) (catch_all (nop))) (i64.const 0)'),
    expected: ['feature_refused'],
  },
  {
    name: 'computes with vectors as the machine likes',
    module: () =>
      functionJob(
        `(i64x2.extract_lane 0 (f32x4.relaxed_madd (v128.const i64x2 0 0)
          (v128.const i64x2 0 0) (v128.const i64x2 0 0)))`,
      ),
    expected: ['feature_refused'],
  },
  {
    name: 'holds a reference to what is outside',
    module: () => functionJob('(drop (ref.null extern)) (i64.const 0)'),
    expected: ['feature_refused'],
  },
];
