/**
 * Makes a module ready to run: admits it, puts the meter in, and compiles it.
 *
 * This is nobody's work and stands outside every measurement. It is done once for each module in a process: what
 * comes of it can be sent to other threads, which then share the compiled code.
 */
import type { Refusal, Result } from '../../shared/base/result.ts';
import { ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { ModuleRefusalName, ModuleReport } from '../../shared/jobs/task.ts';
import { meterModule } from '../meter/meter-module.ts';
import { admitModule } from './admission.ts';
import { inspectJavaScript } from './javascript-source.ts';
import { refused } from './job-end.ts';
import { looksLikeJavaScript } from './looks-like-javascript.ts';
import { quickJsModule } from './quickjs/engine.ts';

/** A module that may run. It survives the structured clone. */
export interface Prepared {
  readonly report: ModuleReport;
  /** Metered as `workers/meter/contract.ts` says. */
  readonly module: WebAssembly.Module;
  /** What the module itself declares to be its most, in pages; null when it declares nothing. */
  readonly memoryPagesMax: number | null;
  /** Of a module that can be left and come back to; null for all others (see workers/checkpoint). */
  readonly leavable: Leavable | null;
  /** A sentence, where checkpoints were asked for and cannot be had. */
  readonly whyNotLeavable: string | null;
  /** The text of a JavaScript job, whose `module` is the interpreter; null for WebAssembly. */
  readonly script: Uint8Array | null;
}

export interface Leavable {
  /** SHA-256 of the module as it came. */
  readonly moduleHash: Uint8Array;
}

const notLeavable = { leavable: null, whyNotLeavable: null };

export function prepareModule(bytes: Uint8Array): Result<Prepared, Refusal<ModuleRefusalName>> {
  if (bytes.length <= limits.moduleBytes && looksLikeJavaScript(bytes)) return prepareScript(bytes);
  const admitted = admitModule(bytes, limits.memoryBytesMax, null);
  if (!admitted.ok) return admitted;
  const { report, layout } = admitted.value;
  const metered = meterModule(bytes, layout);
  if (!metered.ok) return metered;
  const compiled = compile(metered.value);
  if (!compiled.ok) return compiled;
  const memoryPagesMax = layout.memories[0]?.maximum ?? null;
  const meteredBytes = metered.value.length;
  return ok({
    report: { ...report, meteredBytes },
    module: compiled.value,
    memoryPagesMax,
    script: null,
    ...notLeavable,
  });
}

function prepareScript(script: Uint8Array): Result<Prepared, Refusal<ModuleRefusalName>> {
  const report = inspectJavaScript(script);
  if (!report.ok) return report;
  return ok({
    report: report.value,
    module: quickJsModule(),
    memoryPagesMax: null,
    script,
    ...notLeavable,
  });
}

/** A module that was validated fails here only if the engine has a limit that we do not know. */
function compile(bytes: Uint8Array): Result<WebAssembly.Module, Refusal<ModuleRefusalName>> {
  try {
    return ok(new WebAssembly.Module(bytes));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return refused('not_webassembly', `The engine cannot compile this module: ${message}.`);
  }
}
