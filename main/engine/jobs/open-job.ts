/** One of this person's jobs in memory: its spec, its slices, its errands and what it has used. */
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';
import type { Purpose, Slice } from '../../../shared/jobs/slice-state.ts';
import type { Slices } from '../../../shared/jobs/slicing.ts';
import type { ErrandWish } from '../errands/contract.ts';
import { isOver } from './job-spec.ts';
import type { JobSpec } from './job-spec.ts';
import type { KeptSlice, RunFacts } from './kept-slice.ts';
import { createSliceTable } from './slice-table.ts';
import type { SliceTable } from './slice-table.ts';
import { createSpending } from './spending.ts';
import type { Spending } from './spending.ts';

/** A run that waits for room within the ceiling, or for its turn. */
export interface Unbegun {
  readonly slice: number;
  readonly run: number;
  readonly purpose: Purpose;
  readonly not: readonly string[];
}

/** An errand under way, or an answer that is not settled. */
export interface Errand {
  readonly slice: number;
  readonly run: number;
  readonly wish: ErrandWish;
}

export interface OpenJob {
  readonly id: string;
  spec: JobSpec;
  readonly inputs: Slices;
  readonly table: SliceTable;
  readonly spending: Spending;
  /** By slice and run. */
  readonly facts: Map<number, Map<number, RunFacts>>;
  /** UTF-16 units of all that is kept of consoles, in this start of the program. */
  consoleUnits: number;
  readonly errands: Map<string, Errand>;
  unbegun: Unbegun[];
  /** Errands that nobody has been asked for yet, and those that somebody has. */
  readonly looking: Set<string>;
  readonly asked: Set<string>;
  /** Since when nobody works at an errand, whoever was asked for it meanwhile and declined; by the clock. */
  readonly idleSinceMs: Map<string, number>;
  /** The ceiling has no room for what comes next. */
  lacksRoom: boolean;
  /** All slices before it have been started. */
  nextNew: number;
  /** Slices that are open: neither new nor ended. */
  readonly open: Set<number>;
  /** Where an errand is paused and until when. */
  readonly held: Map<string, number>;
  /** CPU times and wall times of answers, in microseconds and milliseconds, and their counts: the last of them. */
  readonly times: { slice: number; cpuMicroseconds: number; wallMs: number; workCount: number }[];
}

const timesKept = 300;

/** A job of which nothing has been started. */
export function newOpenJob(id: string, spec: JobSpec, inputs: Slices): OpenJob {
  return {
    ...{ id, spec, inputs },
    table: createSliceTable(inputs.count),
    spending: createSpending(0n),
    facts: new Map(),
    consoleUnits: 0,
    errands: new Map(),
    unbegun: [],
    looking: new Set(),
    asked: new Set(),
    idleSinceMs: new Map(),
    lacksRoom: false,
    nextNew: 0,
    open: new Set(),
    held: new Map(),
    times: [],
  };
}

/** The job with the slices that were kept of it. */
export function restoredJob(
  id: string,
  spec: JobSpec,
  inputs: Slices,
  kept: ReadonlyMap<number, KeptSlice>,
): OpenJob {
  const job = { ...newOpenJob(id, spec, inputs), spending: createSpending(paidIn(kept)) };
  for (const [index, { slice, facts }] of kept) {
    if (index >= inputs.count) continue;
    job.facts.set(index, new Map(facts));
    setSlice(job, index, slice);
  }
  return job;
}

/** Puts a slice in its place; answers whether its word has changed. */
export function setSlice(job: OpenJob, index: number, slice: Slice): boolean {
  if (slice.at === 'open') job.open.add(index);
  else job.open.delete(index);
  return job.table.set(index, slice);
}

/** Remembers how long a slice took. */
export function timed(job: OpenJob, time: OpenJob['times'][number]): void {
  job.times.push(time);
  if (job.times.length > timesKept) job.times.shift();
}

/** The middle of the last; null before the first. */
export function median(
  job: OpenJob,
  of: 'cpuMicroseconds' | 'wallMs' | 'workCount',
): number | null {
  const last = job.times.slice(-31);
  const sorted = new Float64Array(last.length);
  for (const [index, time] of last.entries()) sorted[index] = time[of];
  sorted.sort();
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}

/** Errands that are still to be made for what is not settled, as far as it can be foreseen. */
export function runsLeft(job: OpenJob, copies: number): number {
  const { table, nextNew, unbegun } = job;
  const notStarted = table.count - (table.nextNew(nextNew) ?? table.count);
  return notStarted * copies + unbegun.length;
}

function paidIn(kept: ReadonlyMap<number, KeptSlice>): MicroCpuHours {
  let paid = 0n;
  for (const { slice, facts } of kept.values()) {
    for (const { run, pay } of slice.runs) {
      if (pay === 'paid' || pay === 'taken_back') paid += facts.get(run)?.cost ?? 0n;
    }
  }
  return paid;
}

/** Whether slices are still to be worked on, or answers to be paid. */
export function isAtWork(job: OpenJob): boolean {
  return (
    !isOver(job.spec) &&
    (job.open.size > 0 ||
      job.errands.size > 0 ||
      job.unbegun.length > 0 ||
      job.table.nextNew(job.nextNew) !== null)
  );
}
