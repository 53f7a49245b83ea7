/**
 * Makes checkpoints of a running slice, and takes a slice up from one.
 *
 * A checkpoint holds all that the slice's future depends on: memory, globals, frames, the count so far and what
 * the host holds. So the slice goes on elsewhere to the same result and the same count. It comes from whoever ran
 * the slice before, and may hold anything: forged contents can make the slice compute something else, as
 * whoever forged them could have answered something else, but nothing that a module could not do anyway.
 * A slice is refused as a whole when its checkpoint is not whole; nothing of it has run then.
 */
import { createHash } from 'node:crypto';
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import { checkpointBytesMax } from '../../shared/jobs/process-protocol.ts';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { meterVersion, stackBytesMax, meterExports } from '../meter/contract.ts';
import type { Caller } from '../sandbox/caller.ts';
import { pageBytes } from '../sandbox/cap-limits.ts';
import { hostCharges } from '../sandbox/host-charges.ts';
import { endJob, jobFailure, type JobFailure } from '../sandbox/job-end.ts';
import type { MeteredRun, SliceSurroundings, Yields } from '../sandbox/metered-run.ts';
import type { Prepared } from '../sandbox/prepare.ts';
import { besidesMax, bytesToContents, type Contents, contentsToBytes } from './contents.ts';
import { openContents, sealContents } from './envelope.ts';
import { createFrames, type Place } from './frames.ts';
import { readGlobals, writeGlobals } from './globals.ts';
import { type HostParts, restoreHost, saveHost } from './host-state.ts';
import { leavableVersion } from './leavable.ts';

export interface Checkpoints {
  readonly caller: Caller;
  readonly yields: Yields;
  /** Puts the slice where it was left, if it was begun elsewhere. Ends the job when that cannot be. */
  readonly attach: (instance: WebAssembly.Instance, run: MeteredRun, host: HostParts) => void;
}

/** Larger memories take too long to write down while nothing else is done. */
const memoryBytesMax = 256 * 1024 * 1024;

/** Null for a slice that makes none and goes on from none. */
export function openCheckpoints(
  prepared: Prepared,
  task: SliceTask,
  around: SliceSurroundings,
): Result<Checkpoints | null, JobFailure> {
  const { leavable } = prepared;
  if (leavable === null) {
    if (task.from === null) return ok(null);
    const why = prepared.whyNotLeavable ?? 'It was not prepared for them.';
    return err(refusedFor(`A module that has no checkpoints cannot go on from one. ${why}`));
  }
  const identity = identityOf(leavable.moduleHash, prepared, task);
  if (task.from === null) return ok(createCheckpoints(identity, null, task, around));
  const opened = openContents(task.from, task.limits.memoryBytes, besidesMax);
  if (!opened.ok) return err(refusedFor(opened.error));
  const { head } = opened.value;
  const contents = bytesToContents(opened.value.contents, task.limits.memoryBytes);
  const isAsSaid =
    contents?.workCount === head.workCount && contents.memory.length === head.memoryBytes;
  if (contents === null || !isAsSaid)
    return err(refusedFor('This checkpoint is damaged, or the job may not have so much memory.'));
  if (!contents.identity.every((byte, index) => byte === identity[index]))
    return err(refusedFor('This checkpoint is of another slice, or of another version of ours.'));
  return ok(createCheckpoints(identity, contents, task, around));
}

function createCheckpoints(
  identity: Uint8Array,
  from: Contents | null,
  task: SliceTask,
  around: SliceSurroundings,
): Checkpoints {
  let parts: Attached | null = null;
  const frames = createFrames(from, (place) => {
    const left = parts;
    left?.run.overseer.makeCheckpoint(() => {
      const bytes = checkpointOf(left, identity, place);
      if (bytes !== null) around.onCheckpoint?.(bytes);
    });
  });
  return {
    caller: frames,
    yields: {
      arrive: frames.arrive,
      leave: () =>
        around.onCheckpoint !== undefined &&
        parts?.run.overseer.isCheckpointDue() === true &&
        parts.memory.buffer.byteLength <= memoryBytesMax &&
        frames.leave(),
    },
    attach(instance, run, host) {
      const memory = instance.exports['memory'] as WebAssembly.Memory;
      parts = { instance, run, host, memory };
      frames.attach(instance);
      if (from !== null && !restore(parts, from, task))
        endJob('checkpoint_refused', 'This checkpoint does not fit the module that it names.');
    },
  };
}

interface Attached {
  readonly instance: WebAssembly.Instance;
  readonly run: MeteredRun;
  readonly host: HostParts;
  readonly memory: WebAssembly.Memory;
}

/** Null when it is larger than a checkpoint may be. */
function checkpointOf(
  { instance, run, host, memory }: Attached,
  identity: Uint8Array,
  { step, frames }: Place,
): Uint8Array | null {
  const workCount = run.count.done();
  const contents = contentsToBytes({
    identity,
    step,
    workCount,
    globals: readGlobals(instance),
    memory: new Uint8Array(memory.buffer),
    frames,
    host: saveHost(host),
  });
  const sealed = sealContents({ workCount, memoryBytes: memory.buffer.byteLength }, contents);
  return sealed.length <= checkpointBytesMax ? sealed : null;
}

function restore(
  { instance, run, host, memory }: Attached,
  from: Contents,
  { limits }: SliceTask,
): boolean {
  const missing = from.memory.length - memory.buffer.byteLength;
  if (missing < 0 || !isGrown(memory, missing / pageBytes)) return false;
  if (!writeGlobals(instance, from.globals)) return false;
  const depth = Number((instance.exports[meterExports.depth] as WebAssembly.Global).value);
  if (depth < 0 || depth > stackBytesMax) return false;
  new Uint8Array(memory.buffer).set(from.memory);
  // These follow from the job's limits, whatever the globals say.
  run.memory.attach(instance);
  run.count.resumeAt(from.workCount);
  return restoreHost(from.host, host, limits.outputBytes);
}

function isGrown(memory: WebAssembly.Memory, pages: number): boolean {
  try {
    memory.grow(pages);
    return true;
  } catch {
    return false;
  }
}

/** Everything on which the frames and the count depend. */
function identityOf(moduleHash: Uint8Array, { report }: Prepared, task: SliceTask): Uint8Array {
  const entry = report.kind === 'function' ? task.entry : '_start';
  const versions = [meterVersion, leavableVersion, hostCharges];
  return createHash('sha256')
    .update(JSON.stringify([versions, report.kind, entry, task.args]))
    .update(moduleHash)
    .update(createHash('sha256').update(task.input).digest())
    .digest();
}

function refusedFor(why: string): JobFailure {
  return jobFailure('checkpoint_refused', why);
}
