/** A thread that prepares a module and runs one slice of it, as a job's thread does; the test holds the controls. */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import type { SliceTask } from '../../shared/jobs/task.ts';
import { prepareForCheckpoints } from '../../workers/checkpoint/prepare.ts';
import { sayBegun, type SharedPace, type SliceControl } from '../../workers/sandbox/control.ts';
import { createPacer } from '../../workers/sandbox/pacer.ts';
import { prepareModule } from '../../workers/sandbox/prepare.ts';
import { runSlice } from '../../workers/sandbox/run-slice.ts';

export interface SliceThreadData {
  readonly task: SliceTask;
  readonly control: SliceControl;
  readonly pace: SharedPace;
  readonly withCheckpoints: boolean;
}

const { task, control, pace, withCheckpoints } = workerData as SliceThreadData;
const prepared = withCheckpoints
  ? await prepareForCheckpoints(task.module)
  : prepareModule(task.module);
if (prepared.ok) {
  const pacer = createPacer(pace, threadId);
  sayBegun(control, threadId);
  parentPort?.postMessage({ begun: performance.timeOrigin + performance.now() });
  const onCheckpoint = (checkpoint: Uint8Array) => parentPort?.postMessage({ checkpoint });
  const ended = runSlice(prepared.value, task, { control, pacer, onCheckpoint });
  parentPort?.postMessage({ ended, at: performance.timeOrigin + performance.now() });
}
