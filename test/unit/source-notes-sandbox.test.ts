/** What is said of JavaScript before it is sent, held against the sandbox in which it runs. */
import { expect, test } from 'vitest';
import { notesOf } from '../../shared/jobs/source-notes.ts';
import { runSource } from '../support/javascript-slice.ts';

const called = [
  ...['fetch', 'XMLHttpRequest', 'WebSocket', 'EventSource', 'require', 'process', 'Deno', 'Bun'],
  ...['window', 'document', 'navigator', 'localStorage', 'indexedDB', 'Worker', 'WebAssembly'],
  ...['setTimeout', 'setInterval', 'setImmediate', 'requestAnimationFrame', 'Buffer', 'crypto'],
  'performance',
];

test('every name that is called absent is absent', () => {
  for (const name of called) {
    const [note] = notesOf(`export default () => ${name}`);
    expect(note, name).toMatchObject({ kind: 'error' });
  }
  const source = `export default () => [${called.map((name) => `typeof ${name}`).join()}]`;
  expect(JSON.parse(runSource(source).says)).toEqual(called.map(() => 'undefined'));
});

/** What programs ask for that is there: a false error would keep it from being used. */
const there = [
  ...['Array', 'ArrayBuffer', 'BigInt', 'BigInt64Array', 'Boolean', 'DataView', 'Date', 'Error'],
  ...['Float32Array', 'Float64Array', 'Function', 'Infinity', 'Int32Array', 'JSON', 'Map', 'Math'],
  ...['NaN', 'Number', 'Object', 'Promise', 'Proxy', 'RangeError', 'Reflect', 'RegExp', 'Set'],
  ...['String', 'Symbol', 'TypeError', 'Uint8Array', 'WeakMap', 'decodeURIComponent', 'globalThis'],
  ...['isFinite', 'parseFloat', 'parseInt'],
];

test('what is there is not called absent', () => {
  const types = `export default () => [${there.map((name) => `typeof ${name}`).join()}]`;
  expect(JSON.parse(runSource(types).says)).not.toContain('undefined');
  for (const name of there) expect(notesOf(`export default () => ${name}`), name).toEqual([]);
});

/** Each runs in the sandbox and answers what is said. */
const right: readonly (readonly [source: string, says: string])[] = [
  ['export default function run(input, ctx) { return ctx.args.length }', '0'],
  ['export default () => { const process = (x) => x * 2; return process(4) }', '8'],
  ['function fetch(x) { return x } export default () => fetch(1)', '1'],
  ['export default () => ({ window: 1, document: { crypto: 2 } }).document.crypto', '2'],
  ['export default () => { const { process } = { process: 3 }; return process }', '3'],
  ['export default () => { const [Worker = 4] = []; return Worker }', '4'],
  ['export default () => { try { throw 5 } catch (performance) { return performance } }', '5'],
  ['export default () => { let n = 0; for (const window of [1, 2]) n += window; return n }', '3'],
  ['export default () => { for (const navigator in { a: 1 }) return navigator }', 'a'],
  ['export default (input, { args: document }) => document.length', '0'],
  ['export default () => ((...process) => process.length)(1, 2)', '2'],
  ['export default () => typeof setTimeout === "undefined" ? 1 : 2', '1'],
  ['export default () => { class Buffer { size() { return 6 } } return new Buffer().size() }', '6'],
  ['export default () => { class A { fetch() { return 7 } } return new A().fetch() }', '7'],
  ['export default () => { class A { static crypto = 8 } return A.crypto }', '8'],
  [
    'export default () => { class A { #process = 9; get() { return this.#process } } return new A().get() }',
    '9',
  ],
  ['export default () => { document: for (;;) { break document } return 1 }', '1'],
  ['export default async () => { let n = 0; for await (const x of [1, 2]) n += x; return n }', '3'],
  ['function* three() { yield 1; yield 2 } export default () => [...three()]', '[1,2]'],
  ['export default () => [3, 1].toSorted().at(-1) ?? null', '3'],
  ['const run = () => Number(2n ** 3n); export { run as default }', '8'],
  ['const a = 1; export default () => { let x = null; x ??= a; return x?.toString() }', '1'],
  ['export const fetch = (x) => x; export default () => fetch(2)', '2'],
  ['export default () => globalThis.setTimeout === undefined', 'true'],
  ['export default () => { var process; process = 3; return process }', '3'],
  ['export default () => { const o = { process() { return 4 } }; return o.process() }', '4'],
  ['export default () => { const f = function require() { return 5 }; return f() }', '5'],
  ['export default () => "fetch " + `window ${1}` + /document/.source', 'fetch window 1document'],
  ['export default () => { label: { break label } return "𝒳".length }', '2'],
  ['#!/usr/bin/env node\nexport default () => 1', '1'],
  [
    'export default () => { const x = typeof fetch === "function" ? fetch : null; return x }',
    'null',
  ],
  ['export default () => { if (typeof crypto !== "undefined") crypto.x(); return 1 }', '1'],
  ['export { run as "default" }; function run() { return 1 }', '1'],
  ['export default () => /(?<a>b)/d.exec("b").indices.groups.a[1]', '1'],
  ['export default () => /[\\p{L}--[a-z]]/v.test("A")', 'true'],
  ['export default () => { const o = { a: 1 }; { using: 1 } return "a" in o }', 'true'],
  ['export default () => Object.groupBy([1, 2], (n) => n % 2)[0]', '[2]'],
  ['await null; export default () => 1', '1'],
];

test('a right program has no error', () => {
  for (const [source, says] of right) {
    const errors = notesOf(source).filter(({ kind }) => kind === 'error');
    expect(errors, source).toEqual([]);
    const end = runSource(source);
    expect([end.name, end.says], source).toEqual(['done', says]);
  }
});
