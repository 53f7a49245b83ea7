/**
 * The life of one slice on the side that asked for it: `nextOfSlice(slice, event, context)` answers the next
 * state and what is to be done because of it. Errands bring answers; here is decided whom to believe, who is paid
 * and who is proved wrong. What is said twice, as after a restart, changes nothing the second time.
 *
 * new       nothing was done yet.
 * open      it is with one or several people, or their answers are being compared.
 * settled   enough answers agree. It opens again when somebody asks for it, when an answer on which it rests
 *           turns out to be void, and when an answer that comes late says otherwise.
 * failed    two say that the job itself is at fault, or nobody could answer.
 * stopped   the person stopped it.
 *
 * Only answers that a settled slice rests on are paid. Whoever says that the job is at fault is paid nothing, and
 * is believed when a second one says so. Late and unneeded answers are refused and cost nothing, and nobody is
 * blamed for them; but when they differ, that is looked into. `judge.ts` says what differing answers come to.
 */
import { begun, emptyRuns, judged, runHere, withoutCheck, withoutPeople } from './judge.ts';
import { closedRuns, endedEarly, failed, foundWrong } from './settle-slice.ts';
import { chanceOf, checkedAgain, withoutMember } from './withdrawn.ts';
import type {
  Run,
  RunEvent,
  Slice,
  SliceAnswer,
  SliceContext,
  SliceEffect,
  SliceEvent,
  SliceStep,
} from './slice-state.ts';
import { authorsOf, takenBy } from './resting.ts';
import { answererOf, here, isPending, memberOfRun, runsMax } from './slice-state.ts';
import { standingOf } from './trust.ts';
import { copiesOf } from './verify-policy.ts';
import { membersOf, voicesOf } from './voices.ts';

export type * from './slice-state.ts';

/** The next state, and what to do because of it. An event that does not fit the state changes nothing. */
export function nextOfSlice(slice: Slice, event: SliceEvent, context: SliceContext): SliceStep {
  switch (event.type) {
    case 'start':
      return slice.at === 'new' ? judged(started(slice, context), context) : unchanged(slice);
    case 'again':
      return again(slice, context);
    case 'stop':
      return stopped(slice, context);
    case 'member_wrong':
      return withoutMember(slice, event.member, context);
    case 'member_doubted':
      return checkedAgain(slice, event.member, context);
    case 'resume':
      return { slice, effects: outstanding(slice) };
    default: {
      const run = slice.runs.find((each) => each.run === event.run);
      return run === undefined ? unchanged(slice) : heard(slice, run, event, context);
    }
  }
}

function started(slice: Slice, { certainty }: SliceContext): Slice {
  // The answer that is known weighs two, and somebody has to be tried by it.
  return { ...slice, at: 'open', need: slice.isProbe ? 3 : copiesOf[certainty] };
}

function heard(slice: Slice, run: Run, event: RunEvent, context: SliceContext): SliceStep {
  switch (event.type) {
    case 'begun': {
      const { errand } = event;
      if (run.errand !== null || run.peer === here) return unchanged(slice);
      const isOver = !isPending(run);
      return {
        slice: changed(slice, { ...run, errand }),
        effects: isOver ? [{ do: 'stop', run: run.run, errand }] : [],
      };
    }
    case 'waiting':
      return run.at === 'asked' || run.at === 'running'
        ? { slice: changed(slice, takenBy({ ...run, at: 'looking' }, null)), effects: [] }
        : unchanged(slice);
    case 'asked':
    case 'running':
      return isPending(run) && run.peer !== here
        ? {
            slice: changed(slice, takenBy({ ...run, at: event.type }, event.peer, event.from)),
            effects: [],
          }
        : unchanged(slice);
    case 'answered': {
      const { hash, workCount, bytes, cost, peer, from } = event;
      return answered(slice, takenBy(run, peer, from), { hash, workCount, bytes, cost }, context);
    }
    case 'failed': {
      const { fault, name, reason, peer } = event;
      if (fault === 'here')
        return isOpen(slice) ? failed(slice, { failure: name, reason }) : unchanged(slice);
      if (fault === 'job' && peer !== null)
        return answered(slice, { ...run, peer }, { failure: name, reason }, context);
      return ended(slice, run, context);
    }
    case 'here':
      return run.peer === here ? answered(slice, run, event.answer, context) : unchanged(slice);
    case 'here_failed':
      return run.peer === here ? withoutHere(slice, run, context) : unchanged(slice);
    case 'stopped':
      return ended(slice, run, context);
    case 'paid':
      return run.pay === 'open' || run.pay === 'due'
        ? { slice: changed(slice, { ...run, pay: 'paid' }), effects: [] }
        : unchanged(slice);
    case 'refused':
      return run.at === 'answered' && run.pay !== 'taken_back'
        ? { slice: changed(slice, { ...run, at: 'ended', pay: 'refused' }), effects: [] }
        : unchanged(slice);
    case 'nobody':
      return nobody(slice, run, context);
    case 'late':
      return hurried(slice, run);
    case 'used':
      return unchanged(slice);
  }
}

function answered(slice: Slice, run: Run, answer: SliceAnswer, context: SliceContext): SliceStep {
  if (run.answer !== null) return unchanged(slice);
  const isVoid = isWorthless(slice, run, context);
  const isLate = !isPending(run) || !isOpen(slice) || isVoid;
  const effects: SliceEffect[] = [];
  const now: Run = { ...run, at: 'answered', answer, isVoid };
  const refused = isLate ? unneeded(now, effects) : now;
  const next = changed(slice, refused);
  if (isLate && !isOpen(slice) && (slice.at !== 'settled' || now.isVoid))
    return { slice: next, effects };
  const checked = isLate ? next : checkedByChance(slice, next, refused, answer, context, effects);
  const step = judged({ ...checked, at: 'open' }, context);
  return { slice: step.slice, effects: [...effects, ...step.effects] };
}

/** With the first answer chance decides whether more is wanted. */
function checkedByChance(
  before: Slice,
  slice: Slice,
  run: Run,
  answer: SliceAnswer,
  context: SliceContext,
  effects: SliceEffect[],
): Slice {
  const atLeast = 'failure' in answer ? Math.max(slice.need, 2) : slice.need;
  const isFirst = !before.runs.some((each) => each.answer !== null && !each.isVoid);
  if (!isFirst || run.peer === here) return { ...slice, need: atLeast };
  const check = chanceOf(slice, run, answer, context);
  const wanted = copiesOf[context.certainty] + { nobody: 0, member: 1, here: 2 }[check];
  const need = Math.max(atLeast, wanted);
  if (check !== 'here') return { ...slice, need };
  const step = runHere(slice, need, 'audit');
  effects.push(...step.effects);
  return step.slice;
}

/** A run that comes to nothing; another takes its place if it is needed. */
function ended(slice: Slice, run: Run, context: SliceContext): SliceStep {
  if (!isPending(run)) return unchanged(slice);
  return judged(changed(slice, { ...run, at: 'ended' }), context);
}

/** Two members may confirm what this computer could not. */
function withoutHere(slice: Slice, run: Run, context: SliceContext): SliceStep {
  if (!isPending(run)) return unchanged(slice);
  const need = Math.min(slice.need, Math.max(2, copiesOf[context.certainty]));
  return ended({ ...slice, need }, run, context);
}

/**
 * A check that nobody can make is made here, or left out where it is one by chance, for a fault of the job, or beyond
 * what agrees already. A second answer that the person asked for is waited for. What everybody who is there could not
 * run is run here.
 */
function nobody(slice: Slice, run: Run, context: SliceContext): SliceStep {
  const [top, second] = voicesOf(slice.runs);
  if (!isOpen(slice) || run.at !== 'looking') return unchanged(slice);
  if (top === undefined) {
    const isElsewhere = slice.runs.some((each) => isPending(each) && each.peer !== null);
    // Whoever was to run it again has left; a few times somebody else is looked for.
    if (run.purpose === 'again' && !isElsewhere) return withoutThis(slice, run, context);
    if (isElsewhere || emptyRuns(slice) === 0) return unchanged(slice);
    const effects: SliceEffect[] = [];
    const step = withoutPeople(changed(slice, endedEarly(run, effects)), context);
    return { slice: step.slice, effects: [...effects, ...step.effects] };
  }
  const mayRunHere = context.canRunHere && !slice.runs.some(({ peer }) => peer === here);
  const canDo =
    second === undefined
      ? mayRunHere || top.weight >= copiesOf[context.certainty] || 'failure' in top.answer
      : mayRunHere || top.weight > second.weight;
  if (!canDo) return unchanged(slice);
  const effects: SliceEffect[] = [];
  const rest = changed(slice, endedEarly(run, effects));
  const step =
    second === undefined ? withoutCheck(rest, context, top) : judged(rest, context, true);
  return { slice: step.slice, effects: [...effects, ...step.effects] };
}

function withoutThis(slice: Slice, run: Run, context: SliceContext): SliceStep {
  const effects: SliceEffect[] = [];
  const step = judged(changed(slice, endedEarly(run, effects)), context);
  return { slice: step.slice, effects: [...effects, ...step.effects] };
}

function hurried(slice: Slice, run: Run): SliceStep {
  const isSlow = (run.at === 'asked' || run.at === 'running') && run.peer !== here;
  const hasTwin = slice.runs.some((each) => isPending(each) && each.purpose === 'hurry');
  if (!isOpen(slice) || !isSlow || hasTwin || slice.runs.length >= runsMax) return unchanged(slice);
  return begun(slice, ['hurry']);
}

function again(slice: Slice, context: SliceContext): SliceStep {
  if (slice.at === 'new' || isOpen(slice)) return unchanged(slice);
  const [top] = voicesOf(slice.runs);
  // What came to nothing is forgotten, but for the last: no other run may have its number.
  const runs = slice.runs.filter(
    ({ answer }, at) => answer !== null || at === slice.runs.length - 1,
  );
  const need = Math.max(copiesOf[context.certainty], (top?.weight ?? 0) + 1);
  return judged({ ...slice, at: 'open', failure: null, runs, need }, context);
}

/** Work that agrees with itself is delivered and paid; where answers differ, nobody is. */
function stopped(slice: Slice, context: SliceContext): SliceStep {
  if (slice.at !== 'new' && !isOpen(slice)) return unchanged(slice);
  const [top, second] = voicesOf(slice.runs);
  const isGood =
    top !== undefined && second === undefined && 'hash' in top.answer && !slice.isProbe;
  if (isOpen(slice) && isGood) return judged({ ...slice, need: top.weight }, context);
  const closed = closedRuns(slice, 'The job was stopped before the answer was settled.');
  return { slice: { ...slice, at: 'stopped', runs: closed.runs }, effects: closed.effects };
}

/** What may not have been done before the program fell. */
function outstanding({ runs }: Slice): readonly SliceEffect[] {
  return runs.flatMap((each): readonly SliceEffect[] => {
    const { run, errand, purpose, at, pay, answer, isVoid } = each;
    if (isPending(each) && each.peer === here) return [{ do: 'run_here', run }];
    if (isPending(each) && errand === null) {
      return [{ do: 'begin', run, purpose, not: membersOf(runs) }];
    }
    if (errand === null) return [];
    if (pay === 'due') return [{ do: 'pay', run, errand }];
    if (pay === 'taken_back') return [{ do: 'take_back', run, errand }];
    if (answer !== null && pay === 'refused') {
      // That it was refused may have been forgotten where the answer is kept.
      const detail = isVoid ? foundWrong : 'The slice was settled without it.';
      const name = isVoid ? 'wrong_answer' : 'unneeded';
      return [{ do: 'refuse', run, errand, name, detail }];
    }
    return at === 'ended' && answer === null ? [{ do: 'stop', run, errand }] : [];
  });
}

/** Who was proved wrong while at it says nothing, and whose other machine answered already says nothing new. */
function isWorthless(slice: Slice, run: Run, { trustOf, nowMs }: SliceContext): boolean {
  if (run.peer === here) return false;
  const member = answererOf(run);
  return (
    authorsOf(run).some((author) => standingOf(trustOf(author), nowMs) === 'wrong') ||
    slice.runs.some((each) => each.answer !== null && memberOfRun(each) === member)
  );
}

function unneeded(run: Run, effects: SliceEffect[]): Run {
  if (run.errand === null || (run.answer !== null && 'failure' in run.answer)) return run;
  const detail = 'The slice was settled before the answer came.';
  effects.push({ do: 'refuse', run: run.run, errand: run.errand, name: 'unneeded', detail });
  return { ...run, pay: 'refused' };
}

function changed(slice: Slice, run: Run): Slice {
  return { ...slice, runs: slice.runs.map((each) => (each.run === run.run ? run : each)) };
}

function isOpen({ at }: Slice): boolean {
  return at === 'open';
}

function unchanged(slice: Slice): SliceStep {
  return { slice, effects: [] };
}
