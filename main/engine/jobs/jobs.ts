/** This person's own jobs: cut into slices, asked of others, checked, and paid for within a ceiling. */
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { PersonView } from '../../../shared/api/contract.ts';
import { letterOf } from '../../../shared/api/slices-shape.ts';
import type { SliceWord } from '../../../shared/api/slices-shape.ts';
import { assert } from '../../../shared/base/assert.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { createAnswers } from '../../../shared/jobs/blame.ts';
import type { Errands, ErrandNews, ErrandSource, ErrandWish } from '../errands/contract.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import { createJobActions } from './job-actions.ts';
import type { JobActions } from './job-actions.ts';
import { createJobShelf } from './job-shelf.ts';
import { isOver } from './job-spec.ts';
import { resultsOf } from './results-page.ts';
import type { ResultsPage } from './results-page.ts';
import { jobDetail, jobView } from './job-view.ts';
import type { JobView } from './job-view.ts';
import type { OpenJob } from './open-job.ts';
import { createPump } from './pump.ts';
import { createRestart } from './restart.ts';
import { unknownJob } from './refusals.ts';
import type { RunsHere } from './run-here.ts';
import { createRunsOnThis } from './runs-on-this.ts';
import type { RunsOnThis } from './runs-on-this.ts';
import { createScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { createSubmission } from './submission.ts';
import { sliceView } from './slice-view.ts';
import { createTrustBook } from './trust-book.ts';
import { createWatch } from './watch.ts';

const jobsShown = 200;
export interface JobsParts {
  readonly ports: Pick<
    Ports,
    'clock' | 'random' | 'keys' | 'cryptography' | 'runner' | 'work' | 'log'
  >;
  readonly peers: Pick<Peers, 'present'>;
  readonly group: GroupCommit;
  readonly runsHere: RunsHere;
  /** What may still be set aside; null where everybody trusts. */
  readonly available: () => bigint | null;
  readonly personOf: (peer: string) => PersonView;
  readonly takeBack: (receipt: string) => void;
  /** What is set aside has changed. */
  readonly onSetAside: () => void;
}

export interface Jobs extends JobActions {
  readonly list: Cell<{ jobs: JobView[]; total: number }>;
  readonly source: ErrandSource;
  /** What open jobs may still use beyond what they have paid. */
  setAside(): bigint;
  readonly submit: ReturnType<typeof createSubmission>;
  show(id: string): Result<ReturnType<typeof jobDetail>, Refusal<'unknown_job'>>;
  slices(asked: {
    readonly job: string;
    readonly from: number;
    readonly limit: number;
    readonly state: SliceWord | null;
  }): Result<{ slices: ReturnType<typeof sliceView>[] }, Refusal<'unknown_job'>>;
  input(job: string, slice: number): SliceBytes<'unknown_job' | 'unknown_slice'>;
  result(job: string, slice: number): SliceBytes<'unknown_job' | 'unknown_slice' | 'no_result'>;
  results(job: string, from: number): Result<ResultsPage, Refusal<'unknown_job'>>;
  standingChanged(): void;
  start(errands: Errands): void;
  stop(): void;
}

type SliceBytes<Name extends string> = Result<{ bytes: Uint8Array }, Refusal<Name>>;

/** The jobs service. Errands are given to it when it starts, since they read their modules and inputs here. */
export function createJobs(parts: JobsParts): Jobs {
  const { ports, peers, group, runsHere, available, personOf, takeBack, onSetAside } = parts;
  const { clock, cryptography } = ports;
  let errands: Errands | null = null;
  const theErrands = (): Errands => {
    assert(errands !== null, 'errands are given at the start');
    return errands;
  };
  const shelf = createJobShelf(ports, group);
  const trust = createTrustBook(ports, group);
  const answers = createAnswers();
  const list = createCell<{ jobs: JobView[]; total: number }>({ jobs: [], total: 0 });
  const publisher = createPublisher(clock, list, read);
  let setAsideBefore = 0n;

  const runsOnThis: RunsOnThis = createRunsOnThis({
    ports,
    runsHere,
    moduleOf: shelf.module,
    happened: (...given) => scheduler.happened(...given),
  });
  const { pump, mayBegin } = createPump({
    ...{ clock, peers, trust, errands: theErrands },
    happened: (...given) => scheduler.happened(...given),
  });
  const scheduler: Scheduler = createScheduler({
    ...{ ports, shelf, trust, answers, runsOnThis, takeBack, pump },
    errands: theErrands,
    onChange,
  });
  const watch = createWatch({
    clock,
    shelf,
    errands: theErrands,
    scheduler,
    pump,
    mayBegin,
    onChange,
  });
  const restart = createRestart({ shelf, answers, scheduler, errands: theErrands });
  const actions = createJobActions({
    ...{ clock, shelf, scheduler, pump, available, onChange },
    errands: theErrands,
    onRemoved: publisher.changed,
  });
  const submit = createSubmission({ ports, shelf, available, pump, onChange });

  function onChange(job: OpenJob): void {
    watch.ended(job);
    publisher.changed();
  }

  function setAside(): bigint {
    let sum = 0n;
    for (const { spec, spending } of shelf.all().values()) {
      sum += isOver(spec) ? spending.exposed() : spec.ceiling - spending.used();
    }
    return sum;
  }

  function around() {
    return {
      nowMs: clock.now(),
      whyWaiting: ({ id: job, spec: { audience }, looking, errands: open }: OpenJob) => {
        const [first] = looking;
        const wish = first === undefined ? undefined : open.get(first)?.wish;
        return theErrands().whyWaiting(wish ?? { job, not: [], audience }, first);
      },
    };
  }

  function read() {
    // What open jobs set aside stands on the statement; most news of a job leave it as it is.
    const now = setAside();
    if (now !== setAsideBefore) onSetAside();
    setAsideBefore = now;
    const all = shelf.all();
    const newest = [...all.values()].slice(-jobsShown).reverse();
    return { jobs: newest.map((job) => jobView(job, around())), total: all.size };
  }

  function viewOfSlice(job: OpenJob, index: number) {
    const result = job.table.get(index).settled === null ? null : shelf.result(job.id, index);
    const word = jobView(job, around());
    const holds = word.state === 'running' || word.state === 'done' ? null : word.sentence;
    const { hash } = cryptography;
    return sliceView(job, index, { nowMs: clock.now(), personOf, hash, result, holds });
  }

  function news(id: string, wish: ErrandWish, heard: ErrandNews): void {
    scheduler.news(id, wish, heard);
  }

  function withSlice<Name extends string>(
    id: string,
    slice: number,
    of: (job: OpenJob) => SliceBytes<Name>,
  ): SliceBytes<Name | 'unknown_job' | 'unknown_slice'> {
    const job = shelf.find(id);
    if (job === null) return unknownJob();
    if (slice < job.inputs.count) return of(job);
    return refuse(
      'unknown_slice',
      `The job has ${String(job.inputs.count)} slices, counted from 0.`,
    );
  }

  return {
    list,
    source: {
      jobOf: (id) => shelf.find(id)?.spec ?? null,
      moduleOf: shelf.module,
      inputOf: (id, slice) => shelf.find(id)?.inputs.input(slice) ?? null,
      onNews: news,
    },
    setAside,
    submit,
    ...actions,
    show(id) {
      const job = shelf.find(id);
      return job === null ? unknownJob() : ok(jobDetail(job, around(), personOf));
    },
    slices({ job: id, from, limit, state }) {
      const job = shelf.find(id);
      if (job === null) return unknownJob();
      const slices: ReturnType<typeof sliceView>[] = [];
      const wanted = state === null ? null : letterOf(state);
      const map = job.table.map();
      for (let index = from; index < job.inputs.count && slices.length < limit; index += 1) {
        if (wanted === null || map[index] === wanted) slices.push(viewOfSlice(job, index));
      }
      return ok({ slices });
    },
    input: (id, slice) =>
      withSlice(id, slice, (job) => ok({ bytes: job.inputs.input(slice) ?? new Uint8Array() })),
    result: (id, slice) =>
      withSlice(id, slice, () => {
        const bytes = shelf.result(id, slice);
        return bytes === null
          ? refuse('no_result', 'There is no result of this slice yet.')
          : ok({ bytes });
      }),
    results(id, from) {
      const job = shelf.find(id);
      return job === null ? unknownJob() : ok(resultsOf(job, from, shelf.result));
    },
    standingChanged() {
      for (const job of shelf.all().values()) if (!isOver(job.spec)) pump(job);
      publisher.changed();
    },
    start(given) {
      errands = given;
      restart();
      watch.start();
      publisher.now();
    },
    stop() {
      watch.stop();
      runsOnThis.stop();
      publisher.stop();
    },
  };
}
