/**
 * After a restart: slices and errands find each other again, and what was left half done is done. That one began is
 * written down late: an errand may be kept, as it was answered, and its slice not.
 */
import type { Answers } from '../../../shared/jobs/blame.ts';
import { isPending } from '../../../shared/jobs/slice-state.ts';
import type { Errands, ErrandNews, ErrandWish } from '../errands/contract.ts';
import { isLast } from './errand-events.ts';
import { sliceKey } from './job-shelf.ts';
import type { JobShelf } from './job-shelf.ts';
import { isOver } from './job-spec.ts';
import type { OpenJob } from './open-job.ts';
import type { Scheduler } from './scheduler.ts';

interface RestartParts {
  readonly shelf: JobShelf;
  readonly answers: Answers;
  readonly scheduler: Scheduler;
  readonly errands: () => Errands;
}

/** To be called once, when errands have read what they kept. */
export function createRestart({ shelf, answers, scheduler, errands }: RestartParts) {
  /** Those whose slice knows them; the others belong to nobody. */
  function adopt(): ReadonlyMap<string, Parameters<Scheduler['news']>> {
    const known = new Map<string, Parameters<Scheduler['news']>>();
    for (const { id, wish, news } of [...errands().kept()]) {
      const job = shelf.find(wish.job);
      const run = job === null ? undefined : runOf(job, id, wish, news);
      if (job === null || run === undefined) {
        scheduler.news(id, wish, news);
        continue;
      }
      if (news.type === 'paid' && (run.pay === 'paid' || run.pay === 'taken_back')) {
        // It is counted already; the program fell over before the errand was let go of.
        errands().forget(id);
        continue;
      }
      job.errands.set(id, { slice: wish.slice, run: run.run, wish });
      job.spending.began(id, wish.ceiling);
      known.set(id, [id, wish, news]);
    }
    return known;
  }

  function runOf(job: OpenJob, id: string, { slice: index }: ErrandWish, news: ErrandNews) {
    const ofIt = () => job.table.get(index).runs.find(({ errand }) => errand === id);
    if (ofIt() !== undefined || isLast(news) || isOver(job.spec)) return ofIt();
    if (job.table.get(index).at === 'new') scheduler.happened(job, index, { type: 'start' });
    const free = job.table
      .get(index)
      .runs.find((each) => each.errand === null && each.peer === null && isPending(each));
    if (free === undefined) return undefined;
    const { run } = free;
    job.unbegun = job.unbegun.filter((each) => each.slice !== index || each.run !== run);
    scheduler.happened(job, index, { type: 'begun', run, errand: id });
    return ofIt();
  }

  /** What a slice believes to be under way and is not has been lost. */
  function resume(job: OpenJob, index: number, isKnown: (errand: string) => boolean): void {
    for (const each of job.table.get(index).runs) {
      const { run, errand } = each;
      if (errand === null || isKnown(errand) || !isPending(each)) continue;
      scheduler.happened(job, index, { type: 'stopped', run });
    }
    scheduler.happened(job, index, { type: 'resume' });
  }

  return function restart(): void {
    for (const job of shelf.all().values()) {
      for (const [index, slice] of job.table.started()) answers.set(sliceKey(job.id, index), slice);
    }
    const known = adopt();
    for (const job of shelf.all().values()) {
      if (isOver(job.spec)) continue;
      const withErrands = [...job.errands.values()].map(({ slice }) => slice);
      for (const index of new Set([...job.open, ...withErrands])) {
        resume(job, index, (errand) => known.has(errand));
      }
    }
    for (const each of known.values()) scheduler.news(...each);
  };
}
