/** What happens to jobs by the passing of time: deadlines, stragglers, nobody being there; and their end. */
import { copiesOf } from '../../../shared/jobs/verify-policy.ts';
import { voicesOf } from '../../../shared/jobs/voices.ts';
import type { Errands } from '../errands/contract.ts';
import { createLooking } from '../looking.ts';
import type { Clock } from '../ports.ts';
import { factsOf } from './facts.ts';
import type { JobShelf } from './job-shelf.ts';
import { isOver } from './job-spec.ts';
import { isAtWork, median } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import type { Scheduler } from './scheduler.ts';

const lookEveryMs = 1_000;
/** At the tail a check beyond what was asked for waits so long, and some runs of others, for somebody to have a core. */
const spareAfterMs = 60_000;
/** A run is late that takes so many times as long as others, and at least so much longer. */
const lateFactor = 3;
const lateLeastMs = 3_000;

export interface Watch {
  start(): void;
  stop(): void;
  /** Something about the job has changed: ends it, if there is nothing more to do, and else looks at it from now on. */
  ended(job: OpenJob): void;
}

interface WatchParts {
  readonly clock: Clock;
  readonly shelf: JobShelf;
  readonly errands: () => Errands;
  readonly scheduler: Scheduler;
  readonly pump: (job: OpenJob) => void;
  readonly mayBegin: (job: OpenJob) => boolean;
  readonly onChange: (job: OpenJob) => void;
}

/** Looks once in a second at what is open, and not at all while nothing is. */
export function createWatch(parts: WatchParts): Watch {
  const { clock, shelf, errands, scheduler, pump, mayBegin, onChange } = parts;
  const looking = createLooking(clock, lookEveryMs, isAnyOpen, look);

  function isAnyOpen(): boolean {
    return [...shelf.all().values()].some(({ spec }) => !isOver(spec));
  }

  function look(): void {
    for (const job of shelf.all().values()) {
      if (isOver(job.spec)) continue;
      lookForNobody(job);
      hurryStragglers(job);
      stopLate(job);
      pump(job);
      ended(job);
    }
  }

  /** Somebody may come later; a check that nobody can make is made here, or left out where it may be. */
  function lookForNobody(job: OpenJob): void {
    const nowMs = clock.now();
    const spareMs = isAtTail(job)
      ? Math.max(spareAfterMs, (median(job, 'wallMs') ?? 0) * lateFactor)
      : Infinity;
    for (const id of job.looking) {
      const errand = job.errands.get(id);
      if (errand === undefined) continue;
      const { slice, run, wish } = errand;
      const idleMs = nowMs - (job.idleSinceMs.get(id) ?? nowMs);
      const isNobodyThere = !errands().mayHaveAnybodyFor(wish, id);
      if (isNobodyThere || (idleMs >= spareMs && isSpare(job, slice)))
        scheduler.happened(job, slice, { type: 'nobody', run });
    }
  }

  /**
   * At the tail, when no slice is left to begin, what takes long is asked of somebody else too. A check may still look
   * for somebody: perhaps it waits for the very one who takes long, while others have nothing to do.
   */
  function hurryStragglers(job: OpenJob): void {
    const usualMs = median(job, 'wallMs');
    if (usualMs === null || job.table.count < 2 || !isAtTail(job)) return;
    const nowMs = clock.now();
    const lateMs = Math.max(usualMs * lateFactor, usualMs + lateLeastMs);
    for (const id of job.asked) {
      const errand = job.errands.get(id);
      if (errand === undefined) continue;
      const { slice, run } = errand;
      const isLate = nowMs - factsOf(job, slice, run, nowMs).sinceMs > lateMs;
      if (isLate) scheduler.happened(job, slice, { type: 'late', run });
    }
  }

  /** Stops what runs when the person wanted only what is there by then. */
  function stopLate(job: OpenJob): void {
    const { deadline } = job.spec;
    if (deadline?.then !== 'stop' || clock.now() < deadline.atMs || mayBegin(job)) return;
    const underWay = [...job.looking, ...job.asked];
    for (const id of underWay) errands().stop(id);
    if (underWay.length > 0) onChange(job);
  }

  function ended(job: OpenJob): void {
    if (isOver(job.spec)) return;
    looking.goOn();
    if (isAtWork(job)) return;
    const { done, failed } = job.table.counts();
    const [first] = [...job.table.started()].flatMap(([, { failure }]) => failure ?? []);
    const phase = done > 0 || failed === 0 ? 'done' : 'failed';
    const reason = phase === 'failed' ? (first?.reason ?? null) : null;
    job.spec = { ...job.spec, phase, reason, endedAtMs: clock.now() };
    shelf.keep(job);
    onChange(job);
  }

  return { start: looking.start, stop: looking.stop, ended };
}

/** Whether as many answers agree as the person asked for. */
function isSpare({ table, spec }: OpenJob, slice: number): boolean {
  const [top] = voicesOf(table.get(slice).runs);
  return top !== undefined && top.weight >= copiesOf[spec.certainty];
}

/** Whether every slice has been begun by somebody, or has an answer that is only to be checked. */
function isAtTail({ table, nextNew, looking, errands }: OpenJob): boolean {
  if (table.nextNew(nextNew) !== null) return false;
  const slices = [...looking].flatMap((id) => errands.get(id)?.slice ?? []);
  return slices.every((slice) => table.get(slice).runs.some(({ answer }) => answer !== null));
}
