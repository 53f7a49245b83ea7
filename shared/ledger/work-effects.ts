/**
 * What records about tasks do (rules R5). Which part of a round it is follows from the certified state alone: answers
 * are sealed while the last closed epoch is before `closes`, and revealed from then on.
 */
import { unreachable } from '../base/assert.ts';
import { isOnLadder } from '../economy/estimates.ts';
import { epochsOfDays } from '../economy/parameters.ts';
import { unitsOf } from '../stake/lots.ts';
import type { Lots } from '../stake/market.ts';
import { taskLimits } from '../work/work-state.ts';
import type { Task } from '../work/work-state.ts';
import type { Draft } from './draft.ts';
import { freeManHours, microsPerHour } from './man-hours.ts';
import type { BodyOf, WorkRecord } from './record.ts';
import type { RecordFailure } from './verdict.ts';
import { compare, isLive } from './work-draft.ts';

/** A task is due within so long. */
export const taskDaysMax = 730;

export function applyWork(
  draft: Draft,
  by: string,
  record: WorkRecord,
  id: string,
): RecordFailure | null {
  switch (record.kind) {
    case 'task':
      return ask(draft, by, id, record.body);
    case 'estimate':
      return estimate(draft, by, record.body);
    case 'reveal':
      return reveal(draft, by, record.body);
    case 'take':
      return take(draft, by, record.body);
    case 'step':
      return report(draft, by, record.body);
    case 'verdict':
      return answer(draft, by, record.body);
    default:
      return unreachable(record);
  }
}

function ask(
  { before, epoch, work }: Draft,
  asker: string,
  id: string,
  { title, done, skills, due, most, isEstimated, takers }: BodyOf<'task'>,
): RecordFailure | null {
  let [live, known] = [0, 0];
  for (const each of work.tasks.values()) {
    if (each.asker !== asker) continue;
    known += 1;
    if (isLive(each)) live += 1;
  }
  if (live >= taskLimits.live || known >= taskLimits.known) return 'too_many_tasks';
  const ahead = due - epoch;
  if (ahead < 1 || ahead > epochsOfDays(before.parameters, taskDaysMax)) {
    return 'due_out_of_range';
  }
  work.tasks.set(id, {
    ...{ title, done, skills, due, most, isEstimated, takers, asker, since: epoch },
    state: isEstimated ? 'estimating' : 'open',
    ...{ round: 0, closes: 0, reveals: 0, panel: [], rounds: [] },
    ...{ seals: new Map<string, string>(), answers: new Map() },
    price: isEstimated ? null : most,
    ...{ taker: null, step: null, delivery: null, changes: null, ended: null, release: null },
  });
  return null;
}

/** Above this share of somebody's stake one is a party to what they do (R5: 5 %). */
const partyPpm = 50_000n;

/** Whether a member holds so much of another that what the other gets or gives is its own affair. */
export function hasStakeIn(
  lots: Lots,
  { holder, issuer, issued }: { holder: string; issuer: string; issued: number },
): boolean {
  return unitsOf(lots, holder, issuer) * 1_000_000n > BigInt(issued) * partyPpm;
}

function isPartyTo({ before }: Draft, member: string, { asker }: Task): boolean {
  const issued = before.parameters.sharesPerIssuer;
  const { lots } = before.market;
  return member === asker || hasStakeIn(lots, { holder: member, issuer: asker, issued });
}

/** Why this member has no say in this round of this task, or null. */
function panelFault(draft: Draft, by: string, task: Task, round: number): RecordFailure | null {
  if (!task.panel.includes(by)) return isPartyTo(draft, by, task) ? 'a_party' : 'not_on_the_panel';
  if (task.state !== 'estimating' || round < task.round) return 'estimate_too_late';
  return round > task.round ? 'estimate_too_early' : null;
}

function estimate(
  draft: Draft,
  by: string,
  { task: id, round, seal, said }: BodyOf<'estimate'>,
): RecordFailure | null {
  const { before, work } = draft;
  const task = work.tasks.get(id);
  if (task === undefined) return 'task_unknown';
  const fault = panelFault(draft, by, task, round);
  if (fault !== null) return fault;
  if (before.epoch >= task.closes) return 'estimate_too_late';
  if (isAskedWhy(task, by) && said === '') return 'reason_missing';
  const seals = new Map([...task.seals, [by, seal]]);
  work.tasks.set(id, { ...task, seals, rounds: withReason(task, by, said) });
  return null;
}

/** Whether a member was the lowest or the highest of the round before, and has not said why. */
export function isAskedWhy({ rounds }: Pick<Task, 'rounds'>, member: string): boolean {
  const last = rounds.at(-1)?.answers;
  const mine = last?.get(member);
  if (last === undefined || mine === undefined || mine.reason !== '') return false;
  const named = [...last.values()].flatMap(({ hours }) => (typeof hours === 'number' ? hours : []));
  const [lowest, highest] = [Math.min(...named), Math.max(...named)];
  return lowest < highest && (mine.hours === lowest || mine.hours === highest);
}

function withReason({ rounds }: Task, member: string, said: string): Task['rounds'] {
  const last = rounds.at(-1);
  const mine = last?.answers.get(member);
  if (last === undefined || mine === undefined || said === '') return rounds;
  const answers = new Map([...last.answers, [member, { ...mine, reason: said }]]);
  return [...rounds.slice(0, -1), { ...last, answers }];
}

function reveal(
  draft: Draft,
  by: string,
  { task: id, round, member, seal, answer: said }: BodyOf<'reveal'>,
): RecordFailure | null {
  const { before, work } = draft;
  const task = work.tasks.get(id);
  if (task === undefined) return 'task_unknown';
  const fault = panelFault(draft, by, task, round);
  if (fault !== null) return fault;
  if (before.epoch < task.closes) return 'reveal_too_early';
  if (before.epoch >= task.reveals) return 'estimate_too_late';
  const sealed = task.seals.get(by);
  if (sealed === undefined || member !== by) return 'nothing_sealed';
  if (sealed !== seal) return 'reveals_something_else';
  if (task.answers.has(by)) return 'already_revealed';
  if (round === 1 && typeof said.hours === 'number' && !isOnLadder(said.hours)) {
    return 'off_the_ladder';
  }
  work.tasks.set(id, { ...task, answers: new Map([...task.answers, [by, said]]) });
  return null;
}

function take(
  { before, work }: Draft,
  by: string,
  { task: id, price }: BodyOf<'take'>,
): RecordFailure | null {
  const task = work.tasks.get(id);
  if (task === undefined) return 'task_unknown';
  if (task.state !== 'open') return 'not_open';
  const issued = before.parameters.sharesPerIssuer;
  const isParty =
    by === task.asker ||
    task.panel.some(
      (holder) => holder === by || hasStakeIn(before.market.lots, { holder, issuer: by, issued }),
    );
  if (isParty) return 'a_party';
  if (!mayTake(task, by)) return 'not_for_you';
  if (price !== task.price) return 'price_differs';
  let doing = 0;
  for (const each of work.tasks.values()) if (each.taker === by && isLive(each)) doing += 1;
  if (doing >= taskLimits.live) return 'too_many_tasks';
  work.tasks.set(id, { ...task, state: 'taken', taker: by });
  return null;
}

/** Whether the asker wants it from this member, too. */
export function mayTake({ takers }: Pick<Task, 'takers'>, member: string): boolean {
  return takers.length === 0 || takers.includes(member);
}

/** As it is for whoever takes it next. */
export function openAgain(task: Task): Task {
  return { ...task, state: 'open', taker: null, step: null, delivery: null, changes: null };
}

function report(
  { work }: Draft,
  by: string,
  { task: id, says, link, note, actual }: BodyOf<'step'>,
): RecordFailure | null {
  const task = work.tasks.get(id);
  if (task === undefined) return 'task_unknown';
  if (!isLive(task)) return 'task_over';
  if (task.taker !== by) return 'not_the_taker';
  if (task.state !== 'taken') return 'not_taken';
  if (says === 'given_back') work.tasks.set(id, openAgain(task));
  else if (says === 'delivered') {
    const delivery = { link, note, actual };
    work.tasks.set(id, { ...task, state: 'delivered', step: null, delivery, changes: null });
  } else work.tasks.set(id, { ...task, step: says });
  return null;
}

function answer(
  draft: Draft,
  by: string,
  { task: id, says, note }: BodyOf<'verdict'>,
): RecordFailure | null {
  const { epoch, work } = draft;
  const task = work.tasks.get(id);
  if (task === undefined) return 'task_unknown';
  if (task.asker !== by) return 'not_the_asker';
  if (!isLive(task)) return 'task_over';
  if (says === 'accepted') return accept(draft, id, task);
  if (says === 'changes') {
    if (task.state !== 'delivered') return 'not_delivered';
    work.tasks.set(id, { ...task, state: 'taken', changes: note });
    return null;
  }
  const isInTime = task.due > epoch && task.step !== 'stuck';
  const isAtWork = task.state === 'taken' && isInTime;
  if (isAtWork || task.state === 'delivered') return 'taken_in_time';
  work.tasks.set(id, { ...task, state: 'withdrawn', ended: epoch });
  return null;
}

/** Both have signed: the taker for the price, the asker for what was done. So the hours flow in this very height. */
function accept(draft: Draft, id: string, task: Task): RecordFailure | null {
  const { before, epoch, work } = draft;
  const { state, price, taker, asker } = task;
  if (state !== 'delivered' || price === null || taker === null) return 'not_delivered';
  const quantity = BigInt(price) * microsPerHour;
  const spent = work.flows.reduce(
    (sum, each) => (each.consumer === asker ? sum + each.quantity : sum),
    0n,
  );
  if (freeManHours(before, asker) - spent < quantity) return 'beyond_line';
  work.flows.push({ supplier: taker, consumer: asker, quantity });
  compare(work, id, task, epoch);
  work.tasks.set(id, { ...task, state: 'accepted', ended: epoch });
  return null;
}
