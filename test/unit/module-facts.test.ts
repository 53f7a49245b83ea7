import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { programsDir } from '../../main/paths.ts';
import { moduleFacts } from '../../shared/jobs/module-facts.ts';

const programs = readdirSync(programsDir).filter((name) => name.endsWith('.wasm'));
const bytesOf = (name: string) => new Uint8Array(readFileSync(join(programsDir, name)));

test.each(programs)('the facts of %s are those that the engine finds', (name) => {
  const bytes = bytesOf(name);
  const compiled = new WebAssembly.Module(bytes);
  const imports = WebAssembly.Module.imports(compiled).map((each) => `${each.module}.${each.name}`);
  const exports = WebAssembly.Module.exports(compiled).map((each) => each.name);
  expect(moduleFacts(bytes)).toEqual({ imports, exports });
});

test('a module that imports of every kind, one byte after the other cut off, is read or is none', () => {
  // (import "a" "f" (func)) (import "a" "t" (table 1 2 funcref)) (import "a" "m" (memory 1)) (import "a" "g" (global i32))
  const types = [1, 4, 1, 0x60, 0, 0];
  const entry = (name: string, ...kind: number[]) => [1, 0x61, 1, name.charCodeAt(0), ...kind];
  const entries = [
    ...entry('f', 0, 0),
    ...entry('t', 1, 0x70, 1, 1, 2),
    ...entry('m', 2, 0, 1),
    ...entry('g', 3, 0x7f, 0),
  ];
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const bytes = Uint8Array.from([...head, ...types, 2, entries.length + 1, 4, ...entries]);
  expect(WebAssembly.validate(bytes)).toBe(true);
  const imports = ['a.f', 'a.t', 'a.m', 'a.g'];
  expect(moduleFacts(bytes)).toEqual({ imports, exports: [] });
  for (let length = 0; length < bytes.length; length += 1) {
    const facts = moduleFacts(bytes.subarray(0, length));
    const wasCutBetween = length === head.length || length === head.length + types.length;
    expect(facts === null).toBe(!wasCutBetween);
  }
});

test('names that would hide or turn what stands beside them do not', () => {
  const name = [...new TextEncoder().encode('a\u202eb\n')];
  const entries = [1, name.length, ...name, 0, 0];
  const bytes = Uint8Array.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 7, entries.length, ...entries]);
  expect(moduleFacts(bytes)?.exports).toEqual(['ab']);
});

test('what is no module has no facts, and a length of 2^35 ends at once', () => {
  expect(moduleFacts(new TextEncoder().encode('export default function run() {}'))).toBe(null);
  const huge = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, 2, 0xff, 0xff, 0xff, 0xff, 0xff];
  expect(moduleFacts(Uint8Array.from(huge))).toBe(null);
});
