/**
 * What becomes of a slice when the word of somebody who answered it is worth less than before.
 *
 * Proved wrong: the answer is void. What nobody else said is run again. Where the person wants two that agree, so is
 * what only one other said; with spot checks that one's answer is treated as if it had been the first, since nearly
 * all of a cheat's checked answers were confirmed by honest people. If that one is caught later, it is run again.
 *
 * Doubted: nothing is void, but what nobody else said is checked by one more.
 */
import { judged } from './judge.ts';
import { endedEarly, unpaid } from './settle-slice.ts';
import type {
  Run,
  Slice,
  SliceAnswer,
  SliceContext,
  SliceEffect,
  SliceStep,
} from './slice-state.ts';
import { authorsOf, restsOn } from './resting.ts';
import { here, isPending, isSameAnswer } from './slice-state.ts';
import { checkOf } from './verify-policy.ts';
import { voicesOf } from './voices.ts';
import type { Voice } from './voices.ts';

/** A member was proved wrong. */
export function withoutMember(slice: Slice, member: string, context: SliceContext): SliceStep {
  const effects: SliceEffect[] = [];
  const runs = slice.runs.map((run) =>
    restsOn(run, member) ? voided(slice, run, member, effects) : run,
  );
  if (runs.every((run, at) => run === slice.runs[at])) return { slice, effects: [] };
  const step = afterLoss({ ...slice, runs }, context);
  return { slice: step.slice, effects: [...effects, ...step.effects] };
}

/** A member was outvoted. */
export function checkedAgain(slice: Slice, member: string, context: SliceContext): SliceStep {
  const [top] = voicesOf(slice.runs);
  const isAlone = top?.weight === 1 && top.runs.some((run) => restsOn(run, member));
  if (slice.at !== 'settled' || !isAlone) return { slice, effects: [] };
  return judged({ ...slice, at: 'open', need: Math.max(slice.need, 2) }, context);
}

/** Who checks the answer of this run, by the policy. */
export function chanceOf(slice: Slice, run: Run, answer: SliceAnswer, context: SliceContext) {
  const { certainty, nowMs, draw, canRunHere, hasRoom, usualWorkCount } = context;
  const checks = authorsOf(run).map((member) =>
    checkOf({
      certainty,
      trust: context.trustOf(member),
      checking: context.checkingOf(member),
      nowMs,
      draw,
      canRunHere: canRunHere && !slice.runs.some(({ peer }) => peer === here),
      hasRoom,
      workCount: 'failure' in answer ? 0 : answer.workCount,
      usualWorkCount,
    }),
  );
  // Of several on whom it rests the one decides who is checked most.
  return checks.find((check) => check !== 'nobody') ?? 'nobody';
}

function voided(slice: Slice, run: Run, member: string, effects: SliceEffect[]): Run {
  if (run.isVoid) return run;
  if (isPending(run)) return endedEarly(run, effects);
  const { answer } = run;
  if (answer === null) return run;
  const isConfirmed = slice.runs.some(
    (other) =>
      other.answer !== null &&
      !other.isVoid &&
      !restsOn(other, member) &&
      isSameAnswer(answer, other.answer),
  );
  const now: Run = { ...run, isVoid: true };
  return isConfirmed && run.pay !== 'open'
    ? now
    : unpaid(now, 'Its author was proved wrong.', effects);
}

function afterLoss(slice: Slice, context: SliceContext): SliceStep {
  const isDelivered = slice.at === 'settled' || (slice.at === 'failed' && slice.failure !== null);
  if (!isDelivered) return judged(slice, context);
  const [top] = voicesOf(slice.runs);
  const open: Slice = { ...slice, at: 'open', failure: null };
  if (top === undefined) return judged(open, context);
  if (top.weight >= Math.min(slice.need, 2)) return { slice, effects: [] };
  return isRestEnough(slice, top, context)
    ? judged({ ...open, need: top.weight }, context)
    : judged(open, context);
}

/** Whether the one who is left may stand alone, as its answer might have in the beginning. */
function isRestEnough(slice: Slice, { runs, answer }: Voice, context: SliceContext): boolean {
  const { certainty } = context;
  const [left] = runs;
  if (left === undefined || 'failure' in answer || certainty === 'two' || certainty === 'three')
    return false;
  return chanceOf(slice, left, answer, context) === 'nobody';
}
