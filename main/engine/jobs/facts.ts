/** What people see of a run beside its state: since when, what it used, what it cost, why it ended. */
import { limits } from '../../../shared/domain/limits.ts';
import { newFacts } from './kept-slice.ts';
import type { RunFacts } from './kept-slice.ts';
import type { OpenJob } from './open-job.ts';

/** Of a run; begun now, where nothing is known of it. */
export function factsOf(job: OpenJob, slice: number, run: number, nowMs: number): RunFacts {
  return job.facts.get(slice)?.get(run) ?? newFacts(nowMs);
}

/** Adds to what is known. */
export function noteFacts(
  job: OpenJob,
  slice: number,
  run: number,
  change: Partial<RunFacts>,
  nowMs: number,
): void {
  const ofSlice = job.facts.get(slice) ?? new Map<number, RunFacts>();
  job.facts.set(slice, ofSlice);
  const facts = { ...factsOf(job, slice, run, nowMs), ...change };
  ofSlice.set(run, { ...facts, reason: facts.reason?.slice(0, limits.detailLength) ?? null });
}
