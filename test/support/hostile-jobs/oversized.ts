/** Jobs whose modules cost much before a single instruction of theirs is run. */
import type { HostileJob } from './hostile-job.ts';
import { functionJob, header, joined, leb, rawJob, section } from './hostile-job.ts';

const MiB = 1024 * 1024;
/** Admitted and done, or refused by one of these; the honest job beside it must not notice. */
const takenOrRefused = ['done', 'feature_refused', 'not_webassembly'] as const;
const refused = ['feature_refused', 'not_webassembly'] as const;
const answer = [0x42, 0, 0x0b];

/** A body of so many bytes: a local is added to itself again and again. */
function longBody(bytes: number): Uint8Array {
  const step = [0x20, 0, 0x20, 1, 0x6a, 0x21, 0];
  const steps = new Uint8Array(Math.floor(bytes / step.length) * step.length);
  for (let at = 0; at < steps.length; at += step.length) steps.set(step, at);
  return joined([0], steps, answer);
}

/** `count` functions more of type 0 with this body, after `alloc` and `run`. */
function withFunctions(count: number, body: readonly number[]): Uint8Array {
  const each = [...leb(body.length), ...body];
  const bodies = new Uint8Array(count * each.length);
  for (let index = 0; index < count; index += 1) bodies.set(each, index * each.length);
  const own = [4, 0, 0x41, 16, 0x0b, 4, 0, ...answer];
  return rawJob({
    3: section(3, joined(leb(count + 2), [0, 1], new Uint8Array(count))),
    10: section(10, joined(leb(count + 2), own, bodies)),
  });
}

/** Blocks inside blocks. */
function nested(depth: number, opening: readonly number[]): Uint8Array {
  const open = Uint8Array.from({ length: depth * opening.length }, (_, index) => {
    return opening[index % opening.length] ?? 0;
  });
  return joined([0], open, new Uint8Array(depth).fill(0x0b), answer);
}

export const oversized: readonly HostileJob[] = [
  {
    name: 'is larger than a module may be',
    module: () => joined(rawJob({}), section(0, new Uint8Array(8 * MiB))),
    expected: ['module_too_large'],
  },
  {
    name: 'has a function of seven MiB',
    module: () => rawJob({}, longBody(7 * MiB)),
    expected: takenOrRefused,
  },
  {
    name: 'has a hundred thousand functions',
    module: () => withFunctions(100_000, [0, 0x20, 0, 0x0b]),
    expected: takenOrRefused,
  },
  {
    name: 'has a million functions',
    module: () => withFunctions(1_000_000, [0, 0x20, 0, 0x0b]),
    expected: [...takenOrRefused, 'module_too_large'],
  },
  {
    name: 'says that it has four thousand million functions',
    module: () => rawJob({ 3: section(3, leb(0xffffffff)) }),
    expected: refused,
  },
  {
    name: 'has two thousand functions of fifty thousand locals',
    module: () => withFunctions(2_000, [1, ...leb(49_000), 0x7e, 0x20, 0, 0x0b]),
    expected: takenOrRefused,
  },
  {
    name: 'declares four thousand million locals',
    module: () => rawJob({}, joined([1], leb(0xffffffff), [0x7f], answer)),
    expected: refused,
  },
  {
    name: 'declares more locals than 64 bits count',
    module: () => rawJob({}, joined([2], leb(0xffffffff), [0x7f], leb(0xffffffff), [0x7e], answer)),
    expected: refused,
  },
  {
    name: 'has ten thousand blocks inside each other',
    module: () => rawJob({}, nested(10_000, [0x02, 0x40])),
    expected: takenOrRefused,
  },
  {
    name: 'has two million loops inside each other',
    module: () => rawJob({}, nested(2_000_000, [0x03, 0x40])),
    expected: takenOrRefused,
  },
  {
    name: 'has half a million conditions inside each other',
    module: () => rawJob({}, nested(500_000, [0x20, 0, 0x04, 0x40])),
    expected: takenOrRefused,
  },
  {
    name: 'leaves a thousand blocks by three hundred tables of all their labels',
    module: () => {
      const depth = 1_000;
      const table = joined([0x20, 0, 0x0e], leb(depth - 1), ...labels(depth));
      const tables = Array.from({ length: 300 }, () => joined([0x02, 0x40], table, [0x0b]));
      const open = Uint8Array.from({ length: 2 * depth }, (_, at) => (at % 2 === 0 ? 0x02 : 0x40));
      return rawJob({}, joined([0], open, ...tables, new Uint8Array(depth).fill(0x0b), answer));
    },
    expected: takenOrRefused,
  },
  {
    name: 'says of a branch table that it has four thousand million targets',
    module: () => rawJob({}, [0, 0x41, 0, 0x0e, ...leb(0xffffffff), 0, 0x0b, ...answer]),
    expected: refused,
  },
  {
    name: 'has a branch table of seven million targets',
    module: () => {
      const targets = new Uint8Array(7_000_001);
      const table = joined([0, 0x02, 0x40, 0x41, 0, 0x0e], leb(7_000_000), targets, [0x0b], answer);
      return rawJob({}, table);
    },
    expected: takenOrRefused,
  },
  {
    name: 'has a type of a million parameters',
    module: () =>
      rawJob({ 1: section(1, joined([1, 0x60], leb(1_000_000), bytesOf(1_000_000, 0x7f), [0])) }),
    expected: refused,
  },
  {
    name: 'has a million types',
    module: () => {
      const types = Uint8Array.from({ length: 3_000_000 }, (_, at) => (at % 3 === 0 ? 0x60 : 0));
      return rawJob({ 1: section(1, joined(leb(1_000_000), types)) });
    },
    expected: refused,
  },
  {
    name: 'has blocks of a thousand results',
    module: () => {
      const results = 'i64 '.repeat(1000);
      const values = '(i64.const 1)'.repeat(1000);
      const drops = 'drop '.repeat(1000);
      const block = `(block (result ${results}) ${values}) ${drops}`;
      return functionJob(`${block.repeat(100)} (i64.const 0)`);
    },
    expected: takenOrRefused,
  },
  {
    name: 'has a million globals',
    module: () => {
      const globals = new Uint8Array(5_000_000);
      for (let at = 0; at < globals.length; at += 5) globals.set([0x7f, 1, 0x41, 0, 0x0b], at);
      return rawJob({ 6: section(6, joined(leb(1_000_000), globals)) });
    },
    expected: takenOrRefused,
  },
  {
    name: 'has a million exports of one function',
    module: () => {
      const exports = new Uint8Array(6_000_000);
      for (let index = 0; index < 1_000_000; index += 1) {
        const name = [1, 2, 3, 4].map((shift) => 33 + ((index >> (5 * (shift - 1))) & 31));
        exports.set([4, ...name.slice(0, 3), 0], 6 * index);
      }
      return rawJob({ 7: section(7, joined(leb(1_000_000), exports)) });
    },
    expected: refused,
  },
  {
    name: 'has a million data segments',
    module: () => {
      const segments = Uint8Array.from({ length: 2_000_000 }, (_, at) => (at % 2 === 0 ? 1 : 0));
      return rawJob({ 11: section(11, joined(leb(1_000_000), segments)) });
    },
    expected: takenOrRefused,
  },
  {
    name: 'has two million empty custom sections',
    module: () => {
      const sections = new Uint8Array(6_000_000);
      for (let at = 0; at < sections.length; at += 3) sections.set([0, 1, 0], at);
      return joined(header, sections);
    },
    expected: [...refused, 'no_memory'],
  },
  {
    name: 'fills its stack of operands with ten thousand values',
    module: () => {
      const values = bytesOf(20_000, 0x41);
      for (let at = 1; at < values.length; at += 2) values[at] = 0;
      return rawJob({}, joined([0], values, bytesOf(10_000, 0x1a), answer));
    },
    expected: takenOrRefused,
  },
  {
    name: 'has a hundred thousand calls of imported functions that are not there',
    module: () => {
      const one = [4, 0x77, 0x61, 0x73, 0x69, 1, 0x78, 0, 0];
      const imports = Array.from({ length: 100_000 }, () => one).flat();
      return rawJob({ 2: section(2, joined(leb(100_000), imports)) });
    },
    expected: ['import_refused', ...refused],
  },
];

function bytesOf(length: number, byte: number): Uint8Array {
  return new Uint8Array(length).fill(byte);
}

function labels(count: number): number[][] {
  return Array.from({ length: count }, (_, index) => leb(index));
}
