/** This person's own jobs: cut into slices, asked of others, checked, and paid for within a ceiling. */
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { PersonView } from '../../../shared/api/contract.ts';
import { assert } from '../../../shared/base/assert.ts';
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
import type { JobView } from './job-view.ts';
import type { OpenJob } from './open-job.ts';
import { createPump } from './pump.ts';
import { createReading } from './reading.ts';
import type { Reading } from './reading.ts';
import { createRestart } from './restart.ts';
import type { RunsHere } from './run-here.ts';
import { createRunsOnThis } from './runs-on-this.ts';
import type { RunsOnThis } from './runs-on-this.ts';
import { createScheduler } from './scheduler.ts';
import type { Scheduler } from './scheduler.ts';
import { createSubmission } from './submission.ts';
import type { Trials } from './trials.ts';
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
  readonly answersTo: Trials['answersTo'];
  readonly personOf: (peer: string) => PersonView;
  readonly takeBack: (receipt: string) => void;
  /** What is set aside has changed. */
  readonly onSetAside: () => void;
}

export interface Jobs extends JobActions, Reading {
  readonly list: Cell<{ jobs: JobView[]; total: number }>;
  readonly source: ErrandSource;
  /** What open jobs may still use beyond what they have paid. */
  setAside(): bigint;
  readonly submit: ReturnType<typeof createSubmission>;
  standingChanged(): void;
  start(errands: Errands): void;
  stop(): void;
}

/** The jobs service. Errands are given to it when it starts, since they read their modules and inputs here. */
export function createJobs(parts: JobsParts): Jobs {
  const { ports, peers, group, runsHere, available, answersTo, personOf, takeBack, onSetAside } =
    parts;
  const { clock } = ports;
  let errands: Errands | null = null;
  const theErrands = (): Errands => {
    assert(errands !== null, 'errands are given at the start');
    return errands;
  };
  const shelf = createJobShelf(ports, group);
  const trust = createTrustBook(ports, group);
  const answers = createAnswers();
  const list = createCell<{ jobs: JobView[]; total: number }>({ jobs: [], total: 0 });
  const publisher = createPublisher(clock, list, read, noteSetAside);
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
  const reading = createReading({
    ...{ ports, shelf, peers, trust, personOf, errands: theErrands },
  });
  const restart = createRestart({ shelf, answers, scheduler, errands: theErrands });
  const actions = createJobActions({
    ...{ clock, shelf, scheduler, pump, available, onChange },
    errands: theErrands,
    onRemoved: publisher.changed,
  });
  const submit = createSubmission({ ports, shelf, available, answersTo, pump, onChange });

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

  /** What open jobs set aside stands on the statement; most news of a job leave it as it is. */
  function noteSetAside(): void {
    const now = setAside();
    if (now !== setAsideBefore) onSetAside();
    setAsideBefore = now;
  }

  function read() {
    const all = shelf.all();
    const newest = [...all.values()].slice(-jobsShown).reverse();
    return { jobs: newest.map(reading.view), total: all.size };
  }

  function news(id: string, wish: ErrandWish, heard: ErrandNews): void {
    scheduler.news(id, wish, heard);
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
    ...reading,
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
