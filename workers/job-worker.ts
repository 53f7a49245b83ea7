/**
 * The entry of a worker thread, as Piscina calls it: by default it runs a slice; by name it makes a module ready
 * or rates the machine. A thread runs one thing at a time, has no environment and the lowest priority.
 *
 * From outside nobody can see how far a module in a loop has come, and the module cannot tell. So the thread says
 * in shared memory which one it is and what was used at each yield.
 *
 * A thread's start is part of every cold start, so this file loads what all tasks need and leaves the rest.
 */
import { constants, setPriority } from 'node:os';
import { type MessagePort, threadId } from 'node:worker_threads';
import type { Refusal, Result } from '../shared/base/result.ts';
import type { Ended, Rated, SliceWithoutModule } from '../shared/jobs/process-protocol.ts';
import type { ModuleRefusalName } from '../shared/jobs/task.ts';
import type { ModuleForm } from './process/module-shelf.ts';
import {
  commandIn,
  sayBegun,
  sayEnded,
  type SharedPace,
  type SliceControl,
} from './sandbox/control.ts';
import { createPacer, type Pacer } from './sandbox/pacer.ts';
import { type Prepared, prepareModule } from './sandbox/prepare.ts';
import { keepQuickJs, quickJsModule } from './sandbox/quickjs/engine.ts';
import { runSlice } from './sandbox/run-slice.ts';

export interface SliceRequest {
  readonly prepared: Prepared;
  readonly slice: SliceWithoutModule;
  readonly control: SliceControl;
  readonly pace: SharedPace;
  /** Takes the bytes of each checkpoint; null where none is to be made. */
  readonly checkpoints: MessagePort | null;
}

/** Slices of one module. */
export interface SeveralRequest extends Pick<SliceRequest, 'prepared' | 'pace'> {
  readonly slices: readonly Pick<SliceRequest, 'slice' | 'control'>[];
}

export interface PrepareRequest {
  readonly bytes: Uint8Array;
  readonly control: SliceControl;
  readonly form: ModuleForm;
  /** QuickJS, where the bytes are JavaScript. */
  readonly interpreter: WebAssembly.Module | null;
}

export interface InterpreterRequest {
  readonly control: SliceControl;
}

const noModule = new Uint8Array(0);
const severalWithinMs = 25;
let hasLowPriority = false;
/** The thread's, not a slice's: otherwise many short slices would have the core to themselves. */
let pacer: Pacer | null = null;

/** Comes up, with all that a slice needs. */
export function warm(): void {
  lowerPriority();
}

/** Runs a slice. */
export default function run(request: SliceRequest): Ended {
  const { prepared, slice, control, pace, checkpoints } = request;
  lowerPriority();
  sayBegun(control, threadId);
  pacer ??= createPacer(pace, threadId);
  return runSlice(
    prepared,
    { ...slice, module: noModule },
    { control, pacer, onCheckpoint: (bytes) => checkpoints?.postMessage(bytes) },
  );
}

/**
 * Runs short slices one after the other. Once they have taken a while none is begun any more, nor any that is not
 * wanted: null in its place.
 */
export function runSeveral({ prepared, pace, slices }: SeveralRequest): (Ended | null)[] {
  const endMs = performance.now() + severalWithinMs;
  return slices.map(({ slice, control }, index) => {
    const isOver = index > 0 && performance.now() >= endMs;
    if (isOver || commandIn(control) === 'stop') return null;
    const ended = run({ prepared, slice, control, pace, checkpoints: null });
    sayEnded(control);
    return ended;
  });
}

/** Admits, meters and compiles a module; for slices with checkpoints, by what is large and seldom needed. */
export async function prepare({
  bytes,
  control,
  form,
  interpreter,
}: PrepareRequest): Promise<Result<Prepared, Refusal<ModuleRefusalName>>> {
  lowerPriority();
  sayBegun(control, threadId);
  if (interpreter !== null) keepQuickJs(interpreter);
  if (form === 'usual') return prepareModule(bytes);
  const { prepareForCheckpoints } = await import('./checkpoint/prepare.ts');
  return prepareForCheckpoints(bytes);
}

/** QuickJS, metered and compiled, for all threads of the process. */
export function interpreter({ control }: InterpreterRequest): WebAssembly.Module {
  lowerPriority();
  sayBegun(control, threadId);
  return quickJsModule();
}

/** The speed index of this machine's core, by the calibration mix. Rating is rare, and so loaded when needed. */
export async function rate(calibration: Uint8Array): Promise<Rated> {
  lowerPriority();
  const { rateThread } = await import('./rating.ts');
  return rateThread(calibration);
}

/** Who sits at this machine comes first. On Linux a priority belongs to a thread; elsewhere to all of us. */
function lowerPriority(): void {
  if (hasLowPriority || process.platform !== 'linux') return;
  hasLowPriority = true;
  setPriority(0, constants.priority.PRIORITY_LOW);
}
