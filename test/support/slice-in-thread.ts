/** Runs a slice in a thread of its own, and holds its controls. */
import { Worker } from 'node:worker_threads';
import type { Result } from '../../shared/base/result.ts';
import type { SliceFailure, SliceOutcome, SliceTask } from '../../shared/jobs/task.ts';
import {
  createSharedPace,
  createSliceControl,
  type SharedPace,
  type SliceControl,
  usedIn,
} from '../../workers/sandbox/control.ts';
import type { SliceThreadData } from './slice-thread.ts';

export interface SliceInThread {
  readonly control: SliceControl;
  readonly pace: SharedPace;
  /** When the module works; it has been prepared then. */
  readonly begun: Promise<void>;
  /** Also when it ended, in milliseconds since 1970. */
  readonly ended: Promise<{
    readonly ended: Result<SliceOutcome, SliceFailure>;
    readonly at: number;
  }>;
  readonly checkpoints: Uint8Array[];
  /** CPU time in milliseconds at the last yield. */
  readonly cpuMs: () => number;
}

interface Message {
  readonly begun?: number;
  readonly checkpoint?: Uint8Array;
  readonly ended?: Result<SliceOutcome, SliceFailure>;
  readonly at?: number;
}

export function runInThread(
  task: SliceTask,
  { withCheckpoints = false, pace = createSharedPace() } = {},
): SliceInThread {
  const control = createSliceControl();
  const workerData: SliceThreadData = { task, control, pace, withCheckpoints };
  const worker = new Worker(new URL('slice-thread.ts', import.meta.url), { workerData });
  const begun = Promise.withResolvers<undefined>();
  const ended = Promise.withResolvers<Awaited<SliceInThread['ended']>>();
  const checkpoints: Uint8Array[] = [];
  worker.on('message', (message: Message) => {
    if (message.begun !== undefined) begun.resolve(undefined);
    if (message.checkpoint !== undefined) checkpoints.push(message.checkpoint);
    if (message.ended !== undefined) ended.resolve({ ended: message.ended, at: message.at ?? 0 });
  });
  worker.on('error', (error) => {
    begun.reject(error);
    ended.reject(error);
  });
  return {
    control,
    pace,
    begun: begun.promise,
    ended: ended.promise,
    checkpoints,
    cpuMs: () => (usedIn(control)?.cpuMicroseconds ?? 0) / 1000,
  };
}

/** Milliseconds since 1970, in finer steps than a Date. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
