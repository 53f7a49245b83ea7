/** Rounds of estimates as people see them: who sealed, who answered what, and what stood in the middle. */
import type { TaskView } from '../../../../shared/api/task-shape.ts';
import { neededOf } from '../../../../shared/api/task-words.ts';
import { shownName } from '../../../../shared/ledger/record-claims.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import type { Answer, PastRound } from '../../../../shared/work/work-state.ts';
import type { SealedEstimate } from '../../../engine/record/task-keeping.ts';
import { personOf } from '../views/state-index.ts';
import type { KnownTask } from './known-tasks.ts';
import { phaseOf } from './task-may.ts';
import { taskRefusals } from './task-refusals.ts';

type Round = TaskView['rounds'][number];
type Own = NonNullable<TaskView['mine']>;

export function roundViews(state: LedgerState, me: string, task: KnownTask): Round[] {
  return task.rounds.map((round, index) => roundView(state, me, task, { round, index }));
}

function roundView(
  state: LedgerState,
  me: string,
  { panel }: KnownTask,
  {
    round: { answers, median, near },
    index,
  }: { readonly round: PastRound; readonly index: number },
): Round {
  const hours = hoursOf(answers);
  const needed = neededOf(panel.length);
  return {
    ...{ round: index + 1, median, near, needed },
    answers: Array.from(answers, ([member, answer]) => ({
      ...{ person: personOf(state, member), isMe: member === me, ...shownAnswer(answer) },
    })).sort((one, other) => (one.person.id < other.person.id ? -1 : 1)),
    lowest: hours.length === 0 ? null : Math.min(...hours),
    highest: hours.length === 0 ? null : Math.max(...hours),
    isAgreed: median !== null && near >= needed,
  };
}

function hoursOf(answers: PastRound['answers']): readonly number[] {
  return [...answers.values()].flatMap(({ hours }) => (typeof hours === 'number' ? hours : []));
}

/** As it can be shown by the tables of this runtime. */
export function shownLine(text: string): string {
  return text === '' ? '' : shownName(text);
}

function shownAnswer({ hours, reason }: Answer): Answer {
  return { hours, reason: shownLine(reason) };
}

export function panelView(state: LedgerState, me: string, task: KnownTask): TaskView['panel'] {
  return task.panel.map((member) => {
    const answer = task.answers.get(member);
    return {
      ...{ person: personOf(state, member), isMe: member === me },
      hasSealed: task.seals.has(member),
      answer: answer === undefined ? null : shownAnswer(answer),
    };
  });
}

/** One's own answer of this round; null where there is none that this computer knows. */
export function ownAnswer(
  state: LedgerState,
  me: string,
  task: KnownTask,
  sealed: readonly SealedEstimate[],
): Own | null {
  const revealed = task.answers.get(me);
  if (revealed !== undefined) return ownView(revealed, 'revealed');
  const own = sealed.filter((each) => each.task === task.id && each.round === task.round);
  const counting = own.find(({ seal }) => seal === task.seals.get(me));
  const isRevealing = phaseOf(task, state.epoch) === 'revealing';
  if (isRevealing && counting !== undefined) {
    return ownView(counting.answer, counting.isRevealSent ? 'revealing' : 'sealed');
  }
  const last = own.reduce<SealedEstimate | null>(
    (latest, each) => (latest === null || each.madeAtMs >= latest.madeAtMs ? each : latest),
    null,
  );
  if (last === null) return null;
  if (last.seal === counting?.seal) return ownView(last.answer, 'sealed');
  if (last.refusal !== null) return ownView(last.answer, 'refused', last.refusal);
  return ownView(last.answer, isRevealing ? 'lost' : 'sealing');
}

function ownView(answer: Answer, state: Own['state'], refusal: string | null = null): Own {
  const why = Object.entries(taskRefusals).find(([name]) => name === refusal)?.[1];
  return { ...shownAnswer(answer), state, sentence: why ?? ownSentences[state] };
}

const ownSentences: Readonly<Record<Own['state'], string>> = {
  sealing: 'It is on its way to the record, sealed. You can change it until the round opens.',
  sealed:
    'It is sealed: nobody else can read it. You can change it until the round opens; this computer reveals it then by itself.',
  revealing: 'It is being revealed.',
  revealed: 'Everybody can read it.',
  lost: 'It came too late to the record, and counts for nothing in this round.',
  refused: 'The record did not take it.',
};
