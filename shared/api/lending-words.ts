/** What people read of lending where its terms speak: how it stands, presence, sizes by thousands, hours of the week. */
import type { LendingView, NodeStatusView } from './contract.ts';
import type { LendingNowView } from './lending-contract.ts';
import { formatNumber, formatWhen, statusSentence } from './words.ts';
import type { StatusWords } from './words.ts';

/**
 * How lending stands, with the rule that holds it back where one does: `statusSentence` knows the switch, the pause and
 * the network alone. `now` is undefined until it has come.
 */
export function lendingWords(
  status: NodeStatusView,
  lending: LendingView,
  now: LendingNowView | undefined,
  nowMs: number,
  timeZone?: string,
): StatusWords {
  const words = statusSentence(status, lending, nowMs, timeZone);
  const reason = ruleThatHolds(lending, now);
  if (reason === null || status.connection.state === 'offline') return words;
  const title =
    reason.endsAtMs === null
      ? 'Lending waits'
      : `Lending waits until ${formatWhen(reason.endsAtMs, nowMs, timeZone)}`;
  return { title, subline: `${reason.sentence} It goes on when ${reason.until}.` };
}

/** The rule of the terms for which nothing is lent now: not the switch, and not a pause. */
export function ruleThatHolds(
  { on, pausedUntilMs }: Pick<LendingView, 'on' | 'pausedUntilMs'>,
  now: LendingNowView | undefined,
): LendingNowView['reason'] {
  const reason = now?.reason ?? null;
  if (reason === null || !on || pausedUntilMs !== null) return null;
  return reason.name === 'off' || reason.name === 'paused' ? null : reason;
}

/** Whether somebody is at the computer, and since when. */
export function presenceSentence(
  { is, sinceMs }: LendingNowView['presence'],
  nowMs: number,
  timeZone?: string,
): string {
  const since = sinceMs === null ? '' : ` since ${formatWhen(sinceMs, nowMs, timeZone)}`;
  switch (is) {
    case 'here':
      return `You are at the computer${since}.`;
    case 'away':
      return `You are away${since}.`;
    case 'unknown':
      return 'Whether somebody is at the computer cannot be read here, so it counts as away.';
  }
}

/** How fast the jobs of others left the processor when the person came back. */
export function handBackSentence(
  { ms, atMs }: NonNullable<LendingNowView['handBack']>,
  nowMs: number,
  timeZone?: string,
): string {
  const when = formatWhen(atMs, nowMs, timeZone);
  return `When you came back (${when}), all jobs were off the processor in ${formatNumber(ms)} ms.`;
}

/** `0.9 kWh`, `340 Wh`. */
export function formatEnergy(wattHours: number): string {
  if (wattHours < 1_000) return `${formatNumber(wattHours)} Wh`;
  const kilo = wattHours / 1_000;
  return `${kilo < 10 ? kilo.toFixed(1) : formatNumber(Math.round(kilo))} kWh`;
}

const daysOfWeek = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Monday for 0. */
export function dayOfWeek(day: number): string {
  return daysOfWeek[day % 7] ?? '';
}
