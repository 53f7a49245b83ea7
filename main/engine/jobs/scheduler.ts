/**
 * Carries out what `shared/jobs/slice.ts` decides: slices become errands as far as ceiling, deadline and people allow,
 * what errands bring becomes events of their slices, and each step is kept before it is built upon.
 */
import { dependsAlike } from '../../../shared/jobs/blame.ts';
import type { Answers } from '../../../shared/jobs/blame.ts';
import type { SliceContext, SliceEffect, SliceEvent } from '../../../shared/jobs/slice-state.ts';
import { nextOfSlice } from '../../../shared/jobs/slice.ts';
import { copiesOf } from '../../../shared/jobs/verify-policy.ts';
import type { Errands, ErrandNews, ErrandWish } from '../errands/contract.ts';
import type { Ports } from '../ports.ts';
import { factsOf, noteFacts } from './facts.ts';
import { beginning, eventOf, factsIn, isLast, passing, spent } from './errand-events.ts';
import { sliceKey } from './job-shelf.ts';
import type { JobShelf } from './job-shelf.ts';
import { median, runsLeft, setSlice, timed } from './open-job.ts';
import type { OpenJob } from './open-job.ts';
import type { RunsOnThis } from './runs-on-this.ts';
import type { TrustBook } from './trust-book.ts';

export interface Scheduler {
  /** Takes one step in the life of a slice. */
  happened(job: OpenJob, index: number, event: SliceEvent): void;
  news(id: string, wish: ErrandWish, news: ErrandNews): void;
}

export interface SchedulerParts {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly shelf: JobShelf;
  readonly errands: () => Errands;
  readonly trust: TrustBook;
  readonly answers: Answers;
  readonly runsOnThis: RunsOnThis;
  /** The receipt was given for an answer that was proved wrong. */
  readonly takeBack: (receipt: string) => void;
  /** Something may begin now. */
  readonly pump: (job: OpenJob) => void;
  readonly onChange: (job: OpenJob) => void;
}

/** The hands of the jobs service. */
export function createScheduler(parts: SchedulerParts): Scheduler {
  const { ports, shelf, errands, trust, answers, runsOnThis, takeBack, pump, onChange } = parts;
  const { clock, random } = ports;
  const contexts = new WeakMap<OpenJob, SliceContext>();

  /** Most events ask for little of it, so it is made once for each job and looks when it is asked. */
  function contextFor(job: OpenJob): SliceContext {
    const { spending } = job;
    return {
      ...{ trustOf: trust.of, checkingOf: answers.checkingOf, canRunHere: true },
      get certainty() {
        return job.spec.certainty;
      },
      get nowMs() {
        return clock.now();
      },
      get draw() {
        return new DataView(random.bytes(4).slice().buffer).getUint32(0);
      },
      get hasRoom() {
        const { spec } = job;
        return spending.hasRoomBeside(spec.ceiling, runsLeft(job, copiesOf[spec.certainty]));
      },
      get usualWorkCount() {
        return median(job, 'workCount');
      },
    };
  }

  function contextOf(job: OpenJob): SliceContext {
    const known = contexts.get(job) ?? contextFor(job);
    contexts.set(job, known);
    return known;
  }

  function happened(job: OpenJob, index: number, event: SliceEvent): void {
    const before = job.table.get(index);
    const { slice, effects } = nextOfSlice(before, event, contextOf(job));
    if (slice !== before) {
      setSlice(job, index, slice);
      runsOnThis.endUnneeded(job, index);
      if (!dependsAlike(before, slice)) answers.set(sliceKey(job.id, index), slice);
      if (beginning.has(event.type)) {
        // Of the first run nothing is kept before its errand is, and that is enough to begin it again.
        if (slice.runs.length > 1) shelf.keepSliceSoon(job, index);
      } else if (!passing.has(event.type)) shelf.keepSlice(job, index);
    }
    for (const effect of effects) carryOut(job, index, effect);
    onChange(job);
  }

  function carryOut(job: OpenJob, index: number, effect: SliceEffect): void {
    switch (effect.do) {
      case 'begin': {
        const { run, purpose, not } = effect;
        job.unbegun.push({ slice: index, run, purpose, not });
        return;
      }
      case 'run_here':
        runsOnThis.begin(job, index, effect.run);
        return;
      case 'pay':
        errands().pay(effect.errand);
        return;
      case 'refuse':
        // After a restart it is said again of those that were let go of long ago.
        if (job.errands.has(effect.errand))
          noteFacts(job, index, effect.run, { reason: effect.detail }, clock.now());
        errands().refuse(effect.errand, effect.name, effect.detail);
        return;
      case 'stop':
        errands().stop(effect.errand);
        return;
      case 'take_back': {
        const { receipt } = factsOf(job, index, effect.run, clock.now());
        if (receipt !== null) takeBack(receipt);
        return;
      }
      case 'settled':
        settled(job, index, effect);
        return;
      case 'failed':
        return;
      case 'blame':
        if (trust.standing(effect.member) !== 'wrong') trust.wrong(effect.member);
        disbelieve(effect.member, 'member_wrong');
        return;
      case 'doubt':
        trust.doubt(effect.member);
        disbelieve(
          effect.member,
          trust.standing(effect.member) === 'wrong' ? 'member_wrong' : 'member_doubted',
        );
        return;
      case 'credit':
        trust.credit(effect.member, effect.how, effect.with);
    }
  }

  /** The result is kept with the slice, so that errands can be let go of. */
  function settled(
    job: OpenJob,
    index: number,
    { hash, changed }: Extract<SliceEffect, { readonly do: 'settled' }>,
  ): void {
    const agreeing = job.table
      .get(index)
      .runs.filter(({ answer }) => answer !== null && 'hash' in answer && answer.hash === hash);
    for (const { errand, run } of agreeing) {
      const result =
        errand === null ? runsOnThis.result(job, index, run) : errands().result(errand);
      if (result === null) continue;
      shelf.keepSlice(job, index, result, () => runsOnThis.forget(job, index));
      break;
    }
    job.table.stepped(clock.now());
    if (changed) {
      job.spec = { ...job.spec, changed: job.spec.changed + 1 };
      shelf.keep(job);
    }
  }

  /** What rests on the word of somebody who was proved wrong, or is in doubt, is looked at again in all jobs. */
  function disbelieve(member: string, type: 'member_wrong' | 'member_doubted'): void {
    errands().distrust(member);
    for (const [key] of answers.of(member)) {
      const [id = '', index = ''] = key.split(':');
      const job = shelf.find(id);
      if (job === null) continue;
      happened(job, Number(index), { type, member });
      if (job.open.size > 0 && job.spec.phase === 'done') {
        job.spec = { ...job.spec, phase: 'open', endedAtMs: null };
        shelf.keep(job);
        onChange(job);
      }
    }
  }

  function news(id: string, wish: ErrandWish, heard: ErrandNews): void {
    const job = shelf.find(wish.job);
    const errand = job?.errands.get(id);
    if (job === null || errand === undefined) {
      // Nobody remembers it: it was begun in the last moments before a fall, or its job is gone.
      if (isLast(heard)) errands().forget(id);
      else if (heard.type !== 'used') errands().stop(id);
      return;
    }
    const { slice, run } = errand;
    placed(job, id, heard);
    const nowMs = clock.now();
    noteFacts(job, slice, run, factsIn(heard, nowMs), nowMs);
    if (heard.type === 'used') {
      if (heard.heldUntilMs === null) job.held.delete(id);
      else job.held.set(id, heard.heldUntilMs);
      onChange(job);
      return;
    }
    job.held.delete(id);
    if (heard.type === 'answered') {
      const { sinceMs } = factsOf(job, slice, run, nowMs);
      const { cpuMicroseconds, workCount } = heard;
      timed(job, { slice, cpuMicroseconds, workCount, wallMs: nowMs - sinceMs });
    }
    spent(job, id, wish, heard);
    if (isLast(heard)) job.errands.delete(id);
    happened(job, slice, eventOf(run, heard));
    if (heard.type === 'paid') lostMeanwhile(job, slice, run, heard.receipt);
    if (isLast(heard)) {
      // Both are written in one change.
      shelf.keepSlice(job, slice);
      errands().forget(id);
    }
    pump(job);
  }

  /** Whoever answered it was proved wrong while the receipt was being signed, which nothing stops. */
  function lostMeanwhile(job: OpenJob, index: number, run: number, receipt: string): void {
    const paid = job.table.get(index).runs.find((each) => each.run === run);
    if (paid?.pay === 'taken_back') takeBack(receipt);
  }

  function placed(job: OpenJob, id: string, { type }: ErrandNews): void {
    if (type === 'used') return;
    job.looking.delete(id);
    job.asked.delete(id);
    if (type === 'waiting') job.looking.add(id);
    if (type === 'asked' || type === 'running') job.asked.add(id);
    if (type === 'waiting' && !job.idleSinceMs.has(id)) job.idleSinceMs.set(id, clock.now());
    if (type !== 'waiting' && type !== 'asked') job.idleSinceMs.delete(id);
    if ((type === 'asked' || type === 'running') && job.spec.startedAtMs === null) {
      job.spec = { ...job.spec, startedAtMs: clock.now() };
      shelf.keep(job);
    }
  }

  return { happened, news };
}
