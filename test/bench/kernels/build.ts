/**
 * Builds the kernels that are written in C: `node test/bench/kernels/build.ts SOURCES`, where SOURCES is a folder
 * that holds the unpacked sources of the libraries that README.md names. Needs clang and lld 19 and wasi-libc.
 */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Build {
  readonly name: string;
  readonly source: string;
  readonly optimisation: string;
  readonly more: readonly string[];
}

const here = fileURLToPath(new URL('.', import.meta.url));
const own = [
  ...['base64', 'binary-trees', 'fannkuch', 'fft', 'fib', 'json', 'life', 'machine', 'matmul'],
  ...['nbody', 'quicksort', 'raytrace', 'sha256', 'spectral-norm', 'tak'],
];

const libraries = {
  zlib: [
    ...['adler32', 'compress', 'crc32', 'deflate', 'inffast', 'inflate', 'inftrees', 'trees'],
    ...['uncompr', 'zutil'],
  ],
  bzip2: ['blocksort', 'bzlib', 'compress', 'crctable', 'decompress', 'huffman', 'randtable'],
  lz4: ['lz4'],
  lua: [
    ...['lapi', 'lauxlib', 'lbaselib', 'lcode', 'lctype', 'ldebug', 'ldo', 'ldump', 'lfunc', 'lgc'],
    ...['llex', 'lmem', 'lobject', 'lopcodes', 'lparser', 'lstate', 'lstring', 'lstrlib', 'ltable'],
    ...['ltablib', 'ltm', 'lundump', 'lvm', 'lzio'],
  ],
};

const noHost = join(here, 'source/no-host.c');

/** No jumps, no signals, no clock, and the same hash of a string on every machine. */
const luaFlags = [
  `-I${join(here, 'source/absent')}`,
  '-D_WASI_EMULATED_SIGNAL',
  '-DLUAI_THROW(L,c)=__builtin_trap()',
  '-DLUAI_TRY(L,c,a)=a',
  '-Dluai_jmpbuf=int',
  '-Dl_randomizePivot()=0',
  '-Dluai_makeseed(state)=42',
  noHost,
];

function builds(sources: string): readonly Build[] {
  const library = (folder: string, files: readonly string[], more: readonly string[] = []) => [
    `-I${join(sources, folder)}`,
    ...more,
    ...files.map((file) => join(sources, folder, `${file}.c`)),
  ];
  const from = (name: string, source: string, optimisation: string, more: readonly string[]) => ({
    ...{ name, source, optimisation, more },
  });
  const withLibrary = (name: string, more: readonly string[]) => from(name, name, '-O2', more);
  return [
    ...own.map((name) => from(name, name, '-O2', [])),
    from('regex', 'regex', '-O2', [noHost]),
    from('json-small', 'json', '-Oz', []),
    from('simd-blur', 'simd-blur', '-O2', ['-msimd128']),
    withLibrary('zlib', library('zlib-1.2.13.dfsg', libraries.zlib)),
    withLibrary('bzip2', library('bzip2-1.0.8', libraries.bzip2, ['-DBZ_NO_STDIO'])),
    withLibrary('lz4', library('lz4-1.9.4/lib', libraries.lz4)),
    withLibrary('lua', library('lua-5.4.4/src', libraries.lua, luaFlags)),
  ];
}

function build({ name, source, optimisation, more }: Build): void {
  execFileSync('clang-19', [
    ...['--target=wasm32-wasi', optimisation, '-w', '-nostartfiles', '-Wl,--no-entry'],
    ...['-Wl,--strip-all', '-Wl,-z,stack-size=1048576', `-I${join(here, 'source')}`],
    ...[join(here, 'source/kernel.c'), join(here, 'source', `${source}.c`), ...more],
    ...['-o', join(here, `${name}.wasm`)],
  ]);
}

const [sources, ...only] = process.argv.slice(2);
if (sources === undefined) console.error('Say where the sources of the libraries are.');
else
  for (const one of builds(sources)) if (only.length === 0 || only.includes(one.name)) build(one);
