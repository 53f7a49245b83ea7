/**
 * What the window, the tray and the command line say in the same words: amounts, durations, moments,
 * and the sentences about a node, its lending and a job.
 *
 * Everything here is a function of its arguments. The present moment is an argument; the time zone is
 * the machine's own unless one is named, which tests do.
 */
import type { EndedRunView, JobView, LendingView, NodeStatusView, PersonView } from './contract.ts';
import { once } from '../base/once.ts';
import { formatWhen } from './moment-words.ts';

export { formatCpuAmount, formatCpuHours, formatEquation, parseCpuHours } from './amounts.ts';
export { formatWhen } from './moment-words.ts';

const locale = 'en-GB';
const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** A title of a few words, and the sentence below it that gives the reason. */
export interface StatusWords {
  readonly title: string;
  readonly subline: string;
}

/** How the node stands: the title of Home, the first line of the tray and of `status`. */
export function statusSentence(
  status: NodeStatusView,
  lending: LendingView,
  nowMs: number,
  timeZone?: string,
): StatusWords {
  const { connection } = status;
  const inHand = lending.running.length;
  if (connection.state === 'offline') {
    const since = `Since ${formatWhen(connection.sinceMs, nowMs, timeZone)}.`;
    const work = inHand > 0 ? 'Work in hand continues.' : 'It is tried again by itself.';
    return { title: 'Not connected', subline: `${since} ${work}` };
  }
  if (lending.on && lending.pausedUntilMs !== null) {
    return {
      title: pausedTitle(lending.pausedUntilMs, nowMs, timeZone),
      subline: pausedSubline(lending, nowMs, timeZone),
    };
  }
  if (inHand > 0) {
    const names = [...new Map(lending.running.map((run) => [run.for.id, run.for])).values()];
    const off = lending.on ? '' : ' Lending is off, so nothing new is taken.';
    return {
      title: `Lending ${lending.cores.inUse} of ${plural(lending.cores.of, 'core')}`,
      subline: `${inHand === 1 ? 'A job' : plural(inHand, 'job')} for ${nameList(names)} ${inHand === 1 ? 'runs' : 'run'} here, sealed off.${off}`,
    };
  }
  if (!lending.on) {
    return {
      title: 'Lending is off',
      subline: 'Nothing runs here for others until you start lending.',
    };
  }
  if (status.machine.ratingMilli === null) {
    return {
      title: 'Getting ready to lend',
      subline: 'Measuring how fast one core of this computer is. That takes a few seconds.',
    };
  }
  return { title: 'Ready to lend. Nothing to do right now.', subline: readySubline(status) };
}

function pausedTitle(untilMs: number, nowMs: number, timeZone?: string): string {
  if (untilMs === 0) return 'Paused until you resume';
  return `Paused until ${formatWhen(untilMs, nowMs, timeZone)}`;
}

function pausedSubline(lending: LendingView, nowMs: number, timeZone?: string): string {
  const held = heldSentence(lending, nowMs, timeZone);
  if (held !== null) return held;
  return lending.running.length > 0
    ? `Nothing new is taken. ${plural(lending.running.length, 'job')} for others still in hand.`
    : 'Nothing is taken on until then. Your own jobs go on.';
}

/** What becomes of the runs that a pause holds, or null where it holds none. */
function heldSentence(
  { running, pausedUntilMs }: LendingView,
  nowMs: number,
  timeZone?: string,
): string | null {
  const ends = running.flatMap(({ heldUntilMs }) => (heldUntilMs === null ? [] : [heldUntilMs]));
  if (ends.length === 0) return null;
  const first = Math.min(...ends);
  const isOne = ends.length === 1;
  const held = `${plural(ends.length, 'job')} for others ${isOne ? 'is' : 'are'} held`;
  if (pausedUntilMs !== null && pausedUntilMs > 0 && pausedUntilMs < first) {
    const until = formatWhen(pausedUntilMs, nowMs, timeZone);
    return `${held} and ${isOne ? 'goes' : 'go'} on at ${until}.`;
  }
  const they = isOne ? 'it goes' : 'they go';
  return `${held}. Resume by ${formatWhen(first, nowMs, timeZone)}, or ${they} to somebody else.`;
}

function readySubline(status: NodeStatusView): string {
  const { state, people } = status.connection;
  if (state === 'starting') return 'Connecting to the people of your community.';
  if (people === 0) return 'Nobody else of your community is here at the moment.';
  return `${otherPeople(people)} ${people === 1 ? 'is' : 'are'} here.`;
}

/** `1 other person`, `3 other people`: those whom a node meets do not include its own person. */
export function otherPeople(count: number): string {
  return plural(count, 'other person', 'other people');
}

/** The title and the subline as one line of text. */
export function inOneLine({ title, subline }: StatusWords): string {
  return `${title}${title.endsWith('.') ? '' : '.'} ${subline}`;
}

/** How the node is connected, in one line of the status bar. */
export function connectionSentence(
  connection: NodeStatusView['connection'],
  nowMs: number,
  timeZone?: string,
): string {
  switch (connection.state) {
    case 'starting':
      return 'Connecting';
    case 'alone':
      return 'On the network, nobody else is here';
    case 'offline':
      return `Not connected since ${formatWhen(connection.sinceMs, nowMs, timeZone)}`;
    case 'online':
      return `${otherPeople(connection.people)} here, ${connection.lending === 0 ? 'none' : connection.lending} lending`;
  }
}

/** CPU time, or any short span that was measured: `84 ms`, `12.3 s`, `4 min 12 s`, `2 h 05 min`. */
export function formatCpuTime(microseconds: number): string {
  if (microseconds === 0) return '0 s';
  if (microseconds < 1_000) return `${formatNumber(microseconds)} µs`;
  if (microseconds < 999_500) return `${formatNumber(Math.round(microseconds / 1_000))} ms`;
  const seconds = microseconds / 1_000_000;
  if (seconds < 9.995) return `${seconds.toFixed(2)} s`;
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return `${Math.floor(whole / 60)} min ${pad(whole % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${formatNumber(Math.floor(minutes / 60))} h ${pad(minutes % 60)} min`;
}

/** A size in steps of 1,024: `812 bytes`, `3.4 KB`, `142 MB`. */
export function formatBytes(bytes: number): string {
  if (bytes < 1_000) return plural(bytes, 'byte');
  const units = ['KB', 'MB', 'GB', 'TB'];
  let size = bytes / 1024;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const shown = size < 9.95 ? size.toFixed(1).replace(/\.0$/, '') : formatNumber(Math.round(size));
  return `${shown} ${units[unit] ?? ''}`;
}

/** Time that is left, rounded, because it is never known better. */
export function formatLeft(ms: number): string {
  if (ms < minuteMs) return 'less than a minute';
  if (ms < 90 * minuteMs) return `about ${Math.round(ms / minuteMs)} min`;
  if (ms < 36 * hourMs) return `about ${Math.round(ms / hourMs)} h`;
  return `about ${Math.round(ms / dayMs)} days`;
}

/** A whole number with separators. */
export function formatNumber(value: number | bigint): string {
  return wholeNumbers().format(value);
}

/** To make one takes longer than to write a hundred numbers with it. */
const wholeNumbers = once(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }));

/** How fast one core is against the reference core: `1.42`, `1.013`. */
export function formatRating(ratingMilli: number): string {
  return (ratingMilli / 1_000).toFixed(ratingMilli % 10 === 0 ? 2 : 3);
}

/** A rating that was measured here, with half the distance between its quartiles: `1.03 ± 0.01`. */
export function formatMeasuredRating(ratingMilli: number, spreadMilli: number | null): string {
  const rating = (ratingMilli / 1_000).toFixed(2);
  // Less than a hundredth is shown as one: nobody rates a machine without any spread.
  return spreadMilli === null
    ? rating
    : `${rating} ± ${(Math.max(10, spreadMilli) / 1_000).toFixed(2)}`;
}

/** A key or a hash, short enough for a row: its first and last four digits. */
export function shortKey(id: string): string {
  return `${id.slice(0, 4)}…${id.slice(-4)}`;
}

/** The name of a person, or their short key if they have chosen none. */
export function personName(person: PersonView): string {
  return person.name ?? shortKey(person.id);
}

/** `Ines`, `Ines and Tomás`, `Ines, Tomás and 3 others`. */
export function nameList(people: readonly PersonView[]): string {
  const names = people.slice(0, people.length > 3 ? 2 : 3).map(personName);
  const others = people.length - names.length;
  if (others > 0) names.push(`${others} others`);
  return new Intl.ListFormat(locale, { style: 'long', type: 'conjunction' }).format(names);
}

/** `1 job`, `3 jobs`. */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

/** `no`, `one`, … `ten`, `11`: a number in a sentence. */
export function countWord(count: number): string {
  return smallNumbers[count] ?? formatNumber(count);
}

const smallNumbers = [
  ...['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'],
];

/** With its first letter as at the beginning of a sentence. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** One line without spaces around it: as the record keeps texts. */
export function oneLine(typed: string): string {
  return typed.replace(/\s+/g, ' ').trim();
}

/** The state of a job in a word. */
export function jobStateWord(state: JobView['state']): string {
  return jobWords[state];
}

const jobWords = {
  scheduled: 'Later',
  waiting: 'Waiting',
  running: 'Running',
  paused: 'Paused',
  ceiling: 'Ceiling reached',
  deadline: 'Deadline passed',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
} as const;

/** How work for somebody else ended, in a word or three. */
export function outcomeWord(outcome: EndedRunView['outcome']): string {
  return {
    given: 'Given',
    answered: 'Signature awaited',
    failed: 'Failed',
    stopped: 'Stopped',
    lost: 'Lost',
  }[outcome];
}

/** `Ines's`, and `Tomás’s` alike: a name that ends in s takes one too. */
export function possessive(name: string): string {
  return `${name}’s`;
}

function pad(value: number): string {
  return value.toString().padStart(2, '0');
}
