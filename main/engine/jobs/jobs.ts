/** This person's own jobs: asked of others, followed until they end, and paid for with a signed receipt. */
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type {
  JobListView,
  JobRequestInput,
  JobView,
  PersonView,
} from '../../../shared/api/contract.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { formatCpuHours } from '../../../shared/api/amounts.ts';
import { hasEnded } from '../../../shared/jobs/job.ts';
import type { Message, Piece } from '../../../shared/peers/protocol.ts';
import type { Budget } from '../ledger/budget.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { ModuleRates } from '../metering/module-rates.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import { createAnswers } from './answers.ts';
import { createAvoidance } from './avoidance.ts';
import { whyWaiting } from './choose-peer.ts';
import { createDispatch } from './dispatch.ts';
import type { JobBook } from './job-book.ts';
import { createJobRates } from './job-rates.ts';
import type { KeptJob } from './kept-job.ts';
import { createReplies } from './replies.ts';
import { jobOf } from './request.ts';
import type { RequestRefusalName } from './request.ts';
import { jobView } from './view.ts';

const jobsShown = 200;

type Nothing = Readonly<Record<never, never>>;

export interface Jobs {
  readonly list: Cell<JobListView>;
  submit(
    request: JobRequestInput,
  ): Promise<
    Result<
      { job: string },
      Refusal<RequestRefusalName | 'beyond_your_hours' | 'too_many_jobs' | 'disk_full'>
    >
  >;
  show(id: string): Result<JobView, Refusal<'unknown_job'>>;
  cancel(id: string): Result<Nothing, Refusal<'unknown_job' | 'job_ended'>>;
  remove(id: string): Result<Nothing, Refusal<'unknown_job' | 'job_open'>>;
  result(id: string): Result<{ bytes: Uint8Array }, Refusal<'unknown_job' | 'no_result'>>;
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
  arrived(peer: string): void;
  left(peer: string): void;
  standingChanged(): void;
  start(): void;
  stop(): void;
}

export interface JobsParts {
  readonly ports: Pick<
    Ports,
    'clock' | 'random' | 'keys' | 'cryptography' | 'community' | 'runner' | 'work' | 'log'
  >;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly book: JobBook;
  readonly known: KnownRates;
  readonly moduleRates: ModuleRates;
  readonly personOf: (peer: string) => PersonView;
}

/** The consumer's side of every job. */
export function createJobs(parts: JobsParts): Jobs {
  const { ports, peers, ledger, budget, book, known, moduleRates, personOf } = parts;
  const { clock } = ports;
  const avoidance = createAvoidance(clock);
  const answers = createAnswers({ ports, ledger });
  const list = createCell<JobListView>({ jobs: [], total: 0 });
  const publisher = createPublisher(clock, list, read);
  const onChange = publisher.changed;
  const rates = createJobRates({ book, known, moduleRates, log: ports.log });
  const dispatch = createDispatch({ ports, book, peers, avoidance, answers, rates, onChange });
  const replies = createReplies({ clock, book, peers, avoidance, answers, dispatch, rates });

  let setAside = budget.setAside();

  function read(): JobListView {
    // What open jobs set aside stands on the statement; most news of a job leave it as it is.
    if (budget.setAside() !== setAside) ledger.changed();
    setAside = budget.setAside();
    const newest = [...book.all()].slice(-jobsShown).reverse();
    return { jobs: newest.map(([id, job]) => viewOf(id, job)), total: book.size() };
  }

  function viewOf(id: string, job: KeptJob): JobView {
    const waits =
      job.progress.state.at === 'waiting'
        ? whyWaiting(peers.present(), (peer) => dispatch.isAvoided(id, peer))
        : null;
    return jobView(id, job, dispatch.meanwhile(id), waits, personOf);
  }

  const unknownJob = () => refuse('unknown_job', 'There is no job of that name here.');

  return {
    list,
    async submit(request) {
      const made = await jobOf(request, ports);
      if (!made.ok) return made;
      const { id, job } = made.value;
      if (book.find(id) !== null) return ok({ job: id });
      if (book.open().length >= limits.openJobs) {
        return refuse(
          'too_many_jobs',
          `${String(limits.openJobs)} jobs are open already. Wait for one to end, or cancel one.`,
        );
      }
      const available = budget.available();
      if (available !== null && job.ceiling > available) {
        return refuse('beyond_your_hours', beyondSentence(available));
      }
      if (!book.hasRoomFor(job.moduleBytes + job.inputBytes)) {
        const detail =
          'The disk is full, or nearly. Make room, or remove old jobs, and send it again.';
        return refuse('disk_full', detail);
      }
      book.add(id, job, request.module, request.input);
      publisher.changed();
      dispatch.look();
      return ok({ job: id });
    },
    show(id) {
      const job = book.find(id);
      return job === null ? unknownJob() : ok(viewOf(id, job));
    },
    cancel(id) {
      const job = book.find(id);
      if (job === null) return unknownJob();
      if (hasEnded(job.progress.state)) return refuse('job_ended', 'The job has ended already.');
      dispatch.happened(id, { type: 'cancel', nowMs: clock.now() });
      return ok({});
    },
    remove(id) {
      const job = book.find(id);
      if (job === null) return unknownJob();
      if (!hasEnded(job.progress.state)) {
        return refuse('job_open', 'The job has not ended. Cancel it first.');
      }
      book.remove(id);
      publisher.changed();
      return ok({});
    },
    result(id) {
      const job = book.find(id);
      if (job === null) return unknownJob();
      const bytes = job.progress.state.at === 'done' ? book.result(id) : null;
      return bytes === null
        ? refuse('no_result', 'The job has no result, because it is not done.')
        : ok({ bytes });
    },
    message: replies.message,
    piece: replies.piece,
    arrived(peer) {
      dispatch.arrived(peer);
      publisher.changed();
    },
    left(peer) {
      dispatch.left(peer);
      publisher.changed();
    },
    standingChanged() {
      dispatch.look();
      publisher.changed();
    },
    start() {
      replies.finishPaid();
      dispatch.start();
      list.set(read());
    },
    stop() {
      dispatch.stop();
      publisher.stop();
    },
  };
}

function beyondSentence(available: bigint): string {
  return available === 0n
    ? 'You have no CPU-hours to set aside now. Lend some, or wait until what you gave is final.'
    : `You can set aside ${formatCpuHours(available)} at most now. Choose a lower ceiling, or lend some first.`;
}
