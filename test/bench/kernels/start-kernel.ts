/** Starts a kernel in a fresh instance, metered or not, and hands back its work. */
import { createRequire } from 'node:module';
import { WASI, Fd, wasi } from '@bjorn3/browser_wasi_shim';
import { assert } from '../../../shared/base/assert.ts';
import type { Kernel } from './kernels.ts';

/** Does the work of the kernel once and answers its checksum. */
export type KernelWork = () => string;

/** Makes the instance: with the imports that the kernel wants, and those of the meter if it has one. */
export type Instantiate = (imports: WebAssembly.Imports) => WebAssembly.Instance;

export async function startKernel(
  kernel: Kernel,
  size: readonly string[],
  instantiate: Instantiate,
): Promise<KernelWork> {
  switch (kernel.kind) {
    case 'function':
      return startFunction(size, instantiate);
    case 'command':
      return startCommand(size, instantiate);
    case 'quickjs':
      return startQuickJs(size, instantiate);
    case 'sqlite':
      return startSqlite(size, instantiate);
  }
}

type Call = (...values: readonly (number | bigint)[]) => number;

function exportsOf({ exports }: WebAssembly.Instance) {
  const { memory, ...calls } = exports as { memory: WebAssembly.Memory } & { [name: string]: Call };
  const call = (name: string, ...values: readonly number[]) => {
    const found = calls[name];
    assert(found !== undefined, `the kernel exports ${name}`);
    return found(...values);
  };
  return { call, bytes: () => new Uint8Array(memory.buffer) };
}

function startFunction([size = '']: readonly string[], instantiate: Instantiate): KernelWork {
  const { call, bytes } = exportsOf(instantiate({}));
  const input = new TextEncoder().encode(size);
  return () => {
    const at = call('alloc', input.length);
    bytes().set(input, at);
    const result = call('run', at, input.length) as unknown as bigint;
    const [start, length] = [Number(result >> 32n), Number(result & 0xffffffffn)];
    return hashOf(bytes().subarray(start, start + length));
  };
}

/** Collects what a command writes. */
class Output extends Fd {
  bytes: number[] = [];
  override fd_write(data: Uint8Array) {
    this.bytes.push(...data);
    return { ret: wasi.ERRNO_SUCCESS, nwritten: data.length };
  }
}

function startCommand(args: readonly string[], instantiate: Instantiate): KernelWork {
  const output = new Output();
  const host = new WASI(['kernel', ...args], [], [output, output, output], { debug: false });
  const instance = instantiate({ wasi_snapshot_preview1: host.wasiImport });
  return () => {
    host.start(instance as Parameters<WASI['start']>[0]);
    return hashOf(output.bytes);
  };
}

function hashOf(bytes: Iterable<number>): string {
  let hash = 0n;
  for (const byte of bytes) hash = BigInt.asUintN(64, hash * 31n + BigInt(byte));
  return hash.toString(16);
}

const script = `(size) => {
  let sum = 0;
  const point = (x, y) => ({ x, y, plus(other) { return point(x + other.x, y + other.y); } });
  for (let round = 0; round < size; round++) {
    let at = point(round, 1);
    const words = new Map();
    for (let i = 0; i < 300; i++) {
      at = at.plus(point(i, i % 7));
      const word = 'w' + ((i * 7919 + round) % 97);
      words.set(word, (words.get(word) ?? 0) + i);
    }
    const sorted = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    const text = JSON.stringify(sorted).replace(/w(\\d)/g, '<$1>');
    for (let i = 0; i < text.length; i += 3) sum = (sum * 31 + text.charCodeAt(i)) | 0;
    sum = (sum + at.x + at.y) | 0;
  }
  return sum;
}`;

function startQuickJs([size = '']: readonly string[], instantiate: Instantiate): KernelWork {
  const nothing = () => 0;
  const names = ['get_timezone_offset', 'interrupt', 'promise_rejection', 'module_normalize'];
  const env = ['module_load', 'call', ...names].map((name) => [`host_${name}`, nothing] as const);
  const host = ['clock_time_get', 'fd_close', 'fd_fdstat_get', 'fd_seek', 'fd_write', 'random_get'];
  const instance = instantiate({
    env: Object.fromEntries(env),
    wasi_snapshot_preview1: Object.fromEntries(host.map((name) => [name, nothing])),
  });
  const { call, bytes } = exportsOf(instance);
  call('_initialize');
  assert(call('qjs_init') === 0, 'QuickJS starts');
  const text = (words: string): readonly [number, number] => {
    const encoded = new TextEncoder().encode(words);
    const at = call('wasm_malloc', encoded.length + 1);
    bytes().set([...encoded, 0], at);
    return [at, encoded.length];
  };
  const code = text(`(${script})(${size})`);
  const [file] = text('kernel.js');
  return () => {
    const result = call('qjs_eval', ...code, file, 0);
    assert(call('qjs_is_exception', result) === 0, 'the script ends well');
    return String(call('qjs_get_float64', result));
  };
}

interface SqlJs {
  readonly Database: new () => {
    run(sql: string, values?: readonly unknown[]): void;
    exec(sql: string): readonly { readonly values: readonly unknown[] }[];
  };
}

interface SqlJsOptions {
  instantiateWasm(
    imports: WebAssembly.Imports,
    done: (instance: WebAssembly.Instance) => void,
  ): object;
}

const query = `SELECT word, count(*), sum(number), max(id) FROM things WHERE number % 3 <> 1
  GROUP BY word ORDER BY 3 DESC, 1 LIMIT 50`;

/** The package names a database by chance, and SQLite works on the name: the count would be another each time. */
function withoutChance<Value>(make: () => Value): Value {
  const { random } = Math;
  Math.random = () => 1 / 3;
  try {
    return make();
  } finally {
    Math.random = random;
  }
}

async function startSqlite([size = '']: readonly string[], instantiate: Instantiate) {
  const require = createRequire(import.meta.url);
  delete require.cache[require.resolve('sql.js')]; // which keeps one instance for good
  const load = require('sql.js') as (options: SqlJsOptions) => Promise<SqlJs>;
  const { Database } = await load({
    instantiateWasm(imports, done) {
      const instance = instantiate(imports);
      done(instance);
      return instance.exports;
    },
  });
  return () => {
    const database = withoutChance(() => new Database());
    database.run('CREATE TABLE things (id INTEGER PRIMARY KEY, word TEXT, number INTEGER)');
    database.run(
      `WITH RECURSIVE many(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < ${size})
       INSERT INTO things SELECT n, printf('w%03d', n * 7919 % 701), n * n % 10007 FROM many`,
    );
    database.run('CREATE INDEX by_word ON things (word, number)');
    const rows = JSON.stringify([database.exec(query), database.exec(query)]);
    return hashOf(new TextEncoder().encode(rows));
  };
}
