import { expect, test } from 'vitest';
import { runBody, runSource } from '../support/javascript-slice.ts';

/** What the body answers, as JSON. */
function answerOf(body: string, options: Parameters<typeof runBody>[1] = {}): unknown {
  const end = runBody(body, options);
  expect(end.name, end.says).toBe('done');
  return JSON.parse(end.says);
}

const inputs: readonly (readonly [string, string | Uint8Array, string])[] = [
  ['JSON is parsed', '{"n":[1,2]}', '{"n":[1,2]}'],
  ['JSON with a byte order mark is parsed', '\ufeff[1]', '[1]'],
  ['text that is no JSON stays text', 'naïve {', '"naïve {"'],
  ['no input is an empty text', '', '""'],
  ['bytes that are no text are undefined', new Uint8Array([0xff, 0x00]), 'null'],
  ['a name that objects have already is a name like others', '{"__proto__":1}', '{"__proto__":1}'],
];

test.each(inputs)('input: %s', (_, input, seen) => {
  expect(runBody('return JSON.stringify(input ?? null)', { input }).says).toBe(seen);
});

const results: readonly (readonly [string, string, string])[] = [
  ['an object becomes JSON', 'return { a: [1, null] }', '{"a":[1,null]}'],
  ['a number becomes JSON', 'return 0.5', '0.5'],
  ['null becomes JSON', 'return null', 'null'],
  ['text stays text', 'return "grüß \u0000 dich"', 'grüß \u0000 dich'],
  ['nothing is an empty result', 'return undefined', ''],
  ['bytes stay bytes', 'return new Uint8Array([72, 105])', 'Hi'],
  ['a buffer is its bytes', 'return new Uint8Array([72, 105]).buffer', 'Hi'],
  ['a view is the part that it shows', 'return ctx.bytes.subarray(1, 3)', 'bc'],
  ['other views are their bytes', 'return new Uint16Array([0x6948])', 'Hi'],
];

test.each(results)('result: %s', (_, body, says) => {
  expect(runBody(body, { input: 'abcd' })).toMatchObject({ name: 'done', says });
});

test('a job is given its arguments, its bytes and a seed of its own', () => {
  const body = 'return [ctx.args, [...ctx.bytes], ctx.seed]';
  const [args, bytes, seed] = answerOf(body, { args: ['-n', '3'], input: '{}' }) as unknown[];
  expect([args, bytes]).toEqual([
    ['-n', '3'],
    [123, 125],
  ]);
  expect(answerOf('return ctx.seed', { args: ['-n', '4'], input: '{}' })).not.toBe(seed);
  expect(Number.isInteger(seed) && Number(seed) >= 0 && Number(seed) < 2 ** 32).toBe(true);
});

test('an asynchronous job is waited for, and one that waits for nothing is ended', () => {
  const late =
    'export default async (n) => { await null; return (await Promise.all([n, 2])).length }';
  expect(runSource(late).says).toBe('2');
  const never = runSource('export default () => new Promise(() => {})');
  expect(never).toMatchObject({ name: 'bad_result' });
  expect(never.says).toMatch(/nothing can settle/);
});

test('time, chance and place are the same everywhere, and a job of another input has other chance', () => {
  const body = `return [Math.random(), Math.random(), Date.now(), new Date().getTimezoneOffset(),
    new Date(0).toLocaleString(), (1234.5).toLocaleString()]`;
  const first = runBody(body, { input: 'a' });
  expect(runBody(body, { input: 'a' })).toEqual(first);
  const [one, other, ...rest] = JSON.parse(first.says) as unknown[];
  expect(one).not.toBe(other);
  expect(rest).toEqual([946_684_800_001, 0, '01/01/1970, 12:00:00 AM', '1234.5']);
  expect(runBody('return Math.random()', { input: 'b' }).says).not.toBe(
    runBody('return Math.random()', { input: 'a' }).says,
  );
});

test('nothing of the host is inside', () => {
  const names = ['process', 'require', 'fetch', 'setTimeout', 'Intl', 'performance', 'WebAssembly'];
  const body = `return ${JSON.stringify(names)}.filter((name) => name in globalThis)`;
  expect(answerOf(body)).toEqual([]);
  expect(answerOf('return [Function("return typeof process")()]')).toEqual(['undefined']);
  expect(runBody('return import("node:fs").catch((error) => error.message)').says).toMatch(
    /not load/,
  );
});

const failures: readonly (readonly [string, string, string, RegExp])[] = [
  ['what it throws', 'throw new TypeError("no")', 'trapped', /TypeError: no \(line 2, column/],
  ['what has no type', 'throw { why: 1 }', 'trapped', /it threw \{"why":1\}/],
  ['what is not there', 'const a = 1;\nreturn b', 'trapped', /b is not defined \(line 3, column/],
  ['what it said last', 'console.log("at", 7); null.x', 'trapped', /It said: `at 7`/],
  ['a function as its result', 'return () => 1', 'trapped', /a function is no result/],
  ['a number that JSON has not', 'return 1n', 'trapped', /a BigInt is no result: answer with JSON/],
  [
    'a ring as its result',
    'const a = {}; a.a = a; return a',
    'trapped',
    /circular reference is no result: answer with/,
  ],
  ['too large a result', 'return "x".repeat(2 ** 20 + 1)', 'output_too_large', /1 MiB is the most/],
];

test.each(failures)('a failure names %s', (_, body, name, sentence) => {
  const end = runBody(body);
  expect(end).toMatchObject({ name });
  expect(end.says).toMatch(sentence);
});

test('a default export that is no function is no entry', () => {
  expect(runSource('export default 5')).toMatchObject({ name: 'unknown_entry' });
});

test('the count is the same every time, whatever portions are granted', () => {
  const body = 'let sum = 0; for (let i = 0; i < 1e5; i += 1) sum += i; return sum';
  const counts = [undefined, 1_000, 77_777, 2 ** 30].map(
    (portionUnits) => runBody(body, portionUnits === undefined ? {} : { portionUnits }).workCount,
  );
  expect(new Set(counts).size).toBe(1);
  expect(counts[0]).toBeGreaterThan(1e6);
});
