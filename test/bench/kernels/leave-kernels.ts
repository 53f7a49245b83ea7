/**
 * Leaves kernels in the middle in one process and takes them up in another, and prints a line of JSON for each.
 *
 * `leave FOLDER NAME…` runs each kernel in full as any slice, then in the form that can be left, with a
 * checkpoint at some quarter of its count, and puts that form and the checkpoints into the folder. `take-up
 * FOLDER NAME…` goes on from each of them. A form that is made in a moment is made again there, as another
 * machine would, because frames mean nothing in a form that is not the same.
 */
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert } from '../../../shared/base/assert.ts';
import { withLeavable, writeLeavable } from '../../../workers/checkpoint/prepare.ts';
import { createSliceControl, tell } from '../../../workers/sandbox/control.ts';
import { type Prepared, prepareModule } from '../../../workers/sandbox/prepare.ts';
import { runSlice } from '../../../workers/sandbox/run-slice.ts';
import { kernelTask } from './kernel-task.ts';
import { type Kernel, kernels } from './kernels.ts';

/** What a run comes to. */
export interface WholeRun {
  readonly sum: string;
  /** What was done in the processes before included. */
  readonly count: number;
  /** What was done in the processes before. */
  readonly before: number;
}

export interface LeftKernel {
  readonly name: string;
  /** As any other slice. */
  readonly plain: WholeRun;
  /** In the form that can be left, each left once, at another place. */
  readonly left: readonly WholeRun[];
}

export interface TakenUpKernel {
  readonly name: string;
  /** From each of the checkpoints. */
  readonly whole: readonly WholeRun[];
}

/** Parts of the count at which kernels are left: a yield comes where a portion is used up. */
const places = [0.25, 0.5, 0.75];
/** Modules that are prepared anew by the second process. */
const smallBytes = 5_000;

function runWhole(...asked: Parameters<typeof runSlice>): WholeRun {
  const ended = runSlice(...asked);
  assert(ended.ok, ended.ok ? '' : ended.error.detail);
  const { output, workCount, workCountBefore: before } = ended.value;
  const sum = createHash('sha256').update(output).digest('hex');
  return { sum, count: workCount + before, before };
}

function usual(module: Uint8Array): Prepared {
  const prepared = prepareModule(module);
  assert(prepared.ok, 'the kernel is admitted');
  return prepared.value;
}

/** From what is in the file, or made now when no file is named. */
async function leavable(
  module: Uint8Array,
  file: string | null,
): Promise<readonly [Prepared, Uint8Array]> {
  const prepared = usual(module);
  const written =
    file === null
      ? await writeLeavable(module, prepared.report)
      : { ok: true as const, value: new Uint8Array(readFileSync(file)) };
  assert(written.ok, written.ok ? '' : written.error);
  const made = withLeavable(module, prepared, written.value);
  assert(made.ok, made.ok ? '' : made.error);
  return [made.value, written.value];
}

async function leave(folder: string, kernel: Kernel): Promise<LeftKernel> {
  const task = kernelTask(kernel, kernel.smallSize);
  const plain = runWhole(usual(task.module), task);
  const [ready, form] = await leavable(task.module, null);
  writeFileSync(fileOf(folder, kernel, 'form'), form);
  const left = places.map((place, index) => {
    const control = createSliceControl();
    tell(control, 'checkpoint');
    return runWhole(ready, task, {
      control,
      portionUnits: Math.floor(plain.count * place),
      onCheckpoint: (bytes) => void writeFileSync(fileOf(folder, kernel, index), bytes),
    });
  });
  return { name: kernel.name, plain, left };
}

async function takeUp(folder: string, kernel: Kernel): Promise<TakenUpKernel> {
  const task = kernelTask(kernel, kernel.smallSize);
  const isSmall = task.module.length <= smallBytes;
  const [ready] = await leavable(task.module, isSmall ? null : fileOf(folder, kernel, 'form'));
  const whole = places.map((_place, index) => {
    const from = new Uint8Array(readFileSync(fileOf(folder, kernel, index)));
    return runWhole(ready, { ...task, from });
  });
  return { name: kernel.name, whole };
}

function fileOf(folder: string, { name }: Kernel, what: string | number): string {
  return join(folder, `${name}.${String(what)}`);
}

const [action, folder = '', ...names] = process.argv.slice(2);
for (const kernel of kernels.filter(({ name }) => names.includes(name))) {
  const result = await (action === 'leave' ? leave : takeUp)(folder, kernel);
  console.log(JSON.stringify(result));
}
