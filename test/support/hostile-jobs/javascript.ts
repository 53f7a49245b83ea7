/** Jobs in JavaScript that do not end, eat memory, or look for a way out of the interpreter. */
import type { HostileJob } from './hostile-job.ts';
import { scriptJob, scriptOf } from './hostile-job.ts';

const ceiling = ['ceiling_reached'] as const;
const hungry = ['out_of_memory', 'ceiling_reached', 'trapped'] as const;
const ending = ['trapped', 'bad_result', 'done', 'out_of_memory', 'ceiling_reached'] as const;

/** A body of `run`, and what may come of it. */
const bodies: readonly (readonly [string, string, HostileJob['expected'], string?])[] = [
  ['loops for ever', 'for (;;);', ceiling],
  ['calls itself for ever', 'return run(input, ctx);', ['trapped', 'ceiling_reached']],
  [
    'calls itself in a getter',
    'const o = { get a() { return this.a; } }; return o.a;',
    ['trapped'],
  ],
  [
    'calls itself in a Proxy of Proxies',
    'let p = {}; for (let i = 0; i < 1e5; i++) p = new Proxy(p, {}); return p.x;',
    [...ending],
  ],
  [
    'goes on in a promise for ever',
    'for (;;) await null;',
    ['trapped', ...ceiling, 'not_javascript'],
  ],
  [
    'hands each promise on to the next for ever',
    'const next = () => Promise.resolve().then(next); return next();',
    [...hungry, 'bad_result'],
  ],
  ['waits for a promise that nobody settles', 'return new Promise(() => {});', ['bad_result']],
  ['fills an array for ever', 'const a = []; for (;;) a.push({ a });', hungry],
  ['doubles a string for ever', "let s = 'ab'; for (;;) s += s;", hungry],
  ['repeats a string a thousand million times', "return 'ab'.repeat(2 ** 30);", hungry],
  ['joins an array of four thousand million', 'return new Array(2 ** 32 - 1).join("x");', hungry],
  [
    'sorts a sparse array of four thousand million',
    'const a = []; a[2 ** 32 - 2] = 1; return a.sort();',
    [...hungry, 'done'],
  ],
  ['asks for a buffer of a thousand million', 'return new Uint8Array(2 ** 30);', hungry],
  ['asks for a buffer of more than there is', 'return new ArrayBuffer(2 ** 53 - 1);', hungry],
  ['raises a number to a huge power', 'return String(7n ** 9999999n);', hungry],
  ['shifts a number by a thousand million', 'return String(1n << 1073741823n);', hungry],
  [
    'matches an expression that never ends',
    "return /^(a+)+$/.test('a'.repeat(60) + 'b');",
    [...ceiling, 'trapped'],
  ],
  [
    'builds an expression of a million groups',
    "return new RegExp('(a'.repeat(1e6) + ')'.repeat(1e6)).source;",
    ending,
  ],
  ['nests JSON a million deep', "return JSON.parse('['.repeat(1e6) + ']'.repeat(1e6));", ending],
  [
    'answers something that holds itself',
    'const a = {}; a.a = a; return a;',
    ['trapped', 'bad_result'],
  ],
  [
    'answers what nests a hundred thousand deep',
    'let a = []; for (let i = 0; i < 1e5; i++) a = [a]; return a;',
    ending,
  ],
  ['answers with more than it may', "return 'x'.repeat(3e6);", ['output_too_large']],
  ['answers through toJSON for ever', 'return { toJSON() { for (;;); } };', ceiling],
  [
    'answers through a toJSON that throws',
    'return { toJSON() { throw 1; } };',
    ['trapped', 'bad_result'],
  ],
  [
    'answers with a Proxy',
    'return new Proxy({}, { get() { for (;;); }, ownKeys() { for (;;); } });',
    [...ceiling, 'done'],
  ],
  ['answers with getters', 'return { get a() { for (;;); } };', ceiling],
  ['answers with a function', 'return () => 1;', [...ending]],
  ['answers with a symbol', 'return Symbol("a");', [...ending]],
  ['answers with a number that JSON does not have', 'return 10n;', ['trapped', 'bad_result']],
  ['throws nothing', 'throw undefined;', ['trapped']],
  [
    'throws an error whose message throws',
    'throw { get message() { throw 1; }, get stack() { for (;;); }, toString() { throw 2; } };',
    ['trapped', ...ceiling],
  ],
  [
    'throws a Proxy',
    'throw new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); } });',
    ['trapped', ...ceiling],
  ],
  ['throws a text of a hundred million', "throw new Error('x'.repeat(1e8));", [...hungry]],
  [
    'poisons the prototypes that its host might read',
    `const poison = { get() { return 'poisoned'; }, set() { throw 1; }, configurable: true };
     for (const of of [Object, Array, String, Uint8Array, Promise, Function, Error, JSON])
       for (const name of ['toJSON', 'then', 'length', 'message', 'ok', 'value', 'name'])
         try { Object.defineProperty(of.prototype ?? of, name, poison); } catch {}
     JSON.stringify = () => 'poisoned'; globalThis.Uint8Array = Array; Array.prototype.join = 1;
     return { a: [1, 'b'] };`,
    [...ending],
  ],
  [
    'poisons Object.prototype.__proto__',
    "Object.prototype.__proto__ = null; ctx.__proto__.x = 1; ({}).constructor.prototype.y = 2; return 'ok';",
    ['done', 'trapped'],
  ],
  [
    'evaluates text',
    "return [eval('1 + 1'), Function('return typeof process')()];",
    ['done', 'trapped'],
    '[2,"undefined"]',
  ],
  [
    'looks for its host',
    `const names = ['process', 'require', 'global', 'window', 'Deno', 'std', 'os', 'fetch', 'Worker',
       'WebAssembly', 'XMLHttpRequest', 'setTimeout', 'scriptArgs', 'print', 'load', 'bjson'];
     return names.filter((name) => typeof globalThis[name] !== 'undefined');`,
    ['done'],
    '[]',
  ],
  [
    "looks for its host through errors' stacks",
    "try { null.x; } catch (e) { return /node|file:|\\/work|workers/.test(e.stack) ? e.stack : 'no'; }",
    ['done'],
    'no',
  ],
  [
    'imports a module of its host',
    "return import('node:fs');",
    ['trapped', 'import_refused', 'bad_result', 'not_javascript'],
  ],
  [
    'imports what QuickJS has beside it',
    "return import('os').then((os) => os.exec(['id']));",
    ['trapped', 'bad_result'],
  ],
  [
    'writes beyond typed arrays',
    `const a = new Uint8Array(8); a[2 ** 31] = 1; a[-1] = 1; a.set([1], 7);
     new DataView(a.buffer).setFloat64(2 ** 31, 1);`,
    ['trapped'],
  ],
  [
    'shrinks an array while it is sorted',
    `const a = Array.from({ length: 1000 }, (_, i) => ({ valueOf() { a.length = 0; return i; } }));
     a.sort((x, y) => x - y); return a.length;`,
    ['done', 'trapped'],
  ],
  [
    'detaches a buffer while it is filled',
    `const buffer = new ArrayBuffer(64, { maxByteLength: 128 }); const a = new Uint8Array(buffer);
     a.fill({ valueOf() { buffer.transfer?.(); return 1; } }); a.copyWithin(0, 1); return a.length;`,
    ['done', 'trapped'],
  ],
  [
    'resizes a buffer while it is sliced',
    `const buffer = new ArrayBuffer(64, { maxByteLength: 4096 }); const a = new Uint8Array(buffer);
     buffer.resize(4096); const b = a.subarray(4000); buffer.resize(1); return [...b, a.length];`,
    ['done', 'trapped'],
  ],
  [
    'frees what it still holds through weak references',
    `const registry = new FinalizationRegistry(() => { for (;;); });
     for (let i = 0; i < 1e4; i++) { const o = { o: i }; registry.register(o, o); new WeakRef(o); }
     return 'ok';`,
    ['done', 'trapped', 'ceiling_reached'],
  ],
  [
    'makes a generator that never returns',
    'function* g() { try { for (;;) yield 1; } finally { for (;;); } } for (const x of g()) return x;',
    ceiling,
  ],
  ['spreads a million arguments', 'return Math.max(...new Array(1e6).fill(1));', ending],
  [
    'applies sixty thousand arguments to itself',
    'return run.apply(null, new Array(65000).fill(input));',
    ['trapped', 'ceiling_reached'],
  ],
  [
    'binds a function to itself a million times',
    'let f = () => 1; for (let i = 0; i < 1e6; i++) f = f.bind(null); return f();',
    ending,
  ],
  [
    'concatenates a rope and compares it',
    "let s = ''; for (let i = 0; i < 1e6; i++) s = 'a' + s; return s.length;",
    ending,
  ],
  [
    'uses its seed to look for chance',
    'return [Math.random() === Math.random(), typeof ctx.seed];',
    ['done'],
    '[false,"number"]',
  ],
];

/** What is refused or ended before `run` is called. */
const sources: readonly (readonly [string, () => string, HostileJob['expected']])[] = [
  [
    'loops for ever while it is loaded',
    () => 'for (;;); export default function run() {}',
    ceiling,
  ],
  [
    'waits at its top for ever',
    () => 'await new Promise(() => {}); export default function run() {}',
    ['bad_result'],
  ],
  ['has no function to export', () => 'export default 7;', ['unknown_entry']],
  [
    'has a default export that is a Proxy',
    () => 'export default new Proxy(() => {}, { apply() { for (;;); } });',
    ceiling,
  ],
  ['has an error of syntax', () => 'export default function run( {', ['not_javascript']],
  [
    'imports a file',
    () => "import fs from 'fs'; export default function run() { return fs; }",
    ['import_refused'],
  ],
  [
    'imports itself',
    () => "import me from './job.js'; export default function run() { return me; }",
    ['import_refused', 'not_javascript', 'done', 'trapped'],
  ],
  [
    'nests two million brackets',
    () => `export default function run() { return ${'['.repeat(2e6)} }`,
    ['not_javascript'],
  ],
  [
    'is eight MiB of code',
    () => `export default function run() { return 1 ${'+1'.repeat(4e6)}; }`,
    ['not_javascript', 'done', 'trapped', 'out_of_memory', 'ceiling_reached'],
  ],
  [
    'is eight MiB of one name',
    () => `export default function run() { ${'a'.repeat(8e6)}; }`,
    ['trapped', 'not_javascript', 'out_of_memory', 'ceiling_reached'],
  ],
  [
    'has a hundred thousand functions',
    () => `${'function f(){};'.repeat(1e5)} export default f;`,
    ['not_javascript', 'done'],
  ],
  [
    'uses an expression that takes for ever to read',
    () => `export default () => /${'(a|'.repeat(2e4)}${')'.repeat(2e4)}/;`,
    ['not_javascript', 'done', 'trapped'],
  ],
];

export const javascript: readonly HostileJob[] = [
  ...bodies.map(([name, body, expected, output]): HostileJob => {
    const isAsync = body.includes('await');
    const module = isAsync
      ? () => scriptJob(`export default async function run(input, ctx) { ${body} }`)
      : scriptOf(body);
    return {
      name: `${name} (JavaScript)`,
      module,
      expected,
      ...(output !== undefined && { output }),
    };
  }),
  ...sources.map(([name, source, expected]) => ({
    name: `${name} (JavaScript)`,
    module: () => scriptJob(source()),
    expected,
  })),
  {
    name: 'is JavaScript that is no UTF-8',
    module: () => Uint8Array.from([...scriptJob('export default () => "'), 0xff, 0xfe, 0x22]),
    expected: ['not_webassembly', 'not_javascript'],
  },
];
