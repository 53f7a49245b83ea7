/** What people see of a run beside its state: since when, what it used, what it cost, why it ended. */
import { limits } from '../../../shared/domain/limits.ts';
import { newFacts } from './kept-slice.ts';
import type { RunFacts } from './kept-slice.ts';
import type { OpenJob } from './open-job.ts';

/** Of a run; begun now, where nothing is known of it. */
export function factsOf(job: OpenJob, slice: number, run: number, nowMs: number): RunFacts {
  return job.facts.get(slice)?.get(run) ?? newFacts(nowMs);
}

/** Of all runs of a job; of each beyond it only the last words are kept. */
const consolesMax = 1_048_576;
const lastWords = 200;

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
  const reason = facts.reason?.slice(0, limits.detailLength) ?? null;
  ofSlice.set(run, {
    ...facts,
    reason,
    console: consoleWithin(job, change.console, facts.console),
  });
}

function consoleWithin(job: OpenJob, added: string | undefined, known: string): string {
  if (added === undefined) return known;
  const kept = job.consoleUnits < consolesMax ? added : added.slice(-lastWords);
  job.consoleUnits += kept.length;
  return kept;
}
