/**
 * Makes a module ready to run with checkpoints, if it can have any; otherwise as any other, with the reason.
 *
 * It takes seconds for a large module, and what comes of it runs slower: so only for slices that ask.
 */
import { createHash } from 'node:crypto';
import type { Refusal, Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { limits } from '../../shared/domain/limits.ts';
import type { ModuleRefusalName, SliceTask } from '../../shared/jobs/task.ts';
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
  const made = await leavableForm(bytes, prepared.value);
  if (!made.ok) return ok({ ...prepared.value, whyNotLeavable: made.error });
  const moduleHash = new Uint8Array(createHash('sha256').update(bytes).digest());
  return ok({ ...prepared.value, module: made.value, leavable: { moduleHash } });
}

async function leavableForm(
  bytes: Uint8Array,
  { report }: Prepared,
): Promise<Result<WebAssembly.Module, string>> {
  if (report.kind === 'javascript')
    return err('It is JavaScript, whose interpreter is in the middle of a call of ours.');
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
  const made = await makeLeavable(metered.value);
  if (!made.ok) return made;
  try {
    return ok(new WebAssembly.Module(made.value));
  } catch {
    return err('The engine does not take it in the form that checkpoints need.');
  }
}

/** What is prepared in some fifteen seconds on a usual machine. */
const leavableBytesMax = 256 * 1024;
