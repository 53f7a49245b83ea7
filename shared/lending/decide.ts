/**
 * Whether this computer lends at a moment, how much, and why not: a function of what was read, what the person
 * wants, and the clock. When several rules hold, the first in the order of `reasonNames` is named; a rule whose
 * reading cannot be had pauses nothing and is said to be unreadable.
 */
import { isBusy } from './presence.ts';
import type { Presence } from './presence.ts';
import { inUnits } from './presets.ts';
import type { LendingReadings } from './readings.ts';
import type { NextAction, NextStep, Reason, ReasonName, RuleName } from './reasons.ts';
import type { LendingAmounts, LendingTerms } from './terms.ts';
import { hourOfWeek, planEndsAtMs } from './week.ts';
import type { Moment } from './week.ts';

/** What the person has set. */
export interface LendingWish {
  readonly on: boolean;
  /** As in the contract: null not paused, 0 until resumed, else the moment when it ends. */
  readonly pausedUntilMs: number | null;
  /** The share of each lent core, in thousandths. */
  readonly shareMilli: number;
  readonly terms: LendingTerms;
}

export interface LendingDecision extends LendingAmounts {
  readonly may: boolean;
  readonly shareMilli: number;
  /** Null exactly when it may. */
  readonly reason: Reason | null;
  readonly unreadable: readonly { readonly rule: RuleName; readonly sentence: string }[];
}

/** The decision; with `may` false all amounts are zero. */
export function decideLending(
  wish: LendingWish,
  readings: LendingReadings,
  presence: Presence,
  moment: Moment,
): LendingDecision {
  const amounts = amountsNow(wish.terms, presence, moment);
  const reason = reasonNow({ wish, readings, presence, moment, amounts });
  return {
    may: reason === null,
    ...(reason === null ? amounts : nothingLent),
    shareMilli: reason === null ? wish.shareMilli : 0,
    reason,
    unreadable: unreadableRules(wish.terms, readings),
  };
}

const nothingLent: LendingAmounts = {
  cores: 0,
  memoryBytes: 0,
  upBytesPerSecond: null,
  downBytesPerSecond: null,
};

/** The column that holds now, whether or not anything may run. */
export function amountsNow(
  terms: LendingTerms,
  presence: Presence,
  moment: Moment,
): LendingAmounts {
  if (terms.week[hourOfWeek(moment)] === 'other') return terms.other;
  return presence.is === 'here' ? terms.here : terms.away;
}

interface Facts {
  readonly wish: LendingWish;
  readonly readings: LendingReadings;
  readonly presence: Presence;
  readonly moment: Moment;
  readonly amounts: LendingAmounts;
}

/** Each answers its reason where it holds; the order is the precedence. */
const rules: readonly ((facts: Facts) => Reason | null)[] = [
  switchedOff,
  paused,
  scheduled,
  battery,
  programs,
  fullScreen,
  tooHot,
  memoryShort,
  machineBusy,
  steppedBack,
  noCores,
];

function reasonNow(facts: Facts): Reason | null {
  for (const rule of rules) {
    const reason = rule(facts);
    if (reason !== null) return reason;
  }
  return null;
}

function switchedOff({ wish }: Facts): Reason | null {
  if (wish.on) return null;
  return because('off', 'Lending is off.', 'you start lending', step('start_lending'));
}

function paused({ wish: { pausedUntilMs }, moment }: Facts): Reason | null {
  if (pausedUntilMs === null) return null;
  if (pausedUntilMs === 0) {
    return because('paused', 'You paused lending.', 'you resume it', step('resume'));
  }
  if (pausedUntilMs <= moment.nowMs) return null;
  const until = 'the pause is over, or you resume it';
  const sentence = 'You paused lending for a while.';
  return because('paused', sentence, until, step('resume'), pausedUntilMs);
}

function scheduled({ wish: { terms }, moment }: Facts): Reason | null {
  if (terms.week[hourOfWeek(moment)] !== 'paused') return null;
  const endsAtMs = planEndsAtMs(terms.week, moment);
  const until = endsAtMs === null ? 'you change the schedule' : 'the schedule allows it again';
  const sentence = 'Your schedule lends nothing at this hour.';
  return because('schedule', sentence, until, step('change_schedule'), endsAtMs);
}

function battery({ wish: { terms }, readings }: Facts): Reason | null {
  const { battery: reading } = readings;
  if (reading === null || reading === 'none' || reading.pluggedIn) return null;
  const floor = terms.batteryFloorPercent;
  if (floor !== null && reading.percent < floor) {
    const sentence = `The battery is at ${String(reading.percent)}%, below your ${String(floor)}%.`;
    return because('battery_low', sentence, 'it is charged or plugged in', step('plug_in'));
  }
  if (!terms.onlyPluggedIn) return null;
  const sentence = 'The computer runs on its battery, and you lend only when it is plugged in.';
  return because('on_battery', sentence, 'it is plugged in', step('plug_in'));
}

function programs({ wish: { terms }, readings }: Facts): Reason | null {
  const program = readings.programs?.find((name) => terms.notWhile.programs.includes(name));
  if (program === undefined) return null;
  const sentence = `You lend nothing while ${program} runs.`;
  return because('program_running', sentence, `${program} is closed`, step('change_rules'));
}

function fullScreen({ wish: { terms }, readings }: Facts): Reason | null {
  if (!terms.notWhile.fullScreen || readings.fullScreen !== true) return null;
  const sentence = 'A program fills the screen, and you lend nothing then.';
  return because('full_screen', sentence, 'it leaves the full screen', step('change_rules'));
}

function tooHot({ wish: { terms }, readings }: Facts): Reason | null {
  const [now, most] = [readings.temperatureCelsius, terms.temperatureMaxCelsius];
  if (now === null || most === null || now < most) return null;
  const sentence = `The processor is at ${String(now)} °C, and you stop at ${String(most)} °C.`;
  return because('too_hot', sentence, 'it has cooled down', step('wait'));
}

function memoryShort({ wish: { terms }, readings }: Facts): Reason | null {
  const [free, least] = [readings.memoryFreeBytes, terms.memoryFreeBytesMin];
  if (free === null || least === null || free >= least) return null;
  const sentence = `Only ${inUnits(free)} of memory are free, and you keep ${inUnits(least)}.`;
  return because('memory_short', sentence, 'more memory is free', step('change_rules'));
}

function machineBusy({ wish: { terms }, readings }: Facts): Reason | null {
  if (!isBusy(readings, terms)) return null;
  const [now, most] = [readings.otherLoadPercent, terms.otherLoadMaxPercent];
  const sentence = `Other programs use ${String(now)}% of the processor, more than your ${String(most)}%.`;
  const until = `they have needed less for ${seconds(terms.quietSeconds)}`;
  return because('machine_busy', sentence, until, step('wait'));
}

function steppedBack({ wish: { terms }, presence, moment }: Facts): Reason | null {
  const { disturbedAtMs } = presence;
  if (disturbedAtMs === null) return null;
  const endsAtMs = disturbedAtMs + terms.quietSeconds * 1000;
  if (moment.nowMs >= endsAtMs) return null;
  const sentence = 'Work for others has stepped back for you.';
  const until = `the computer has been quiet for ${seconds(terms.quietSeconds)}`;
  return because('stepped_back', sentence, until, step('wait'), endsAtMs);
}

function noCores({ wish: { terms }, presence, moment, amounts }: Facts): Reason | null {
  if (amounts.cores > 0) return null;
  if (terms.week[hourOfWeek(moment)] === 'other') {
    const sentence = 'Your limits for this hour of the week lend no core.';
    const endsAtMs = planEndsAtMs(terms.week, moment);
    const until = 'the hour is over, or you change the limits';
    return because('no_cores_scheduled', sentence, until, step('change_limits'), endsAtMs);
  }
  if (presence.is === 'here') {
    const sentence = 'You lend no core while you are here.';
    const until = `${minutes(terms.awayAfterMinutes)} after you last touched keyboard or mouse`;
    return because('no_cores_here', sentence, until, step('change_limits'));
  }
  const sentence = 'You lend no core while you are away.';
  return because('no_cores_away', sentence, 'you change the limits', step('change_limits'));
}

function unreadableRules(
  terms: LendingTerms,
  readings: LendingReadings,
): LendingDecision['unreadable'] {
  const { here, away } = terms;
  const isSame = here.cores === away.cores && here.memoryBytes === away.memoryBytes;
  const asked: readonly [RuleName, boolean, unknown, string][] = [
    ['presence', !isSame, readings.idleMs, nobodySits],
    ['plugged_in', terms.onlyPluggedIn, readings.battery, cannot('it is plugged in')],
    ['battery', terms.batteryFloorPercent !== null, readings.battery, cannot('its battery is low')],
    ['programs', terms.notWhile.programs.length > 0, readings.programs, cannot('a program runs')],
    ['full_screen', terms.notWhile.fullScreen, readings.fullScreen, cannot('a program fills it')],
    [
      'temperature',
      terms.temperatureMaxCelsius !== null,
      readings.temperatureCelsius,
      cannot('it is hot'),
    ],
    [
      'free_memory',
      terms.memoryFreeBytesMin !== null,
      readings.memoryFreeBytes,
      cannot('memory is short'),
    ],
    [
      'other_load',
      terms.otherLoadMaxPercent !== null,
      readings.otherLoadPercent,
      cannot('other programs are busy'),
    ],
  ];
  return asked
    .filter(([, isOn, reading]) => isOn && reading === null)
    .map(([rule, , , sentence]) => ({ rule, sentence }));
}

const nobodySits =
  'Nothing on this machine says whether somebody is at the keyboard, so it counts as away.';

function cannot(what: string): string {
  return `Whether ${what} cannot be read on this machine, so this rule pauses nothing.`;
}

function because(
  name: ReasonName,
  sentence: string,
  until: string,
  next: NextStep,
  endsAtMs: number | null = null,
): Reason {
  return { name, sentence, endsAtMs, until, next };
}

const labels: Readonly<Record<NextAction, string>> = {
  start_lending: 'Start lending',
  resume: 'Resume lending',
  change_limits: 'Change the limits',
  change_rules: 'Change the rules',
  change_schedule: 'Change the schedule',
  plug_in: 'Plug it in',
  wait: 'Nothing to do',
  check_connection: 'Check the connection',
  invite: 'Invite somebody',
  run_self_test: 'Run a test job',
};

/** An action with the words of its button. */
export function step(action: NextAction): NextStep {
  return { action, label: labels[action] };
}

function seconds(count: number): string {
  return count === 1 ? '1 second' : `${String(count)} seconds`;
}

function minutes(count: number): string {
  return count === 1 ? '1 minute' : `${String(count)} minutes`;
}
