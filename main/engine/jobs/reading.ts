/** Jobs and their slices as they are asked for: views, inputs and results. Nothing here changes anything. */
import type { PersonView } from '../../../shared/api/contract.ts';
import { letterOf } from '../../../shared/api/slices-shape.ts';
import type { JobDraftValue } from '../../../shared/api/jobs-shape.ts';
import type { SliceWord } from '../../../shared/api/slices-shape.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { ok, refuse } from '../../../shared/base/result.ts';
import type { Errands } from '../errands/contract.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { JobShelf } from './job-shelf.ts';
import { askedFor } from './job-spec.ts';
import { jobDetail, jobView } from './job-view.ts';
import type { JobView } from './job-view.ts';
import type { OpenJob } from './open-job.ts';
import { unknownJob } from './refusals.ts';
import { resultsOf } from './results-page.ts';
import type { ResultsPage } from './results-page.ts';
import { sliceView } from './slice-view.ts';
import type { TrustBook } from './trust-book.ts';

export interface Reading {
  view(job: OpenJob): JobView;
  show(id: string): Result<ReturnType<typeof jobDetail>, Refusal<'unknown_job'>>;
  slices(asked: {
    readonly job: string;
    readonly from: number;
    readonly limit: number;
    readonly state: SliceWord | null;
  }): Result<{ slices: ReturnType<typeof sliceView>[] }, Refusal<'unknown_job'>>;
  module(job: string): Result<{ bytes: Uint8Array }, Refusal<'unknown_job'>>;
  draft(job: string): Result<{ draft: JobDraftValue; ceiling: bigint }, Refusal<'unknown_job'>>;
  input(job: string, slice: number): SliceBytes<'unknown_job' | 'unknown_slice'>;
  result(job: string, slice: number): SliceBytes<'unknown_job' | 'unknown_slice' | 'no_result'>;
  results(job: string, from: number): Result<ResultsPage, Refusal<'unknown_job'>>;
}

type SliceBytes<Name extends string> = Result<{ bytes: Uint8Array }, Refusal<Name>>;

interface ReadingParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography'>;
  readonly shelf: JobShelf;
  readonly errands: () => Errands;
  readonly peers: Pick<Peers, 'present'>;
  readonly trust: Pick<TrustBook, 'standing'>;
  readonly personOf: (peer: string) => PersonView;
}

const allWrong =
  'Everybody who lends here now was proved wrong lately, and is not asked for a while. It starts when somebody else lends.';

/** Reads the jobs that are kept. */
export function createReading(parts: ReadingParts): Reading {
  const { ports, shelf, errands, peers, trust, personOf } = parts;
  const { clock, cryptography } = ports;

  function around() {
    return {
      nowMs: clock.now(),
      whyWaiting: ({ id: job, spec: { audience }, looking, errands: open }: OpenJob) => {
        if (areAllWrong(audience)) return allWrong;
        const [first] = looking;
        const wish = first === undefined ? undefined : open.get(first)?.wish;
        return errands().whyWaiting(wish ?? { job, not: [], audience }, first);
      },
    };
  }

  function areAllWrong(audience: readonly string[] | null): boolean {
    const meant = peers
      .present()
      .filter(
        ({ member, standing }) =>
          standing.lending && (audience === null || audience.includes(member)),
      );
    return meant.length > 0 && meant.every(({ member }) => trust.standing(member) === 'wrong');
  }

  function viewOfSlice(job: OpenJob, index: number) {
    const result = job.table.get(index).settled === null ? null : shelf.result(job.id, index);
    const word = jobView(job, around());
    const holds = word.state === 'running' || word.state === 'done' ? null : word.sentence;
    const { hash } = cryptography;
    return sliceView(job, index, { nowMs: clock.now(), personOf, hash, result, holds });
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
    view: (job) => jobView(job, around()),
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
    module(id) {
      const bytes = shelf.module(id);
      return bytes === null ? unknownJob() : ok({ bytes });
    },
    draft(id) {
      const job = shelf.find(id);
      const module = shelf.module(id);
      if (job === null || module === null) return unknownJob();
      return ok({ draft: askedFor(job.spec, module, job.inputs), ceiling: job.spec.ceiling });
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
  };
}
