/**
 * QuickJS itself, through our meter as every module, compiled once and shared by all threads of a process.
 *
 * It comes with the package `quickjs-wasi` and is the same file on every machine, so the count of a JavaScript job
 * is the same on every machine too.
 */
import { readFileSync } from 'node:fs';
import { assert } from '../../../shared/base/assert.ts';
import { meterModule } from '../../meter/meter-module.ts';
import { readModuleLayout } from '../module-layout.ts';

let compiled: WebAssembly.Module | null = null;

/** Compiles it at the first call, if nobody else has, which takes seconds of the optimising compiler's time. */
export function quickJsModule(): WebAssembly.Module {
  compiled ??= new WebAssembly.Module(meteredQuickJs());
  return compiled;
}

/** Takes what another thread has compiled. */
export function keepQuickJs(module: WebAssembly.Module): void {
  compiled ??= module;
}

/** The metered bytes; they are what every node must have alike. */
export function meteredQuickJs(): Uint8Array {
  const bytes = readFileSync(new URL(import.meta.resolve('quickjs-wasi/quickjs.wasm')));
  const layout = readModuleLayout(bytes);
  assert(layout !== null, 'quickjs.wasm can be read');
  const metered = meterModule(bytes, layout);
  assert(metered.ok, 'quickjs.wasm can be metered');
  return metered.value;
}
