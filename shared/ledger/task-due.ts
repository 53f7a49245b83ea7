/**
 * What becomes of tasks by themselves at the end of a height (rules R5): panels are drawn, rounds of estimates are
 * closed and judged, and what nobody answers ends in time. All of it follows from certified epochs and records, and
 * nothing that supply or demand could change has a part in a price.
 */
import { estimateRounds, judgeEstimates } from '../economy/estimates.ts';
import { epochsOfDays } from '../economy/parameters.ts';
import type { Trust } from '../economy/trust.ts';
import type { Lots } from '../stake/market.ts';
import type { Compared, PastRound, Task, WorkState } from '../work/work-state.ts';
import { isPresent } from './draft.ts';
import type { Draft } from './draft.ts';
import { drawnByTrust } from './draw.ts';
import type { LedgerState } from './state.ts';
import { isLive } from './work-draft.ts';
import { hasStakeIn, openAgain } from './work-effects.ts';

/** For so long what is over is still known; what was accepted, as long as a release can name it (R6). */
const rememberedDays = 30;
/** The sizes of panels, and from how many members on. */
const panels = [
  { size: 9, from: 200 },
  { size: 7, from: 50 },
  { size: 5, from: 0 },
  { size: 3, from: 0 },
] as const;
const panelLeast = 3;

/** What else came of the height: trust and stakes are those of after. */
export interface Known {
  readonly trust: Trust;
  readonly lots: Lots;
  /** Id of the height before, in hexadecimal: lots are drawn by it. */
  readonly previous: string;
}

export function tasksAfter(draft: Draft, known: Known): Pick<WorkState, 'tasks' | 'compared'> {
  const tasks = new Map<string, Task>();
  for (const [id, task] of draft.work.tasks) {
    const after = isLive(task) ? advanced(draft, id, task, known) : task;
    if (!isForgotten(draft, after)) tasks.set(id, after);
  }
  return { tasks, compared: comparedAfter(draft) };
}

function comparedAfter(draft: Draft): ReadonlyMap<string, readonly Compared[]> {
  return new Map([...draft.work.compared].filter(([member]) => isPresent(draft, member)));
}

function isForgotten({ before, epoch }: Draft, { ended, state }: Task): boolean {
  if (ended === null) return false;
  const days = state === 'accepted' ? before.parameters.horizonDays : rememberedDays;
  return epoch - ended >= epochsOfDays(before.parameters, days);
}

function advanced(draft: Draft, id: string, given: Task, known: Known): Task {
  const { before, epoch } = draft;
  const withdrawn = (task: Task): Task => ({ ...task, state: 'withdrawn', ended: epoch });
  if (!isPresent(draft, given.asker)) return withdrawn(given);
  const isLeft = given.taker !== null && !isPresent(draft, given.taker);
  const task = isLeft ? openAgain(given) : given;
  const isUntaken = task.state === 'estimating' || task.state === 'open';
  const patience = isUntaken ? 0 : epochsOfDays(before.parameters, before.parameters.overdueDays);
  if (epoch >= task.due + patience) return withdrawn(task);
  return task.state === 'estimating' ? estimated(draft, id, task, known) : task;
}

function estimated(draft: Draft, id: string, task: Task, known: Known): Task {
  const panel = task.panel.filter((member) => isPresent(draft, member));
  if (panel.length < Math.min(panelLeast, task.panel.length)) return undrawn(task);
  if (panel.length === 0) {
    // Whoever writes a task into the very height that draws knows what it is drawn by.
    return draft.before.work.tasks.has(id) ? withPanel(draft, id, task, known) : task;
  }
  const here = { ...task, panel, seals: of(panel, task.seals), answers: of(panel, task.answers) };
  return draft.before.epoch < task.closes ? sealed(draft, here) : revealed(draft, here);
}

function of<Value>(
  panel: readonly string[],
  by: ReadonlyMap<string, Value>,
): ReadonlyMap<string, Value> {
  return new Map([...by].filter(([member]) => panel.includes(member)));
}

/** Too few of the panel are left: others are drawn in the next height. What was said in earlier rounds stays. */
function undrawn(task: Task): Task {
  return { ...task, ...nothingSaid(), round: 0, closes: 0, reveals: 0, panel: [] };
}

function nothingSaid(): Pick<Task, 'seals' | 'answers'> {
  return { seals: new Map(), answers: new Map() };
}

/** Where hardly anybody is left who could estimate it, the asker’s word is the price, for whoever agrees to it. */
function withPanel(draft: Draft, id: string, task: Task, known: Known): Task {
  const issued = draft.before.parameters.sharesPerIssuer;
  const { trust, lots } = known;
  const eligible = [...lots.keys()].filter(
    (holder) =>
      holder !== task.asker &&
      !task.takers.includes(holder) &&
      (trust.get(holder) ?? 0n) > 0n &&
      !hasStakeIn(lots, { holder, issuer: task.asker, issued }),
  );
  const members = lots.size;
  const fit = panels.find(({ size, from }) => members >= from && eligible.length >= size);
  if (fit === undefined) return { ...task, state: 'open', price: task.most };
  const panel = drawnByTrust(eligible, fit.size, { ...known, id });
  return nextRound(draft, { ...task, panel });
}

function nextRound({ before, epoch }: Draft, task: Task): Task {
  const { estimateEpochs } = before.parameters;
  const [closes, reveals] = [epoch + estimateEpochs, epoch + 2 * estimateEpochs];
  return { ...task, ...nothingSaid(), round: task.rounds.length + 1, closes, reveals };
}

/**
 * Answers are sealed until everybody has, or the time is over. From then on, however late the witnesses were, there is
 * a whole time for revealing them.
 */
function sealed(draft: Draft, task: Task): Task {
  const { before, epoch } = draft;
  const isClosed = task.seals.size === task.panel.length || epoch >= task.closes;
  if (!isClosed) return task;
  const reveals = epoch + before.parameters.estimateEpochs;
  return task.seals.size === 0 ? judged(draft, task) : { ...task, closes: epoch, reveals };
}

function revealed(draft: Draft, task: Task): Task {
  const isClosed = task.answers.size === task.seals.size || draft.epoch >= task.reveals;
  return isClosed ? judged(draft, task) : task;
}

function judged(draft: Draft, task: Task): Task {
  const { answers, panel, most } = task;
  const said = [...answers.values()].map(({ hours }) => hours);
  const hours = said.filter((each) => typeof each === 'number');
  const verdict = hours.length === 0 ? null : judgeEstimates(hours, panel.length);
  const past: PastRound = { answers, median: verdict?.median ?? null, near: verdict?.near ?? 0 };
  const rounds = [...task.rounds, past];
  const closed = { ...task, rounds, ...nothingSaid() };
  const rejected: Task = { ...closed, state: 'rejected', ended: draft.epoch };
  if (verdict?.isAgreed === true) {
    const { median } = verdict;
    return median > most ? rejected : { ...closed, state: 'open', price: median };
  }
  const splits = said.filter((each) => each === 'split_first').length;
  if (splits * 3 >= panel.length * 2 || rounds.length >= estimateRounds) return rejected;
  return nextRound(draft, closed);
}

/** Whether a height that closes this epoch brings a task on, even with no record in it. */
export function tasksDue(
  { epoch, work, parameters }: Pick<LedgerState, 'epoch' | 'work' | 'parameters'>,
  endedEpoch: number,
): boolean {
  if (endedEpoch <= epoch) return false;
  for (const task of work.tasks.values()) {
    if (!isLive(task)) continue;
    const { state, panel, closes, reveals, due } = task;
    if (state === 'estimating') {
      if (panel.length === 0 || endedEpoch >= (epoch < closes ? closes : reveals)) return true;
    }
    const isUntaken = state === 'estimating' || state === 'open';
    const patience = isUntaken ? 0 : epochsOfDays(parameters, parameters.overdueDays);
    if (endedEpoch >= due + patience) return true;
  }
  return false;
}
