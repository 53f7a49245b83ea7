/**
 * What the answers of a slice come to. Answers agree when result and work count agree.
 *
 * When two answers differ, this computer runs the slice itself if it may: nobody can have agreed with it on a
 * lie, and it costs no hours. Otherwise a third member is asked. A member is proved wrong by two runs that agree
 * against it, one of them this computer's own: a majority of others settles the slice, but may be a ring that lies
 * together, and leaves no more than a doubt.
 */
import { failed, settled } from './settle-slice.ts';
import type { FailureAnswer, Run, Slice, SliceContext, SliceStep } from './slice-state.ts';
import { answererOf, here, isPending, newRun, runsMax } from './slice-state.ts';
import { standingOf } from './trust.ts';
import type { Voice } from './voices.ts';
import { isHere, membersOf, voicesOf, weightOf, weightOfHere } from './voices.ts';

/** Errands of one slice that may come to nothing. */
const emptyMax = 3;

/** The slice with everything that follows from its answers. `isForced`: no more runs can be had. */
export function judged(slice: Slice, context: SliceContext, isForced = false): SliceStep {
  if (slice.at !== 'open') return { slice, effects: [] };
  const [top, second] = voicesOf(slice.runs);
  const isLast = isForced || slice.runs.length >= runsMax || emptyRuns(slice) >= emptyMax;
  if (top === undefined) {
    return isLast && !slice.runs.some(isPending)
      ? withoutPeople(slice, context)
      : asked(slice, context, slice.need);
  }
  if (second !== undefined) return differing(slice, context, isLast, top, second);
  if (top.weight >= slice.need) return settled(slice, top);
  if (isLast && !slice.runs.some(isPending)) return withoutCheck(slice, context, top);
  return asked(slice, context, slice.need - top.weight);
}

/** What is there is taken as it is, unless this computer can check it. */
export function withoutCheck(slice: Slice, context: SliceContext, top: Voice): SliceStep {
  if (!context.canRunHere || wasRunHere(slice)) return settled(slice, top);
  const purpose = isAskedFor(context) ? 'copy' : 'audit';
  return runHere(slice, top.weight + weightOfHere, slice.settled === null ? purpose : 'again');
}

/** What nobody who was asked could run is run here; if that does not go either, it is given up. */
export function withoutPeople(slice: Slice, { canRunHere }: SliceContext): SliceStep {
  return canRunHere && !wasRunHere(slice)
    ? runHere(slice, weightOfHere, slice.settled === null ? 'answer' : 'again')
    : failed(slice, nobodyCould);
}

function differing(
  slice: Slice,
  context: SliceContext,
  isLast: boolean,
  top: Voice,
  second: Voice,
): SliceStep {
  const isSure = top.runs.some(isHere) && top.weight > weightOfHere;
  if (isSure && top.weight > second.weight) return settled(slice, top, 'proof');
  if (slice.runs.some((run) => isHere(run) && isPending(run))) return { slice, effects: [] };
  if (context.canRunHere && !wasRunHere(slice)) return runHere(slice, slice.need, 'referee');
  if (slice.runs.some((run) => isPending(run) && run.purpose !== 'hurry'))
    return { slice, effects: [] };
  const isMajority = top.weight > second.weight && !isAlone(top);
  if (isMajority) return settled(slice, top, 'doubt');
  if (!isLast) return begun(slice, ['referee']);
  return top.weight > second.weight
    ? settled(slice, top, 'doubt')
    : failed(slice, { failure: 'answers_differ', reason: differSentence });
}

const nobodyCould: FailureAnswer = {
  failure: 'nobody_could',
  reason: 'Nobody who was asked could run the slice, and this computer could not either.',
};
const differSentence = 'People got different answers, and nobody could decide between them.';

/** As many more runs as the missing weight needs, beyond those that are under way. */
function asked(slice: Slice, context: SliceContext, missing: number) {
  const { trustOf, nowMs } = context;
  const underWay = slice.runs
    .filter((run) => isPending(run) && run.purpose !== 'hurry')
    .reduce((sum, run) => sum + weightOf(run), 0);
  const room = runsMax - slice.runs.length;
  const more = Math.max(0, Math.min(missing - underWay, room));
  const [first] = slice.runs.filter(({ answer, isVoid }) => answer !== null && !isVoid);
  const isByChance =
    first !== undefined &&
    !isHere(first) &&
    !isAskedFor(context) &&
    standingOf(trustOf(answererOf(first)), nowMs) !== 'new';
  const isFirst = !slice.runs.some((run) => !isHere(run));
  return begun(
    slice,
    Array.from({ length: more }, (_, at) => {
      if (slice.settled !== null) return 'again';
      if (isFirst && at === 0) return 'answer';
      if (first === undefined && !isAskedFor(context)) return 'answer';
      return isByChance ? 'audit' : 'copy';
    }),
  );
}

/** Whether the person asked for answers that agree, so that a second one is no check by chance. */
function isAskedFor({ certainty }: Pick<SliceContext, 'certainty'>): boolean {
  return certainty === 'two' || certainty === 'three';
}

/** Runs begin, with members who have none of this slice. */
export function begun(slice: Slice, purposes: readonly Run['purpose'][]): SliceStep {
  const not = membersOf(slice.runs);
  const first = nextRun(slice);
  const runs = purposes.map((purpose, at) => newRun(first + at, purpose, null));
  return {
    slice: { ...slice, runs: [...slice.runs, ...runs] },
    effects: runs.map(({ run, purpose }) => ({ do: 'begin', run, purpose, not })),
  };
}

/** This computer runs it, and so much has to agree. */
export function runHere(slice: Slice, need: number, purpose: Run['purpose']): SliceStep {
  const run = newRun(nextRun(slice), purpose, here);
  return {
    slice: { ...slice, need, runs: [...slice.runs, run] },
    effects: [{ do: 'run_here', run: run.run }],
  };
}

function isAlone({ runs }: Voice): boolean {
  return new Set(runs.map(answererOf)).size < 2;
}

function wasRunHere({ runs }: Slice): boolean {
  return runs.some(isHere);
}

function nextRun({ runs }: Slice): number {
  return runs.reduce((most, { run }) => Math.max(most, run + 1), 0);
}

/** Runs that came to nothing. */
export function emptyRuns({ runs }: Slice): number {
  return runs.filter(
    ({ at, answer, purpose }) => at === 'ended' && answer === null && purpose !== 'hurry',
  ).length;
}
