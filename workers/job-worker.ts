/**
 * The entry of a worker thread, as Piscina calls it: by default it runs a slice; by name it looks at a module
 * or rates the machine. A thread runs one thing at a time, has no environment and the lowest priority.
 *
 * From outside nobody can see how far a module in a loop has come, and the module cannot tell. So the thread
 * says in shared memory, before the module begins, which thread it is and what its CPU clock reads.
 */
import { constants, setPriority } from 'node:os';
import { threadId } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import type { Refusal, Result } from '../shared/base/result.ts';
import type {
  ModuleRefusalName,
  ModuleReport,
  SliceFailure,
  SliceOutcome,
  SliceTask,
} from '../shared/jobs/task.ts';
import { limits } from '../shared/domain/limits.ts';
import { rateThread } from './rating.ts';
import { admitModule } from './sandbox/admission.ts';
import { prepareAndRun } from './sandbox/run-slice.ts';
import { readThreadCpu } from './sandbox/thread-cpu.ts';

export interface SliceRequest {
  readonly task: SliceTask;
  /**
   * Two shared numbers, zero at first: the thread that runs the task, and its CPU time in microseconds when
   * the module began.
   */
  readonly started: BigInt64Array;
}

let hasLowPriority = false;

/** Runs a slice; its output is handed over, not copied. */
export default function run({ task, started }: SliceRequest): unknown {
  lowerPriority();
  Atomics.store(started, 0, BigInt(threadId));
  Atomics.store(started, 1, BigInt(readThreadCpu()));
  const ended = prepareAndRun(task);
  return ended.ok ? handedOver(ended, ended.value.output) : ended;
}

/** Whether the module may run, with the most memory that any job may have. */
export function inspect(module: Uint8Array): Result<ModuleReport, Refusal<ModuleRefusalName>> {
  const admitted = admitModule(module, limits.memoryBytesMax, null);
  return admitted.ok ? { ok: true, value: admitted.value.report } : admitted;
}

/** The speed index of this machine's core in thousandths, by the calibration kernel. */
export function rate(calibration: Uint8Array): number {
  return rateThread(calibration);
}

/** Who sits at this machine comes first. On Linux a priority belongs to a thread; elsewhere to all of us. */
function lowerPriority(): void {
  if (hasLowPriority || process.platform !== 'linux') return;
  hasLowPriority = true;
  setPriority(0, constants.priority.PRIORITY_LOW);
}

function handedOver(ended: Result<SliceOutcome, SliceFailure>, output: Uint8Array): unknown {
  return move({ [transferableSymbol]: output.buffer, [valueSymbol]: ended });
}
