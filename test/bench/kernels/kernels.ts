/**
 * Real programs, to see what metering costs and that it counts alike everywhere. README.md says where each is from.
 *
 * Most are function modules as jobs are, whose input is the size and whose result is a checksum; one is a command.
 * SQLite and QuickJS come from packages and are run by hosts of their own.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { programsDir } from '../../../main/paths.ts';

export interface Kernel {
  readonly name: string;
  readonly kind: 'function' | 'command' | 'quickjs' | 'sqlite';
  /** The input of a function or the arguments of a command, for some 0.1 s of work. */
  readonly size: readonly string[];
  /** For some milliseconds of work. */
  readonly smallSize: readonly string[];
  readonly bytes: () => Uint8Array<ArrayBuffer>;
}

const require = createRequire(import.meta.url);
const here = fileURLToPath(new URL('.', import.meta.url));

/** Name, size for a measurement, small size. */
const functions: readonly (readonly [string, number, number])[] = [
  ['base64', 3_600, 3],
  ['binary-trees', 18, 8],
  ['bzip2', 1_000_000, 5_000],
  ['fannkuch', 10, 6],
  ['fft', 900, 1],
  ['fib', 38, 16],
  ['json', 80_000, 150],
  ['json-small', 70_000, 150],
  ['life', 300, 1],
  ['lua', 50_000, 60],
  ['lz4', 130, 1],
  ['machine', 300, 1],
  ['matmul', 60, 1],
  ['nbody', 1_800_000, 1_000],
  ['quicksort', 1_000_000, 5_000],
  ['raytrace', 1_000, 20],
  ['regex', 600_000, 700],
  ['sha256', 400_000, 500],
  ['simd-blur', 600, 1],
  ['spectral-norm', 150, 1],
  ['tak', 30, 15],
  ['zlib', 2_000_000, 5_000],
];

const picture = (width: number, height: number) =>
  JSON.stringify({ width, height, iterations: 200 });
const points = (samples: number) => JSON.stringify({ seed: 1, samples });

const samples: readonly Omit<Kernel, 'bytes'>[] = [
  {
    name: 'mandelbrot',
    kind: 'function',
    size: [picture(300, 200)],
    smallSize: [picture(16, 10)],
  },
  {
    name: 'monte-carlo',
    kind: 'function',
    size: [points(30_000_000)],
    smallSize: [points(20_000)],
  },
  { name: 'prime-count', kind: 'command', size: ['2', '3000000'], smallSize: ['2', '6000'] },
];

const file = (path: string) => () => new Uint8Array(readFileSync(path));

export const kernels: readonly Kernel[] = [
  ...functions.map(([name, size, smallSize]) => ({
    name,
    kind: 'function' as const,
    size: [String(size)],
    smallSize: [String(smallSize)],
    bytes: file(join(here, `${name}.wasm`)),
  })),
  ...samples.map((sample) => ({
    ...sample,
    bytes: file(join(programsDir, `${sample.name}.wasm`)),
  })),
  {
    name: 'quickjs',
    kind: 'quickjs',
    size: ['120'],
    smallSize: ['1'],
    bytes: file(require.resolve('quickjs-wasi/quickjs.wasm')),
  },
  {
    name: 'sqlite',
    kind: 'sqlite',
    size: ['60000'],
    smallSize: ['100'],
    bytes: file(require.resolve('sql.js/dist/sql-wasm.wasm')),
  },
];
