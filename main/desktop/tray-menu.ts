/**
 * What the tray's menu says and offers, as data: a function of the node's state. Nothing here knows
 * Electron; `tray.ts` shows it and does what is picked.
 */
import type { JobListView, JobView, StatementView } from '../../shared/api/contract.ts';
import type { LendingView, NodeStatusView } from '../../shared/api/contract.ts';
import type { LendingNowView } from '../../shared/api/lending-contract.ts';
import { lendingWords } from '../../shared/api/lending-words.ts';
import { formatCpuAmount, formatNumber, jobStateWord } from '../../shared/api/words.ts';

/** What the node says of itself, as far as the tray shows it. */
export interface TrayView {
  readonly status: NodeStatusView;
  readonly lending: LendingView;
  /** What follows from the terms now; undefined where it was not asked for. */
  readonly now?: LendingNowView;
  readonly jobs: JobListView;
  readonly statement: StatementView;
}

export type TrayAction =
  | { readonly kind: 'open'; readonly route: string }
  | { readonly kind: 'pause'; readonly until: number | 'tomorrow' | 'resumed' }
  | { readonly kind: 'pause_when_finished' }
  | { readonly kind: 'resume' }
  | { readonly kind: 'start_lending' }
  | { readonly kind: 'quit' };

export type TrayItem =
  | { readonly kind: 'text'; readonly label: string }
  | { readonly kind: 'line' }
  | { readonly kind: 'action'; readonly label: string; readonly action: TrayAction }
  | { readonly kind: 'menu'; readonly label: string; readonly items: readonly TrayItem[] };

const line: TrayItem = { kind: 'line' };
const open = action('Open Common Hours', { kind: 'open', route: '/' });
const quit = action('Quit (stops lending)', { kind: 'quit' });

/**
 * The rows of the menu. On Linux any click on the icon opens the menu and nothing else, so there the
 * window is the first thing it offers.
 */
export function trayMenu(view: TrayView, platform: string, nowMs: number): readonly TrayItem[] {
  const isLinux = platform === 'linux';
  return [
    ...(isLinux ? [open, line] : []),
    { kind: 'text', label: trayTitle(view, nowMs) },
    { kind: 'text', label: todayLine(view.statement, nowMs) },
    line,
    lendingItem(view.lending),
    ...finishItem(view.lending),
    action('Lending limits…', { kind: 'open', route: '/lending/limits' }),
    line,
    action('New job…', { kind: 'open', route: '/jobs/new' }),
    ...jobsItem(view.jobs),
    line,
    ...(isLinux ? [] : [open]),
    quit,
  ];
}

/** The sentence that is both the first row and the tooltip. */
export function trayTitle(view: TrayView, nowMs: number): string {
  return lendingWords(view.status, view.lending, view.now, nowMs).title;
}

/**
 * What was lent today, and what was used where that can be told: the statement names the newest 100
 * receipts, and a number that leaves some out would be wrong.
 */
export function todayLine(statement: StatementView, nowMs: number): string {
  const lent = statement.today.reduce((sum, hour) => sum + hour, 0n);
  const midnight = new Date(nowMs).setHours(0, 0, 0, 0);
  const { newest } = statement;
  const oldest = newest.at(-1);
  const isWhole = newest.length === statement.receipts || (oldest?.keptAtMs ?? 0) < midnight;
  if (!isWhole) return `Today: ${formatCpuAmount(lent)} CPU-h lent`;
  const used = newest
    .filter((entry) => entry.direction === 'used' && entry.keptAtMs >= midnight)
    .reduce((sum, entry) => sum + entry.microCpuHours, 0n);
  return `Today: ${formatCpuAmount(lent)} CPU-h lent, ${formatCpuAmount(used)} used`;
}

function lendingItem(lending: LendingView): TrayItem {
  if (!lending.on) return action('Start lending', { kind: 'start_lending' });
  if (lending.pausedUntilMs !== null) return action('Resume lending', { kind: 'resume' });
  return {
    kind: 'menu',
    label: 'Pause lending',
    items: [
      action('15 minutes', { kind: 'pause', until: 15 }),
      action('1 hour', { kind: 'pause', until: 60 }),
      action('Until tomorrow 08:00', { kind: 'pause', until: 'tomorrow' }),
      action('Until I resume', { kind: 'pause', until: 'resumed' }),
    ],
  };
}

/** Where work is in hand, pausing need not end it. */
function finishItem({ on, pausedUntilMs, running }: LendingView): readonly TrayItem[] {
  if (!on || pausedUntilMs !== null || running.length === 0) return [];
  return [action('Finish current work, then pause', { kind: 'pause_when_finished' })];
}

/** One's own jobs that are not ended, as many as a menu can hold, each with how far it is. */
function jobsItem({ jobs }: JobListView): readonly TrayItem[] {
  const open = jobs.filter(({ state }) => !endedStates.has(state));
  if (open.length === 0) return [];
  const running = open.filter(({ state }) => state === 'running').length;
  const rows = open
    .slice(0, rowsMax)
    .map((job) => action(jobLine(job), { kind: 'open', route: `/jobs/${job.id}` }));
  return [
    {
      kind: 'menu',
      label: running > 0 ? `Jobs (${running} running)` : `Jobs (${open.length} in progress)`,
      items: [...rows, action('Show all', { kind: 'open', route: '/jobs' })],
    },
  ];
}

const endedStates: ReadonlySet<JobView['state']> = new Set(['done', 'failed', 'cancelled']);
const rowsMax = 5;
const nameLength = 40;

/** `Wing-shape sweep, set 4: 17 of 24`, or its state where it does not run. */
function jobLine({ name, state, slices }: JobView): string {
  const short = name.length > nameLength ? `${name.slice(0, nameLength - 1)}…` : name;
  if (state !== 'running') return `${short}: ${jobStateWord(state).toLowerCase()}`;
  return slices.total === 1
    ? `${short}: running`
    : `${short}: ${formatNumber(slices.done)} of ${formatNumber(slices.total)}`;
}

/** The whole minutes from now to the next day's 08:00 on this machine's clock, never less than one. */
export function minutesUntilTomorrow(nowMs: number): number {
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(8, 0, 0, 0);
  return Math.max(1, Math.ceil((morning.getTime() - nowMs) / 60_000));
}

function action(label: string, action: TrayAction): TrayItem {
  return { kind: 'action', label, action };
}
