/** Begins the errands of jobs, as far as ceiling, deadline and the people who are here allow. */
import type { SliceEvent } from '../../../shared/jobs/slice-state.ts';
import { copiesOf } from '../../../shared/jobs/verify-policy.ts';
import type { Errands, ErrandWish } from '../errands/contract.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import { audienceFor } from './audience.ts';
import { noteFacts } from './facts.ts';
import { runsLeft } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import type { TrustBook } from './trust-book.ts';

/** Errands for which somebody is looked for, at least and at most: enough to follow each other without a pause. */
const lookingLeast = 16;
const lookingMost = 1_000;

export interface Pump {
  /** Begins as much as may begin now. */
  pump(job: OpenJob): void;
  /** Whether new errands may go out. */
  mayBegin(job: OpenJob): boolean;
}

interface PumpParts {
  readonly clock: Clock;
  readonly errands: () => Errands;
  readonly peers: Pick<Peers, 'present'>;
  readonly trust: TrustBook;
  readonly happened: (job: OpenJob, index: number, event: SliceEvent) => void;
}

/** What goes out, and when. */
export function createPump({ clock, errands, peers, trust, happened }: PumpParts): Pump {
  function mayBegin({ spec: { phase, notBeforeMs, deadline } }: OpenJob): boolean {
    const nowMs = clock.now();
    const isLate = deadline !== null && deadline.then === 'stop' && nowMs >= deadline.atMs;
    return phase === 'open' && (notBeforeMs === null || nowMs >= notBeforeMs) && !isLate;
  }

  function pump(job: OpenJob): void {
    if (!mayBegin(job)) return;
    const free = peers
      .present()
      .reduce(
        (sum, { standing }) => sum + (standing.lending ? standing.freeSlots + standing.room : 0),
        0,
      );
    const backlog = Math.min(lookingMost, Math.max(lookingLeast, 2 * free));
    job.lacksRoom = false;
    while (job.looking.size < backlog) {
      const next = job.unbegun.shift();
      if (next !== undefined) {
        if (beginErrand(job, next)) continue;
        job.unbegun.unshift(next);
        job.lacksRoom = true;
        return;
      }
      const index = job.table.nextNew(job.nextNew);
      if (index === null) return;
      job.nextNew = index + 1;
      happened(job, index, { type: 'start' });
    }
  }

  /** False when the ceiling has no room for it now. */
  function beginErrand(job: OpenJob, { slice, run, purpose, not }: OpenJob['unbegun'][number]) {
    const isWanted = job.table
      .get(slice)
      .runs.some((each) => each.run === run && each.errand === null && each.at === 'looking');
    if (!isWanted) return true;
    const { spec, spending } = job;
    const ceiling = spending.next(spec.ceiling, runsLeft(job, copiesOf[spec.certainty]) + 1);
    if (ceiling === null) return false;
    const { memoryBytes, wallMs, audience: chosen } = spec;
    const whom = audienceFor({ purpose, not, chosen, certainty: spec.certainty }, peers, trust);
    const wish: ErrandWish = { job: job.id, slice, ceiling, memoryBytes, wallMs, ...whom };
    const id = errands().begin(wish);
    spending.began(id, ceiling);
    job.errands.set(id, { slice, run, wish });
    job.looking.add(id);
    noteFacts(job, slice, run, {}, clock.now());
    happened(job, slice, { type: 'begun', run, errand: id });
    return true;
  }

  return { pump, mayBegin };
}
