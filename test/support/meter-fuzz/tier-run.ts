/**
 * Runs metered modules of some seeds and prints what each shows, with its counts, in a line of its own: a program that
 * `test/property/meter-tiers.test.ts` starts with the flags of the engine's tiers. It runs in a thread with the stack that
 * job threads have.
 */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { isMainThread, Worker, workerData } from 'node:worker_threads';
import initWabt from 'wabt';
import { threadStackMb } from '../../../workers/meter/contract.ts';
import { meterModule } from '../../../workers/meter/meter-module.ts';
import { readModuleLayout } from '../../../workers/sandbox/module-layout.ts';
import type { GeneratedModule } from '../wasm-generator/generate-module.ts';
import { seededChoices } from '../wasm-generator/choices.ts';
import { generateModule } from '../wasm-generator/generate-module.ts';
import { readModule } from '../wasm-interpreter/read-module.ts';
import { deepModules } from './deep-modules.ts';
import { runInEngine } from './engine-run.ts';

/** So that recursion becomes too deep before a call is exhausted, in modules that recurse and do little else. */
const grants = { allowance: 1_000_000, portion: 77_777 };
const endlessFuel = 1_000_000_000;

if (isMainThread) {
  const [first, last] = process.argv.slice(2).map(Number);
  const options = { workerData: { first, last }, resourceLimits: { stackSizeMb: threadStackMb } };
  new Worker(fileURLToPath(import.meta.url), options);
} else {
  const { first, last } = workerData as { readonly first: number; readonly last: number };
  for (let seed = first; seed <= last; seed += 1) console.log(`${seed} ${seedLine(seed)}`);
  const { parseWat } = await initWabt();
  for (const [name, text] of Object.entries(deepModules)) {
    const parsed = parseWat('deep.wat', text, {});
    const bytes = new Uint8Array(parsed.toBinary({}).buffer);
    console.log(`deep: ${name}: ${lineOf({ bytes, calls: [{ name: 'run0', values: [] }] })}`);
  }
}

/** Every third module may go back as often as it likes, and is ended or becomes too deep. */
function seedLine(seed: number): string {
  return lineOf(generateModule(seededChoices(seed), seed % 3 === 0 ? endlessFuel : undefined));
}

function lineOf(generated: Pick<GeneratedModule, 'bytes' | 'calls'>): string {
  const layout = readModuleLayout(generated.bytes);
  const metered = layout === null ? null : meterModule(generated.bytes, layout);
  if (metered?.ok !== true) return 'refused';
  const compiled = new WebAssembly.Module(metered.value as Uint8Array<ArrayBuffer>);
  const seen = runInEngine(compiled, readModule(generated.bytes), generated, grants);
  const { steps, hostCalls, state, memory } = seen;
  const calls = hostCalls.map(({ call, count }) => `${call} ${count}`);
  const hash = createHash('sha256')
    .update([...calls, ...state].join('\n'))
    .update(memory);
  const ends = steps.map(({ outcome, count }) => `${outcome}:${count}`);
  return `${ends.join(' ')} ${hash.digest('hex').slice(0, 16)}`;
}
