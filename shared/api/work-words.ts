/**
 * What is said of work under way and of how it was measured: what a pause holds and until when, what a share of
 * a core comes to, how much was counted, how a machine was rated, and what it means that a process ended.
 */
import type { LendingView, MachineView, RunView } from './contract.ts';
import { formatWhen, plural } from './words.ts';

const scales = [
  [1e15, 'quadrillion'],
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** A count as people say it: `812`, `45,210`, `1.2 million`, `137 billion`. Rounded from a million on. */
export function formatCount(count: number): string {
  const [scale, name] = scales.find(([least]) => count >= least * 0.9995) ?? [1, null];
  const size = count / scale;
  const maximumFractionDigits = name === null || size >= 99.95 ? 0 : 1;
  const shown = new Intl.NumberFormat('en-GB', { maximumFractionDigits }).format(size);
  return name === null ? shown : `${shown} ${name}`;
}

/** What one counted instruction takes on the reference core: `0.4 ns`, `12.5 ns`. */
export function formatUnitTime(femtoseconds: number): string {
  return `${String(Number((femtoseconds / 1_000_000).toPrecision(3)))} ns`;
}

/** `Held until 14:12` for a run that a pause holds, else null. */
export function heldWord({ heldUntilMs }: RunView, nowMs: number, zone?: string): string | null {
  return heldUntilMs === null ? null : `Held until ${formatWhen(heldUntilMs, nowMs, zone)}`;
}

/** What lending so much of each of so many cores means. */
export function shareSentence(cores: number, shareMilli: number): string {
  if (shareMilli === 1000) {
    return 'Jobs may use the lent cores whole. Your own programs always go first.';
  }
  const whole = Number(((cores * shareMilli) / 1000).toFixed(2));
  const many = `${plural(cores, 'core')} at ${formatShare(shareMilli)} ${cores === 1 ? 'does' : 'do'}`;
  return `${many} the work of ${String(whole)}: jobs work in bursts of less than a tenth of a second, and rest between them.`;
}

/** `50%` */
export function formatShare(shareMilli: number): string {
  return `${String(shareMilli / 10)}%`;
}

/** What it means that the process of the jobs ended by itself so many times; null where it never did. */
export function crashSentence({ crashes }: LendingView['wall']): string | null {
  if (crashes === 0) return null;
  const times = crashes === 1 ? 'once' : crashes === 2 ? 'twice' : `${plural(crashes, 'time')}`;
  return `The process that runs jobs ended by itself ${times} since this program started. Nothing of yours was touched; what ran was begun again.`;
}

/** How the rating of this machine came about, a sentence or two each. */
export function ratingSentences(
  { ratingSpreadMilli, ratedAtMs }: MachineView,
  nowMs: number,
  zone?: string,
): readonly string[] {
  const when =
    ratedAtMs === null
      ? 'It is measured when lending starts, by ten small programs.'
      : `Measured ${atWhen(formatWhen(ratedAtMs, nowMs, zone))} by ten small programs, and again after seven days or with another processor.`;
  const spread =
    ratingSpreadMilli === null
      ? []
      : ['The number behind ± says how far the middle half of the runs lay around it.'];
  return [
    when,
    ...spread,
    'The reference core is a fixed measure: it executes 80.9 trillion counted instructions of those programs in an hour. That never changes, so an hour keeps its worth.',
    'The idea of CPU-hours began with a machine of one gigaflops working for an hour, which is far less.',
  ];
}

/** `at 14:02`, but `yesterday 14:02` and `on 19 Nov 14:02`. */
function atWhen(when: string): string {
  if (/^\d\d:/.test(when)) return `at ${when}`;
  return /^\d/.test(when) ? `on ${when}` : when;
}
