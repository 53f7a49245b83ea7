/** Nobody can add a reader of what comes from outside without a word on who bends its inputs. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { allDecoders } from '../support/decoder-fuzz/all-decoders.ts';
import { readers } from '../support/decoder-fuzz/readers.ts';
import { root } from './plant.ts';

/** How bytes or text become values here: JSON, fields of canonical bytes, files of databases, packed bytes. */
const reading = new RegExp(
  [
    ...[String.raw`\bJSON\.parse\(`, String.raw`\bparseJson\(`, String.raw`\bcodecOf\(`],
    ...[String.raw`\bfatal: true\b`, String.raw`\bcreate(?:Field|Byte)Reader\(`],
    ...[String.raw`\binflate\w*Sync\(`, String.raw`\bbrotliDecompressSync\(`],
    ...[String.raw`\bPapa\.parse\(`, String.raw`\bnew DatabaseSync\(`],
    ...[String.raw`: Receipt\w* \| null \{`, String.raw`\bgetBigUint64\(`],
    String.raw`\bexport function decode\w+\(bytes: Uint8Array\): Result<`,
  ].join('|'),
);
/** Where the ways themselves are made. */
const ways = new Set(['shared/base/struct.ts']);

function filesIn(part: string): readonly string[] {
  return readdirSync(join(root, part), { recursive: true, encoding: 'utf8' })
    .filter((name) => /(?<!\.d)\.tsx?$/.test(name))
    .map((name) => join(part, name).replaceAll('\\', '/'));
}

const files = ['main', 'renderer', 'shared', 'workers'].flatMap(filesIn);
const found = files.filter(
  (file) => !ways.has(file) && reading.test(readFileSync(join(root, file), 'utf8')),
);

test('every file that reads bytes or text from outside says who bends what it reads, or why nobody has to', () => {
  expect(found.filter((file) => readers[file] === undefined)).toEqual([]);
});

test('whatever is said of a file is said of one that reads, and of readers that there are', () => {
  expect(Object.keys(readers).filter((file) => !found.includes(file))).toEqual([]);
  const names = new Set(allDecoders.map(({ name }) => name));
  const named = Object.values(readers).flatMap((each) => ('by' in each ? each.by : []));
  expect(named.filter((name) => !names.has(name))).toEqual([]);
  expect([...names].filter((name) => !named.includes(name))).toEqual(unnamed);
});

/** Readers of what stands in no file of its own: they are made of others. */
const unnamed = ['file of a key'];
