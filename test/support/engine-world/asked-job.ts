/** A job of one slice that wants one answer, with what is known of it in one value. */
import type { JobWord } from '../../../shared/api/jobs-shape.ts';
import type { SliceView } from '../../../shared/api/slices-shape.ts';
import type { Engine } from '../../../main/engine/engine.ts';

type Answer = SliceView['answers'][number];

export interface AskedJob {
  readonly id: string;
  readonly state: JobWord;
  /** How it stands, and why. */
  readonly reason: string;
  readonly endedAtMs: number | null;
  /** Who has it, or answered it: of the last run that anybody had. */
  readonly peer: Answer['person'];
  readonly held: number | null;
  readonly cpuMicroseconds: number;
  readonly workCount: number;
  readonly ceiling: bigint;
  /** Paid for all of its answers. */
  readonly cost: bigint;
  readonly receipt: string | null;
  readonly result: SliceView['result'];
  readonly answers: readonly Answer[];
}

/** Null where there is no job of that id. */
export function askedJob(jobs: Engine['handlers']['jobs'], id: string): AskedJob | null {
  const shown = jobs.show({ job: id });
  const slices = jobs.slices({ job: id, from: 0, limit: 1, state: null });
  if (shown instanceof Promise || slices instanceof Promise || !shown.ok || !slices.ok) return null;
  const { job } = shown.value;
  const [slice] = slices.value.slices;
  if (slice === undefined) throw new Error('a job has a slice');
  const { answers, result } = slice;
  const last = answers.findLast(({ person }) => person !== null) ?? null;
  const settled = answers.find(({ receipt }) => receipt !== null) ?? last;
  return {
    ...{ id, answers, result, state: job.state, endedAtMs: job.endedAtMs },
    reason: reasonOf(job, slice),
    peer: (job.state === 'done' ? settled : last)?.person ?? null,
    held: last?.heldUntilMs ?? null,
    cpuMicroseconds: settled?.cpuMicroseconds ?? 0,
    workCount: settled?.workCount ?? 0,
    ...{ ceiling: job.ceiling, cost: job.used, receipt: settled?.receipt ?? null },
  };
}

/** What is said of the slice says more than what is said of the job, as long as it is under way. */
function reasonOf(
  { state, sentence }: { readonly state: JobWord; readonly sentence: string },
  slice: SliceView,
): string {
  if (state === 'running') return slice.sentence;
  const isSame = state !== 'waiting' || slice.sentence === sentence;
  return isSame ? sentence : `${slice.sentence} ${sentence}`;
}
