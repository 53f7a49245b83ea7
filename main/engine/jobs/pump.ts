/** Begins the errands of jobs, as far as ceiling, deadline and the people who are here allow. */
import type { Slice, SliceEvent } from '../../../shared/jobs/slice-state.ts';
import { mayChangeHands } from '../../../shared/jobs/taking-up.ts';
import { membersOf } from '../../../shared/jobs/voices.ts';
import { copiesOf } from '../../../shared/jobs/verify-policy.ts';
import type { Errands, ErrandWish } from '../errands/contract.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import { audienceFor } from './audience.ts';
import { noteFacts } from './facts.ts';
import { runsLeft } from './open-job.ts';
import type { OpenJob, Unbegun } from './open-job.ts';
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
    const waiting: Unbegun[] = [];
    while (job.looking.size < backlog) {
      const next = job.unbegun.shift() ?? startNext(job);
      if (next === null) break;
      if (beginErrand(job, next)) continue;
      job.lacksRoom = true;
      waiting.push(next);
      // A slice that is said to need more than others waits for it, and does not keep them waiting.
      if (!job.spending.needsMore(next.slice)) break;
    }
    job.unbegun.unshift(...waiting);
  }

  function startNext(job: OpenJob): Unbegun | null {
    for (;;) {
      const index = job.table.nextNew(job.nextNew);
      if (index === null) return null;
      job.nextNew = index + 1;
      happened(job, index, { type: 'start' });
      const first = job.unbegun.shift();
      if (first !== undefined) return first;
    }
  }

  /** False when the ceiling has no room for it now. */
  function beginErrand(job: OpenJob, unbegun: Unbegun): boolean {
    if (!isWanted(job, unbegun)) return true;
    const { slice, run, purpose, not } = unbegun;
    const { spec, spending } = job;
    const { memoryBytes, wallMs, certainty, audience: chosen } = spec;
    const whomBut = (members: readonly string[]) =>
      audienceFor({ purpose, not: members, chosen, certainty }, peers, trust);
    const others = whomBut(not);
    if (isByChance(unbegun, job) && !errands().mayHaveAnybodyFor({ ...others, job: job.id })) {
      happened(job, slice, { type: 'nobody', run });
      if (!isWanted(job, unbegun)) return true;
    }
    // Whoever said that the slice needs more may have it again with more, where nobody else is there.
    const isForOthers = !spending.needsMore(slice) || errands().hasAnybodyFor(others);
    const whom = isForOthers ? others : whomBut(answerersOf(job.table.get(slice)));
    const left = runsLeft(job, copiesOf[certainty]) + 1;
    const meant = isForOthers ? 'others' : 'anyone';
    const ceiling = spending.next(spec.ceiling, left, slice, meant);
    if (ceiling === null) return false;
    const hands = mayChangeHands(certainty, purpose) ? { mayChangeHands: true } : {};
    const limits = { ceiling, memoryBytes, wallMs };
    const wish: ErrandWish = { job: job.id, slice, ...limits, ...whom, ...hands };
    const id = errands().begin(wish, job.table.get(slice).runs.length === 1);
    spending.began(id, ceiling);
    job.errands.set(id, { slice, run, wish });
    job.looking.add(id);
    job.idleSinceMs.set(id, clock.now());
    noteFacts(job, slice, run, {}, clock.now());
    happened(job, slice, { type: 'begun', run, errand: id });
    return true;
  }

  return { pump, mayBegin };
}

function isWanted({ table }: OpenJob, { slice, run }: Unbegun): boolean {
  return table
    .get(slice)
    .runs.some((each) => each.run === run && each.errand === null && each.at === 'looking');
}

/** A check that nobody asked for: where there is nobody for it, it is not waited for. */
function isByChance({ slice, purpose }: Unbegun, { spec, spending }: OpenJob): boolean {
  const isExtra = purpose === 'copy' && copiesOf[spec.certainty] === 1;
  return (purpose === 'audit' || isExtra) && !spending.needsMore(slice);
}

/** Who has answered a slice. */
function answerersOf({ runs }: Slice): readonly string[] {
  return membersOf(runs.filter(({ answer }) => answer !== null));
}
