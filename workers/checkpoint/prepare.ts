/**
 * Makes a module ready to run with checkpoints, if it can have any; otherwise as any other, with the reason.
 *
 * It takes seconds for a large module, and what comes of it runs slower: so only for slices that ask.
 */
import { createHash } from 'node:crypto';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { ModuleRefusalName, ModuleReport, SliceTask } from '../../shared/jobs/task.ts';
import { meterModule } from '../meter/meter-module.ts';
import { admitModule } from '../sandbox/admission.ts';
import { type Prepared, prepareModule } from '../sandbox/prepare.ts';
import { bytesInWords } from '../sandbox/sentence.ts';
import { makeLeavable } from './leavable.ts';
import { whyNoCheckpoints } from './why-not.ts';

/** Whether a slice has to run a module in this form. */
export function needsCheckpoints(task: Pick<SliceTask, 'from' | 'checkpointEvery'>): boolean {
  return task.from !== null || task.checkpointEvery !== null;
}

export async function prepareForCheckpoints(
  bytes: Uint8Array,
): Promise<Result<Prepared, Refusal<ModuleRefusalName>>> {
  const prepared = prepareModule(bytes);
  if (!prepared.ok) return prepared;
  const written = await writeLeavable(bytes, prepared.value.report);
  const made = written.ok ? withLeavable(bytes, prepared.value, written.value) : written;
  return ok(made.ok ? made.value : { ...prepared.value, whyNotLeavable: made.error });
}

/** The module prepared as usual, and then to run in its other form, which `writeLeavable` wrote. */
export function withLeavable(
  bytes: Uint8Array,
  prepared: Prepared,
  leavable: Uint8Array,
): Result<Prepared, string> {
  const moduleHash = new Uint8Array(createHash('sha256').update(bytes).digest());
  try {
    const module = new WebAssembly.Module(new Uint8Array(leavable));
    return ok({ ...prepared, module, leavable: { moduleHash } });
  } catch {
    return err('The engine does not take it in the form that checkpoints need.');
  }
}

/** The form of an admitted module that can be left, or a sentence that says why there is none. */
export async function writeLeavable(
  bytes: Uint8Array,
  report: ModuleReport,
): Promise<Result<Uint8Array, string>> {
  if (report.kind === 'javascript')
    return err(
      'It is JavaScript, whose interpreter would be three to four times slower with them.',
    );
  if (bytes.length > leavableBytesMax)
    return err(
      `It is too large to be prepared for checkpoints in time: ${bytesInWords(leavableBytesMax)} is the most.`,
    );
  const admitted = admitModule(bytes, limits.memoryBytesMax, null);
  if (!admitted.ok) return err(admitted.error.detail);
  const { layout } = admitted.value;
  const why = whyNoCheckpoints(bytes, layout);
  if (why !== null) return err(why);
  const metered = meterModule(bytes, layout);
  if (!metered.ok) return err(metered.error.detail);
  return makeLeavable(metered.value);
}

/** QuickJS has 620 KiB and SQLite 670, and that takes Binaryen about a minute; see leavable.ts. */
const leavableBytesMax = 768 * 1024;
