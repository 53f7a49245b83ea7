/** What a person may do with a task now, and why not: as the fold will judge it with the next certificate. */
import type { TaskAction, TaskRefusal } from '../../../../shared/api/task-shape.ts';
import { freeManHours, microsPerHour } from '../../../../shared/ledger/man-hours.ts';
import type { LedgerState } from '../../../../shared/ledger/state.ts';
import { hasStakeIn, mayTake } from '../../../../shared/ledger/work-effects.ts';
import type { KnownTask } from './known-tasks.ts';

export interface Standing {
  readonly state: LedgerState;
  readonly task: KnownTask;
  readonly me: string;
  /** Whether what was sealed for this round can be revealed from this computer. */
  readonly isKept: boolean;
  /** Micro-man-hours that this member has set aside for downloads. */
  readonly keptApart: bigint;
}

/** Null where it may be done. */
export function refusalOf(standing: Standing, action: TaskAction): TaskRefusal | null {
  const { state, task, me } = standing;
  if (state.members.get(me)?.status !== 'member') return 'not_a_member';
  if (task.isWaiting) return 'not_certified_yet';
  if (task.ended !== null) return 'task_over';
  return rules[action](standing);
}

/** Answers of a round are sealed first, and revealed then; null outside of an estimate. */
export function phaseOf(
  { state, round, closes }: KnownTask,
  epoch: number,
): 'sealing' | 'revealing' | null {
  if (state !== 'estimating' || round === 0) return null;
  return epoch < closes ? 'sealing' : 'revealing';
}

const rules: Readonly<Record<TaskAction, (standing: Standing) => TaskRefusal | null>> = {
  estimate(standing) {
    const { task, state } = standing;
    const refusal = panelRefusal(standing);
    if (refusal !== null) return refusal;
    return phaseOf(task, state.epoch) === 'sealing' ? null : 'estimate_too_late';
  },
  reveal(standing) {
    const refusal = panelRefusal(standing);
    if (refusal !== null) return refusal;
    const { task, me, state, isKept } = standing;
    if (phaseOf(task, state.epoch) !== 'revealing') return 'reveal_too_early';
    if (state.epoch >= task.reveals) return 'estimate_too_late';
    if (task.answers.has(me)) return 'already_revealed';
    return task.seals.has(me) && isKept ? null : 'nothing_sealed';
  },
  take(standing) {
    if (standing.task.state !== 'open') return 'not_open';
    if (isPartyToTaking(standing)) return 'a_party';
    return mayTake(standing.task, standing.me) ? null : 'not_for_you';
  },
  step: takerRefusal,
  deliver: takerRefusal,
  accept(standing) {
    const { task, me, state, keptApart } = standing;
    const owed = BigInt(task.price ?? 0) * microsPerHour;
    return (
      answerRefusal(standing) ?? (freeManHours(state, me) - keptApart < owed ? 'beyond_line' : null)
    );
  },
  changes: answerRefusal,
  withdraw({ task, me, state }) {
    if (task.asker !== me) return 'not_the_asker';
    if (task.state === 'estimating' || task.state === 'open') return null;
    const isLate = task.step === 'stuck' || state.epoch + 1 >= task.due;
    return task.state === 'taken' && isLate ? null : 'taken_in_time';
  },
};

function panelRefusal({ task, me, state }: Standing): TaskRefusal | null {
  if (task.state !== 'estimating') {
    return task.panel.includes(me) ? 'estimate_too_late' : 'not_estimating';
  }
  const issued = state.parameters.sharesPerIssuer;
  const about = { holder: me, issuer: task.asker, issued };
  if (task.asker === me || hasStakeIn(state.market.lots, about)) return 'a_party';
  if (task.round === 0) return 'estimate_too_early';
  return task.panel.includes(me) ? null : 'not_on_the_panel';
}

/** Whoever asks for it, or was on its panel, or of whom somebody on the panel holds much. */
function isPartyToTaking({ task, me, state }: Standing): boolean {
  const issued = state.parameters.sharesPerIssuer;
  const { lots } = state.market;
  return (
    task.asker === me ||
    task.panel.some((holder) => holder === me || hasStakeIn(lots, { holder, issuer: me, issued }))
  );
}

function takerRefusal({ task, me }: Standing): TaskRefusal | null {
  if (task.taker === null) return 'not_taken';
  if (task.taker !== me) return 'not_the_taker';
  return task.state === 'taken' ? null : 'not_taken';
}

function answerRefusal({ task, me }: Standing): TaskRefusal | null {
  if (task.asker !== me) return 'not_the_asker';
  return task.state === 'delivered' ? null : 'not_delivered';
}
