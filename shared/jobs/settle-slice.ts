/** How a slice ends: who is paid, who is refused, and who is told that their answer was right or wrong. */
import type { FailureAnswer, Purpose, Run, Slice, SliceEffect, SliceStep } from './slice-state.ts';
import { authorsOf } from './resting.ts';
import { answererOf, here, isPending, isSameAnswer } from './slice-state.ts';
import type { Credit } from './trust.ts';
import { isHere } from './voices.ts';
import type { Voice } from './voices.ts';

/** Limits of time are met sooner on a slow machine: whoever ran into one is neither blamed nor doubted. */
const faultsOfSlowMachines: ReadonlySet<string> = new Set(['time_limit', 'ceiling_reached']);
/** Why a wrong answer is not paid. */
export const foundWrong = 'Another answer was found to be right.';

/** Runs of which nobody can know beforehand whether they will be. */
const trials: ReadonlySet<Purpose> = new Set(['audit', 'referee', 'again']);

/** The end without a result: nobody is paid, and nobody goes on. */
export function failed(slice: Slice, failure: FailureAnswer): SliceStep {
  const closed = closedRuns(slice, 'The slice failed.');
  return {
    slice: { ...slice, at: 'failed', failure, runs: closed.runs },
    effects: [...closed.effects, { do: 'failed', ...failure }],
  };
}

/** Runs that are under way are stopped, and answers that nothing rests on are refused. */
export function closedRuns(slice: Slice, why: string) {
  const effects: SliceEffect[] = [];
  const runs = slice.runs.map((each): Run => {
    const { run, errand } = each;
    if (isPending(each)) {
      if (errand !== null) effects.push({ do: 'stop', run, errand });
      return { ...each, at: 'ended' };
    }
    // Nobody is to be paid for what this computer answered, nor refused.
    if (isHere(each)) return each;
    // The errand of somebody who says that the job is at fault has ended by that.
    if (each.answer === null || 'failure' in each.answer || each.pay !== 'open') return each;
    if (errand !== null)
      effects.push({ do: 'refuse', run, errand, name: 'not_settled', detail: why });
    return { ...each, pay: 'refused' };
  });
  return { runs, effects };
}

/** Enough answers agree; `losers` says what follows for those who said otherwise. */
export function settled(
  slice: Slice,
  top: Voice,
  losers: 'proof' | 'doubt' | 'none' = 'none',
): SliceStep {
  const effects: SliceEffect[] = [];
  const isIn = (run: Run) => top.runs.includes(run);
  const isResult = 'hash' in top.answer;
  const isVerified = top.weight >= 2;
  const ruled = slice.runs.map((run): Run => {
    if (isIn(run)) return isResult ? paid(run, effects) : run;
    if (run.answer === null) return run;
    if (!run.isVoid) return lost(run, top, losers, effects);
    // It was left its pay while somebody said the same who was proved wrong since.
    return isSameAnswer(run.answer, top.answer) ? run : unpaid(run, foundWrong, effects);
  });
  const told = ruled.map((run, at) =>
    top.runs.some((each) => each.run === slice.runs[at]?.run)
      ? credited(slice, run, top, isVerified, effects)
      : run,
  );
  const closed = closedRuns({ ...slice, runs: told }, 'The slice was settled without it.');
  effects.push(...closed.effects);
  const { answer } = top;
  if ('failure' in answer) {
    effects.push({ do: 'failed', ...answer });
    return { slice: { ...slice, at: 'failed', failure: answer, runs: closed.runs }, effects };
  }
  const { hash, workCount, bytes } = answer;
  const facts = { hash, workCount, bytes, verified: isVerified };
  const changed = slice.settled !== null && slice.settled.hash !== hash;
  effects.push({ do: 'settled', changed, ...facts });
  return {
    slice: { ...slice, at: 'settled', settled: facts, failure: null, runs: closed.runs },
    effects,
  };
}

function paid(each: Run, effects: SliceEffect[]): Run {
  const { run, errand, pay } = each;
  if (errand === null || pay !== 'open') return each;
  effects.push({ do: 'pay', run, errand });
  return { ...each, pay: 'due' };
}

function lost(
  each: Run,
  { answer: right, runs }: Voice,
  how: 'proof' | 'doubt' | 'none',
  effects: SliceEffect[],
): Run {
  const { run, errand, answer } = each;
  if (answer === null) return each;
  const isExcused = isHere(each) || ('failure' in answer && isMachines(answer.failure));
  if (how !== 'none' && !isExcused) {
    const by = runs.map(answererOf);
    const proof = { run, errand, said: answer, right, by };
    const authors = authorsOf(each);
    // Which of several on whom it rests was wrong, the answer alone does not show.
    const does = how === 'proof' && authors.length === 1 ? 'blame' : 'doubt';
    for (const member of authors) effects.push({ do: does, member, proof });
  }
  return unpaid({ ...each, isVoid: true }, foundWrong, effects);
}

/** Nothing is paid for an answer that is void: what is not signed is refused, what is signed is taken back. */
export function unpaid(each: Run, detail: string, effects: SliceEffect[]): Run {
  const { run, errand, pay } = each;
  if (errand === null || pay === 'refused' || pay === 'taken_back') return each;
  if (each.answer !== null && 'failure' in each.answer) return each;
  if (pay === 'open') {
    effects.push({ do: 'refuse', run, errand, name: 'wrong_answer', detail });
    return { ...each, pay: 'refused' };
  }
  effects.push({ do: 'take_back', run, errand });
  return { ...each, pay: 'taken_back' };
}

function credited(
  slice: Slice,
  each: Run,
  { runs }: Voice,
  isVerified: boolean,
  effects: SliceEffect[],
): Run {
  const member = answererOf(each);
  if (member === here || each.credited === 'checked') return each;
  if (each.credited === 'nothing')
    effects.push({ do: 'credit', member, how: 'answered', with: [] });
  if (!isVerified) return { ...each, credited: 'answered' };
  const others = runs.map(answererOf).filter((other) => other !== member);
  const isTried = runs.some((run) => isHere(run) || trials.has(run.purpose));
  const how: Credit = slice.isProbe ? 'probe' : isTried ? 'audited' : 'agreed';
  effects.push({ do: 'credit', member, how, with: [...new Set(others)] });
  return { ...each, credited: 'checked' };
}

function isMachines(failure: string): boolean {
  return faultsOfSlowMachines.has(failure);
}

/** A run that is not needed any more. */
export function endedEarly(run: Run, effects: SliceEffect[]): Run {
  if (run.errand !== null) effects.push({ do: 'stop', run: run.run, errand: run.errand });
  return { ...run, at: 'ended' };
}
