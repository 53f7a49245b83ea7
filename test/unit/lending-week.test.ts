/** The week that people paint, and what the pages say of lending. */
import { expect, test } from 'vitest';
import {
  formatEnergy,
  handBackSentence,
  lendingWords,
  presenceSentence,
} from '../../shared/api/lending-words.ts';
import {
  boxOf,
  painted,
  weekPlans,
  weekSentence,
} from '../../renderer/features/lending/week-plans.ts';
import { heldBack } from '../support/sample-lending.ts';
import { lendingToTwo, notLending, online } from '../support/sample-views.ts';

const always = weekPlans[2].week;

test('nights are twelve hours of each day, and a weekend is Saturday and Sunday', () => {
  const lent = (at: number) =>
    weekPlans[at]?.week.flatMap((plan, hour) => (plan === 'as_set' ? [hour] : [])) ?? [];
  expect(lent(0)).toHaveLength(7 * 12);
  expect(lent(0).slice(0, 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 20, 21]);
  expect(lent(1)).toEqual(Array.from({ length: 48 }, (_, at) => 120 + at));
  expect(lent(2)).toHaveLength(168);
});

test('a stroke paints the box between its ends, whichever end it began at', () => {
  const forwards = boxOf(10, 24 + 12);
  expect(forwards).toEqual([10, 11, 12, 34, 35, 36]);
  for (const [from, to] of [
    [36, 10],
    [12, 34],
    [34, 12],
  ] as const) {
    expect(boxOf(from, to)).toEqual(forwards);
  }
  expect(boxOf(167, 167)).toEqual([167]);
});

test('painting changes the named hours alone, and none outside the week', () => {
  const week = painted(always, [-1, 0, 167, 168], 'paused');
  expect(week).toHaveLength(168);
  expect(week.flatMap((plan, at) => (plan === 'paused' ? [at] : []))).toEqual([0, 167]);
  expect(always.every((plan) => plan === 'as_set')).toBe(true);
  expect(weekSentence(week)).toBe('Of 168 hours: 166 h as the limits say, 2 h with nothing lent.');
});

const nowMs = Date.UTC(2026, 10, 21, 14, 0);
const held = {
  ...heldBack(),
  reason: { ...heldBack().reason, endsAtMs: nowMs + 7_200_000 },
} as ReturnType<typeof heldBack>;

test('a rule that holds names itself and its end; a pause, the switch and the network go before it', () => {
  const on = { ...notLending, on: true };
  const title = (lending: typeof on, status = online) =>
    lendingWords(status, lending, held, nowMs, 'UTC').title;
  expect(lendingWords(online, on, held, nowMs, 'UTC')).toEqual({
    title: 'Lending waits until 16:00',
    subline:
      'Your schedule lends nothing at this hour. It goes on when the schedule allows it again.',
  });
  expect(title({ ...on, pausedUntilMs: 0 })).toBe('Paused until you resume');
  expect(title({ ...on, on: false })).toBe('Lending is off');
  const offline = { ...online, connection: { ...online.connection, state: 'offline' as const } };
  expect(title(on, offline)).toBe('Not connected');
  expect(lendingWords(online, lendingToTwo, undefined, nowMs, 'UTC').title).toBe(
    'Lending 4 of 16 cores',
  );
});

test('presence, hand-back and electricity are said in words', () => {
  expect(presenceSentence({ is: 'here', sinceMs: nowMs }, nowMs, 'UTC')).toBe(
    'You are at the computer since 14:00.',
  );
  expect(presenceSentence({ is: 'away', sinceMs: null }, nowMs, 'UTC')).toBe('You are away.');
  expect(presenceSentence({ is: 'unknown', sinceMs: null }, nowMs)).toContain('cannot be read');
  expect(handBackSentence({ ms: 180, atMs: nowMs }, nowMs, 'UTC')).toBe(
    'When you came back (14:00), all jobs were off the processor in 180 ms.',
  );
  expect([0, 912, 9_040, 41_200].map(formatEnergy)).toEqual([
    '0 Wh',
    '912 Wh',
    '9.0 kWh',
    '41 kWh',
  ]);
});
