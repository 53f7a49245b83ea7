/**
 * Compiles the sample programs and the calibration mix: `node workers/programs/build.ts`.
 *
 * The compiled files are kept in the repository, so that nobody needs the compiler to run the samples;
 * a test compares them with a fresh build.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { main as compile } from 'assemblyscript/asc';
import binaryen from 'assemblyscript/binaryen';
import { assert } from '../../shared/base/assert.ts';

export const sampleNames = ['mandelbrot', 'prime-count', 'monte-carlo'] as const;

export type SampleName = (typeof sampleNames)[number];

const options = ['-O3', '--runtime', 'stub', '--use', 'abort=', '--noAssert'];

/** The module of a sample program, compiled from its source. */
export async function buildSample(name: SampleName): Promise<Uint8Array> {
  let built: Uint8Array | null = null;
  const messages: string[] = [];
  const { error } = await compile([`${name}.ts`, ...options, '--outFile', `${name}.wasm`], {
    readFile: (file) => textIn(`source/${file}`),
    writeFile: (_file, contents) => {
      if (typeof contents !== 'string') built = contents;
    },
    listFiles: () => [],
    stderr: { write: (message: string | Uint8Array) => messages.push(String(message)) },
  });
  assert(error === null && built !== null, `${name} compiles: ${messages.join('')}`);
  return built;
}

/** The calibration mix, assembled as it stands: nothing is optimised, so that its work is what is written. */
export function buildCalibration(): Uint8Array {
  // What the compiler of the samples has set stays set for the whole process, and changes what is emitted.
  binaryen.setOptimizeLevel(0);
  binaryen.setShrinkLevel(0);
  const module = binaryen.parseText(textIn('calibration.wat') ?? '');
  module.setFeatures(binaryen.Features.SIMD128 | binaryen.Features.BulkMemory);
  const built = module.emitBinary();
  module.dispose();
  return built;
}

function textIn(path: string): string | null {
  try {
    return readFileSync(new URL(path, import.meta.url), 'utf8');
  } catch {
    return null;
  }
}

async function buildAll(): Promise<void> {
  for (const name of sampleNames) keep(name, await buildSample(name));
  keep('calibration', buildCalibration());
}

function keep(name: string, bytes: Uint8Array): void {
  writeFileSync(new URL(`${name}.wasm`, import.meta.url), bytes);
}

if (import.meta.main) await buildAll();
