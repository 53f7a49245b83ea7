/** JavaScript that means harm: each ends by name within its limits, and the next slice notices nothing. */
import { afterEach, expect, test } from 'vitest';
import { runBody, runSource, type ScriptOptions } from '../support/javascript-slice.ts';

type Case = readonly [
  what: string,
  body: string,
  name: string | RegExp,
  options?: ScriptOptions | undefined,
];

const honest = () => runBody('return input.n + 1', { input: '{"n":41}' });
const expected = honest();

afterEach(() => {
  expect(honest()).toEqual(expected);
});

const endless = 'ceiling_reached';
/** What fills the memory needs more work than what only runs. */
const much: ScriptOptions = { limits: { workUnits: 8_000_000_000 } };
const cases: readonly Case[] = [
  ['an endless loop', 'for (;;) {}', endless],
  ['an endless loop that catches everything', 'for (;;) try { for (;;) {} } catch {}', endless],
  ['an endless loop in a finally', 'try { return 1 } finally { for (;;) {} }', endless],
  [
    'promises that beget promises',
    'const again = () => Promise.resolve().then(again); return again()',
    endless,
  ],
  [
    'a generator without end',
    'function* all() { for (;;) yield 1 } for (const one of all()) one',
    endless,
  ],
  ['a regular expression that backtracks', 'return /^(a+)+$/.test("a".repeat(40) + "b")', endless],
  [
    'a regular expression deep in itself',
    'return /(?:(a)|b)*$/.test("a".repeat(1e6))',
    /trapped|done|out_of_memory|ceiling_reached/,
  ],
  ['a sort whose order has no end', '[1, 2].sort(() => { for (;;) {} })', endless],
  ['recursion', 'const deep = () => deep() + 1; return deep()', 'trapped'],
  [
    'recursion that is caught',
    'const deep = () => { try { deep() } catch { return 1 } }; return deep()',
    /done|trapped/,
  ],
  ['recursion through a getter', 'const o = { get a() { return this.a } }; return o.a', 'trapped'],
  [
    'recursion through toString',
    'const o = { toString() { return `${this}` } }; return `${o}`',
    'trapped',
  ],
  ['deep JSON to read', 'return JSON.parse("[".repeat(1e6))', 'trapped'],
  [
    'a deep object to let go',
    'let o = {}; for (let i = 0; i < 5e4; i += 1) o = { o }; o = null; return 1',
    /trapped|done|out_of_memory/,
  ],
  [
    'a deep result',
    'let o = {}; for (let i = 0; i < 1e5; i += 1) o = { o }; return o',
    /trapped|ceiling_reached/,
  ],
  [
    'arrays without end',
    'const all = []; for (;;) all.push(new Uint8Array(1e5))',
    'out_of_memory',
    much,
  ],
  ['objects without end', 'const all = []; for (;;) all.push({})', 'out_of_memory', much],
  ['a text without end', 'let text = "x"; for (;;) text += text', /trapped|out_of_memory/],
  [
    'texts without end',
    'const all = []; for (let i = 0; ; i += 1) all.push(`${i}`.repeat(1000))',
    'out_of_memory',
    much,
  ],
  [
    'memory that is asked for and let go',
    'for (;;) try { new Uint8Array(2 ** 31) } catch {}',
    endless,
  ],
  [
    'a huge array with holes',
    'const all = []; all[2 ** 32 - 2] = 1; return all.length',
    /trapped|done/,
  ],
  [
    'a huge array without holes',
    'return new Array(2 ** 32 - 1).fill(0).length',
    /out_of_memory|ceiling_reached/,
  ],
  [
    'a huge number',
    'return String(7n ** 100000000n).length',
    /trapped|ceiling_reached|out_of_memory/,
  ],
  ['more memory than there is', 'return new ArrayBuffer(2 ** 40).byteLength', 'trapped'],
  ['a result too large', 'return "x".repeat(2 ** 21)', 'output_too_large'],
  ['a result too large in bytes', 'return new Uint8Array(2 ** 21)', 'output_too_large'],
  ['a getter in the result', 'return { get a() { throw new Error("mine") } }', 'trapped'],
  ['a getter without end in the result', 'return { get a() { for (;;) {} } }', endless],
  ['a result that throws as it is written', 'return { toJSON() { throw 1 } }', 'trapped'],
  [
    'a Proxy as its result',
    'return new Proxy({}, { get: () => 1, ownKeys: () => ["a"] })',
    /trapped|done/,
  ],
  [
    'a Proxy that was revoked',
    'const p = Proxy.revocable([], {}); p.revoke(); return p.proxy',
    'trapped',
  ],
  [
    'bytes that are no more',
    'const a = new Uint8Array(9); a.buffer.transfer(); return a',
    /trapped|done/,
  ],
  [
    'bytes that shrink as they are read',
    `const buffer = new ArrayBuffer(64, { maxByteLength: 64 });
    const view = new Uint8Array(buffer);
    Object.defineProperty(view, 'byteLength', { get() { buffer.resize(0); return 64 } });
    return view`,
    /trapped|done|bad_result/,
  ],
  [
    'a view that lies about its place',
    `const view = new Uint8Array(4);
    Object.defineProperty(view, 'byteOffset', { value: 2 ** 30 });
    Object.defineProperty(view, 'buffer', { value: { __proto__: ArrayBuffer.prototype } });
    return view`,
    /trapped|done/,
  ],
  [
    'an error without words',
    'const e = new Error(); Object.defineProperty(e, "stack", { get() { throw 1 } }); throw e',
    'trapped',
  ],
  [
    'an error that never says its name',
    'throw { __proto__: Error.prototype, get name() { for (;;) {} } }',
    endless,
  ],
  ['an error with a long story', 'throw new Error("x".repeat(1e6))', 'trapped'],
  ['a failure dressed up as another', 'throw new InternalError("out of memory")', 'out_of_memory'],
  [
    'prototypes that everybody has',
    `Object.prototype.toJSON = () => 'mine'; Array.prototype.join = null;
    Object.prototype.then = (done) => done(1); Function.prototype.call = null; return [1]`,
    'done',
  ],
  [
    'a language taken apart',
    `for (const name of Object.getOwnPropertyNames(globalThis))
      try { delete globalThis[name] } catch {}
    return 1`,
    'done',
  ],
  ['a default export that changes', 'return eval("1 + 1") + new Function("return 2")()', 'done'],
  ['a console with much to say', 'for (;;) console.log("x".repeat(1e5))', endless],
  [
    'a console that is asked to write a ring',
    'const a = {}; a.a = a; console.log(a, 1n, Symbol()); null.x',
    'trapped',
  ],
  ['a wait', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)', 'trapped'],
  [
    'letting go of what is needed',
    `const registry = new FinalizationRegistry(() => { for (;;) {} });
    for (let i = 0; i < 1e4; i += 1) registry.register({}, i); return 1`,
    /done|ceiling_reached/,
  ],
  ['a name from the prelude', 'return typeof prelude + typeof call + typeof write', 'done'],
];

const named = cases.map(([what, body, name, options = {}]) => ({ what, body, name, options }));

test.each(named)('$what', ({ body, name, options }) => {
  const end = runBody(body, { limits: { workUnits: 300_000_000 }, ...options });
  expect(end.name, end.says).toMatch(name instanceof RegExp ? name : new RegExp(`^${name}$`));
  expect(end.says.length).toBeLessThanOrEqual(end.name === 'done' ? 1e6 : 300);
});

test('with too little memory for the interpreter a job ends by name, with a little more it runs', () => {
  const ends = [1_000_000, 1_300_000, 3_000_000].map(
    (memoryBytes) => runBody('return 1', { limits: { memoryBytes } }).name,
  );
  expect(ends).toEqual(['memory_too_large', 'out_of_memory', 'done']);
});

test('code at the top of a module is limited as its function is', () => {
  const end = runSource('for (;;) {}\nexport default 1', { limits: { workUnits: 100_000_000 } });
  expect(end).toMatchObject({ name: 'ceiling_reached' });
  expect(runSource('throw new Error("top")\nexport default 1').says).toMatch(/top \(line 1/);
});

test('a loop is ended at the same place every time', () => {
  const limits = { workUnits: 50_000_000 };
  const counts = [1, 2].map(() => runBody('for (;;) {}', { limits }).workCount);
  expect(counts[0]).toBe(counts[1]);
});

test('a result shows a job with changed prototypes and nothing else of the host', () => {
  const end = runBody('Object.prototype.polluted = 1; return JSON.stringify(ctx.args)');
  expect(end.says).toBe('[]');
  expect(Object.prototype).not.toHaveProperty('polluted');
});
