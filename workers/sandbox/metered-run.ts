/**
 * All that stands between a metered module and its host while it runs: what it imports from the meter, what it is
 * granted, what it has used and how that ends. Whoever instantiates a metered module, whatever it is, runs it
 * with one of these: `begin`, instantiate with `imports`, `attach`, work, `finish`.
 */
import type { Result } from '../../shared/base/result.ts';
import { err, ok } from '../../shared/base/result.ts';
import type { SliceFailure, SliceLimits, SliceOutcome, SliceTask } from '../../shared/jobs/task.ts';
import { meterExports, meterModuleName, stackBytesMax } from '../meter/contract.ts';
import type { SliceControl } from './control.ts';
import { explainFailure, type FailureContext, noMemory, stackOverflow } from './explain-failure.ts';
import { JobEnd, type JobFailure, jobFailure } from './job-end.ts';
import { createMemoryBudget, type MemoryBudget } from './memory-budget.ts';
import { cpuSentence, createOverseer, type Overseer } from './overseer.ts';
import type { Pacer } from './pacer.ts';
import { mute, type Voice } from './voice.ts';
import { createWorkCount, type WorkCount } from './work-count.ts';

/** What is around a slice in its thread; all of it may be missing, in tests and where nobody watches. */
export interface SliceSurroundings {
  readonly control?: SliceControl | undefined;
  /** The thread's, not the slice's. */
  readonly pacer?: Pacer | undefined;
  readonly onCheckpoint?: ((bytes: Uint8Array) => void) | undefined;
  /** Another portion than the usual one, to show what does not depend on it. */
  readonly portionUnits?: number | undefined;
}

/** How a module can be left at its yields; see workers/checkpoint/frames.ts. */
export interface Yields {
  readonly arrive: () => void;
  /** Whether the module is about to leave: then nothing is granted, and the yield returns at once. */
  readonly leave: () => boolean;
}

export interface MeteredRun {
  /** For the module: `meter.slice`, `meter.too_deep` and `meter.no_memory`. */
  readonly imports: WebAssembly.ImportObject;
  readonly count: WorkCount;
  readonly memory: MemoryBudget;
  readonly overseer: Overseer;
  readonly begin: () => void;
  /** From here on this is what the module says. */
  readonly hear: (voice: Voice) => void;
  /** Sets the instance's allowance, depth and memory: before anything of it is called. */
  readonly attach: (instance: WebAssembly.Instance) => void;
  /** The failure that something thrown by the module, or through it, is. */
  readonly explain: (error: unknown, lastErrorLine?: string) => JobFailure;
  readonly context: (lastErrorLine: string) => FailureContext;
  /** What the slice answers, with what it has used. */
  readonly finish: (ended: Result<Uint8Array, JobFailure>) => Result<SliceOutcome, SliceFailure>;
}

/** `pagesMax` is what the module itself says to be its memory's most; null when it says nothing. */
export function createMeteredRun(
  task: Pick<SliceTask, 'limits' | 'checkpointEvery'>,
  pagesMax: number | null,
  around: SliceSurroundings,
  yields?: Yields,
): MeteredRun {
  const { limits } = task;
  const count = createWorkCount(limits.workUnits, around.portionUnits);
  const memory = createMemoryBudget(limits.memoryBytes, pagesMax);
  let voice = mute;
  const overseer = createOverseer({
    limits,
    checkpointEvery: around.onCheckpoint === undefined ? null : task.checkpointEvery,
    control: around.control,
    pacer: around.pacer,
    workCount: () => count.done() - count.doneElsewhere(),
    progressMilli: () => voice.progressMilli(),
  });
  const context = (lastErrorLine: string): FailureContext => ({
    wasRefusedMemory: memory.wasRefused(),
    memoryBytes: memory.usedBytes(),
    memoryBytesMax: memory.moduleBytesMax(),
    lastErrorLine,
  });

  return {
    imports: {
      [meterModuleName]: {
        slice() {
          yields?.arrive();
          overseer.look();
          if (yields?.leave() === true) return;
          count.grant();
        },
        too_deep: () => endWith(stackOverflow()),
        no_memory: () => endWith(noMemory()),
      },
    },
    count,
    memory,
    overseer,
    begin: overseer.begin,
    hear(spoken) {
      voice = spoken;
    },
    attach(instance) {
      memory.attach(instance);
      count.attach(instance);
      const depth = instance.exports[meterExports.depth] as WebAssembly.Global | undefined;
      if (depth !== undefined) depth.value = stackBytesMax;
    },
    explain: (error, lastErrorLine = '') => explainFailure(error, context(lastErrorLine)),
    context,
    finish: (ended) => finish(ended, limits, overseer.cpuMicroseconds(), count, voice.console()),
  };
}

/** A slice may end by itself between two looks, and be over its CPU time all the same. */
function finish(
  ended: Result<Uint8Array, JobFailure>,
  limits: SliceLimits,
  cpuMicroseconds: number,
  count: WorkCount,
  console: string,
): Result<SliceOutcome, SliceFailure> {
  const workCountBefore = count.doneElsewhere();
  const said = console === '' ? {} : { console };
  const used = { cpuMicroseconds, workCount: count.done() - workCountBefore, ...said };
  if (!ended.ok) return err({ ...ended.error, ...used });
  if (cpuMicroseconds > limits.cpuMicroseconds)
    return err({ ...jobFailure('ceiling_reached', cpuSentence(limits)), ...used });
  return ok({ output: ended.value, workCountBefore, ...used });
}

function endWith(failure: JobFailure): never {
  // eslint-disable-next-line no-restricted-syntax -- only an exception leaves a module's frames
  throw new JobEnd(failure);
}
