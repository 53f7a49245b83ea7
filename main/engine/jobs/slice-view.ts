/** A slice as people see it: who answered what, and what came of it. */
import type { PersonView } from '../../../shared/api/contract.ts';
import type { SliceAnswerView, SliceView } from '../../../shared/api/slices-shape.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { here, sliceWord } from '../../../shared/jobs/slice-state.ts';
import type { Run, Slice } from '../../../shared/jobs/slice-state.ts';
import { factsOf } from './facts.ts';
import type { RunFacts } from './kept-slice.ts';
import type { OpenJob } from './open-job.ts';
import { faultOf, previewOf } from './previews.ts';

interface Around {
  readonly nowMs: number;
  readonly personOf: (peer: string) => PersonView;
  readonly hash: (...parts: readonly Uint8Array[]) => Uint8Array;
  /** What was delivered. */
  readonly result: Uint8Array | null;
  /** Why the whole job does not go on; null while it does. */
  readonly holds: string | null;
}

/** The present state of a slice. */
export function sliceView(job: OpenJob, index: number, around: Around): SliceView {
  const slice = job.table.get(index);
  const state = sliceWord(slice);
  const fault =
    slice.at === 'failed' && slice.failure !== null
      ? faultOf(slice.failure.failure, slice.failure.reason)
      : null;
  return {
    index,
    name: job.inputs.name(index).slice(0, limits.sliceNameLength),
    state,
    sentence: sentenceOf(job, index, slice, around).slice(0, limits.detailLength),
    inputBytes: job.inputs.input(index)?.byteLength ?? 0,
    answers: slice.runs.map((run) => answerView(job, index, run, around)),
    result: around.result === null ? null : previewOf(around.result, around.hash),
    verified: slice.settled?.verified === true,
    fault,
  };
}

function sentenceOf(job: OpenJob, index: number, slice: Slice, around: Around): string {
  const { nowMs, holds } = around;
  const answers = slice.runs.filter(({ answer, isVoid }) => answer !== null && !isVoid);
  switch (sliceWord(slice)) {
    case 'waiting': {
      const [last] = slice.runs
        .map(({ run }) => factsOf(job, index, run, nowMs).reason)
        .filter((reason) => reason !== null)
        .slice(-1);
      return last ?? holds ?? 'It waits for its turn.';
    }
    case 'running':
      return runningSentence(job, index, slice, around);
    case 'checking':
      return `${answers.length === 1 ? 'One answer is' : 'Answers are'} here; it is compared with another.`;
    case 'differs':
      return 'Two people got different answers. A further run decides.';
    case 'done': {
      if (isReplaced(slice))
        return 'Done; the answer that you had before was replaced, as whoever gave it was proved wrong.';
      if (slice.settled?.verified !== true) return 'Done; one person answered it.';
      const isByThis = slice.runs.some(({ peer, answer }) => peer === here && answer !== null);
      return isByThis ? 'Done; this computer got the same.' : 'Done; the answers agree.';
    }
    case 'failed':
      return slice.failure?.reason ?? 'Nobody could answer it.';
    case 'stopped':
      return 'It was stopped.';
  }
}

/** Only what was delivered is ever taken back. */
function isReplaced({ runs, settled }: Slice): boolean {
  return runs.some(
    ({ pay, answer }) =>
      pay === 'taken_back' && answer !== null && 'hash' in answer && answer.hash !== settled?.hash,
  );
}

/** Who runs it may have paused it, or be out of reach. */
function runningSentence(job: OpenJob, index: number, { runs }: Slice, around: Around): string {
  const running = runs.filter(({ at }) => at === 'running');
  if (running.some(({ errand }) => errand !== null && job.held.has(errand)))
    return 'The person who runs it has paused it. It goes on there within ten minutes, or elsewhere.';
  const facts = running.map(({ run }) => factsOf(job, index, run, around.nowMs));
  const reason = facts.map((each) => each.reason).find((each) => each !== null);
  const takenUp = facts.map((each) => takenUpSentence(each, around)).find((each) => each !== null);
  return reason ?? takenUp ?? 'Somebody runs it.';
}

/** What was done before is not done again; null where nothing was. */
function takenUpSentence({ from }: RunFacts, { personOf }: Around): string | null {
  if (from === null) return null;
  const names = from.by.map((member) => personOf(member).name ?? 'somebody without a name');
  const seconds = Math.floor(from.cpuMicroseconds / 1e6);
  return `Continued from ${String(seconds)} s of computing by ${names.join(' and ')}.`;
}

function answerView(job: OpenJob, index: number, run: Run, around: Around): SliceAnswerView {
  const facts = factsOf(job, index, run.run, around.nowMs);
  const { answer, peer, errand } = run;
  return {
    person: peer === null || peer === here ? null : around.personOf(peer),
    here: peer === here,
    purpose: run.purpose,
    state: stateOf(run),
    sinceMs: facts.sinceMs,
    heldUntilMs: errand === null ? null : (job.held.get(errand) ?? null),
    cpuMicroseconds: facts.cpuMicroseconds,
    // What a slice was known to count before anybody was asked is in its answer alone.
    workCount: answer !== null && 'hash' in answer ? answer.workCount : facts.workCount,
    resultHash: answer !== null && 'hash' in answer ? answer.hash : null,
    progressMilli: run.at === 'running' ? facts.progressMilli : null,
    console: facts.console,
    cost: facts.cost,
    receipt: facts.receipt,
    reason:
      facts.reason ??
      (answer !== null && 'failure' in answer ? answer.reason : takenUpSentence(facts, around)),
  };
}

function stateOf({ at, pay, answer }: Run): SliceAnswerView['state'] {
  if (pay === 'paid' || pay === 'taken_back' || pay === 'refused') return pay;
  return at === 'answered' && answer === null ? 'ended' : at;
}
