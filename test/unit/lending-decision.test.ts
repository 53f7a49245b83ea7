/** What follows from the terms at a moment: one table of reasons, in the order in which they are named. */
import { expect, test } from 'vitest';
import { decideLending } from '../../shared/lending/decide.ts';
import type { LendingWish } from '../../shared/lending/decide.ts';
import { nextPresence, nobodyYet } from '../../shared/lending/presence.ts';
import type { Presence } from '../../shared/lending/presence.ts';
import { firstTerms } from '../../shared/lending/presets.ts';
import { noReadings } from '../../shared/lending/readings.ts';
import type { LendingReadings } from '../../shared/lending/readings.ts';
import { reasonNames } from '../../shared/lending/reasons.ts';
import type { ReasonName } from '../../shared/lending/reasons.ts';
import { everyHour } from '../../shared/lending/terms.ts';
import type { LendingTerms } from '../../shared/lending/terms.ts';

const GB = 1_000_000_000;
const machine = { cores: 8, memoryBytes: 16 * GB, diskFreeBytes: null };
const first = firstTerms(machine, null);
/** A Wednesday at noon. */
const nowMs = Date.UTC(2026, 0, 7, 12);
const moment = { nowMs, zoneOffsetMinutes: 0 };
const noonOfWednesday = 2 * 24 + 12;

interface Case {
  readonly wish?: Partial<LendingWish>;
  readonly terms?: Partial<LendingTerms>;
  readonly readings?: Partial<LendingReadings>;
  readonly presence?: Partial<Presence>;
}

function decide({ wish, terms, readings, presence }: Case) {
  return decideLending(
    {
      ...{ on: true, pausedUntilMs: null, shareMilli: 800 },
      ...{ ...wish, terms: { ...first, ...terms } },
    },
    { ...noReadings, ...readings },
    { ...nobodyYet, is: 'away', ...presence },
    moment,
  );
}

const pausedAtNoon = everyHour('as_set').with(noonOfWednesday, 'paused');
const onBattery = { percent: 35, pluggedIn: false };
const noCores = { ...first.here, cores: 0 };

const cases: readonly [ReasonName, Case, number | null][] = [
  ['off', { wish: { on: false } }, null],
  ['paused', { wish: { pausedUntilMs: nowMs + 60_000 } }, nowMs + 60_000],
  ['schedule', { terms: { week: pausedAtNoon } }, nowMs + 3_600_000],
  ['battery_low', { terms: { batteryFloorPercent: 40 }, readings: { battery: onBattery } }, null],
  ['on_battery', { terms: { onlyPluggedIn: true }, readings: { battery: onBattery } }, null],
  [
    'program_running',
    {
      terms: { notWhile: { programs: ['blender'], fullScreen: true } },
      readings: { programs: ['blender'] },
    },
    null,
  ],
  [
    'full_screen',
    { terms: { notWhile: { programs: [], fullScreen: true } }, readings: { fullScreen: true } },
    null,
  ],
  ['too_hot', { terms: { temperatureMaxCelsius: 80 }, readings: { temperatureCelsius: 80 } }, null],
  [
    'memory_short',
    { terms: { memoryFreeBytesMin: 4 * GB }, readings: { memoryFreeBytes: 3 * GB } },
    null,
  ],
  [
    'machine_busy',
    { terms: { otherLoadMaxPercent: 50 }, readings: { otherLoadPercent: 51 } },
    null,
  ],
  ['stepped_back', { presence: { disturbedAtMs: nowMs - 20_000 } }, nowMs + 40_000],
  ['no_cores_here', { terms: { here: noCores }, presence: { is: 'here' } }, null],
  ['no_cores_away', { terms: { away: noCores } }, null],
  [
    'no_cores_scheduled',
    { terms: { other: noCores, week: everyHour('as_set').with(noonOfWednesday, 'other') } },
    nowMs + 3_600_000,
  ],
];

test.each(cases)(
  '%s lends nothing, with a sentence, an end and one thing to do',
  (name, one, ends) => {
    const decision = decide(one);
    expect(decision).toMatchObject({ may: false, cores: 0, memoryBytes: 0, shareMilli: 0 });
    expect(decision.reason).toMatchObject({ name, endsAtMs: ends });
    expect(decision.reason?.sentence).toMatch(/^[A-Z].*\.$/);
    expect(decision.reason?.until).not.toBe('');
    expect(decision.reason?.next.label).not.toBe('');
  },
);

test('of two reasons the one that stands first in the order is named', () => {
  expect(cases.map(([name]) => name)).toEqual(reasonNames);
  for (const [index, [name, one]] of cases.entries()) {
    for (const [, other] of cases.slice(index + 1)) {
      // The three about cores exclude each other, and so do two plans for one hour.
      if (name.startsWith('no_cores') || (one.terms?.week && other.terms?.week)) continue;
      const both = decide({
        wish: { ...other.wish, ...one.wish },
        terms: { ...other.terms, ...one.terms },
        readings: { ...other.readings, ...one.readings },
        presence: { ...other.presence, ...one.presence },
      });
      expect(both.reason?.name).toBe(name);
    }
  }
});

test('each column of amounts holds in its time', () => {
  const amounts = (cores: number) => ({ ...first.here, cores });
  const terms = { here: amounts(1), away: amounts(6), other: amounts(3) };
  const week = everyHour('as_set').with(noonOfWednesday, 'other');
  expect(decide({ terms, presence: { is: 'here' } }).cores).toBe(1);
  expect(decide({ terms, presence: { is: 'away' } }).cores).toBe(6);
  expect(decide({ terms, presence: { is: 'unknown' } }).cores).toBe(6);
  expect(decide({ terms: { ...terms, week }, presence: { is: 'here' } }).cores).toBe(3);
});

test('a rule of which nothing can be read pauses nothing, and says so', () => {
  const { may, unreadable } = decide({
    terms: {
      here: noCores,
      onlyPluggedIn: true,
      batteryFloorPercent: 40,
      notWhile: { programs: ['blender'], fullScreen: true },
      temperatureMaxCelsius: 80,
      memoryFreeBytesMin: GB,
      otherLoadMaxPercent: 50,
    },
    presence: { is: 'unknown' },
  });
  expect(may).toBe(true);
  expect(unreadable.map(({ rule }) => rule)).toEqual([
    ...['presence', 'plugged_in', 'battery', 'programs'],
    ...['full_screen', 'temperature', 'free_memory', 'other_load'],
  ]);
  expect(decide({}).unreadable).toEqual([]);
});

test('a computer without a battery is plugged in', () => {
  expect(decide({ terms: { onlyPluggedIn: true }, readings: { battery: 'none' } }).may).toBe(true);
});

test('whoever comes back finds work stepped back for so long as the terms say', () => {
  const see = (before: Presence, idleMs: number | null, atMs: number) =>
    nextPresence(before, { ...noReadings, idleMs }, first, atMs);
  const atStart = see(nobodyYet, 0, nowMs);
  expect(atStart).toMatchObject({ is: 'here', disturbedAtMs: null });
  const away = see(atStart, 180_000, nowMs + 180_000);
  expect(away).toMatchObject({ is: 'away', sinceMs: nowMs + 180_000 });
  const back = see(away, 10, nowMs + 200_000);
  expect(back).toMatchObject({ is: 'here', disturbedAtMs: nowMs + 200_000 });
  expect(see(back, 10, nowMs + 259_999).disturbedAtMs).toBe(nowMs + 200_000);
  expect(see(back, 10, nowMs + 260_000).disturbedAtMs).toBeNull();
});

test('other programs that are busy put the wait off until they have been quiet', () => {
  const terms = { ...first, otherLoadMaxPercent: 50 };
  const see = (before: Presence, otherLoadPercent: number, atMs: number) =>
    nextPresence(before, { ...noReadings, otherLoadPercent }, terms, atMs);
  const busy = see(nobodyYet, 60, nowMs);
  expect(busy.disturbedAtMs).toBe(nowMs);
  expect(see(busy, 60, nowMs + 30_000).disturbedAtMs).toBe(nowMs + 30_000);
  expect(see(busy, 10, nowMs + 60_000).disturbedAtMs).toBeNull();
});
