/**
 * The terms on which a person lends: how much while they are at the computer and while they are not, when not at
 * all, and to whom. Sizes are bytes, speeds bytes a second. This file says what terms are; `check-terms.ts` which
 * of them a machine can keep, `decide.ts` what follows from them at a moment.
 */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';

/** Bounds that every machine has; what depends on the machine is checked against its facts. */
export const termBounds = {
  programs: 20,
  programLength: 64,
  people: 1_000,
  hoursOfWeek: 168,
  awayAfterMinutes: { least: 1, most: 60 },
  quietSeconds: { least: 0, most: 3_600 },
  batteryPercent: { least: 5, most: 100 },
  celsius: { least: 40, most: 110 },
  loadPercent: { least: 5, most: 95 },
  wattsPerCore: { least: 1, most: 200 },
  bytesPerSecond: { least: 10_000, most: 10_000_000_000 },
  diskBytes: { least: 0, most: 10_000_000_000_000 },
} as const;

/** How much may be lent at the same time. A speed of null is no limit. */
export const LendingAmounts = v.strictObject({
  cores: count,
  memoryBytes: count,
  upBytesPerSecond: v.nullable(count),
  downBytesPerSecond: v.nullable(count),
});

/** What an hour of the week says: `other` means the third column of amounts, whoever is at the computer. */
export const hourPlans = ['as_set', 'paused', 'other'] as const;

const people = v.pipe(v.array(hex32), v.maxLength(termBounds.people));

export const LendingTerms = v.strictObject({
  /** While somebody is at the computer. */
  here: LendingAmounts,
  away: LendingAmounts,
  /** In the hours of the week that say `other`. */
  other: LendingAmounts,
  /** 168 hours, from Monday 00:00 by this computer's clock. */
  week: v.pipe(v.array(v.picklist(hourPlans)), v.length(termBounds.hoursOfWeek)),
  /** So long without keyboard and mouse, and nobody is here. */
  awayAfterMinutes: count,
  /** So long the machine must have been quiet before work goes on that stepped back. */
  quietSeconds: count,
  /** For what is kept of the work of others. */
  diskBytes: count,
  onlyPluggedIn: v.boolean(),
  /** Null: no such rule, here and below. */
  batteryFloorPercent: v.nullable(count),
  notWhile: v.strictObject({
    /** Names as the operating system shows them. */
    programs: v.pipe(v.array(text(termBounds.programLength)), v.maxLength(termBounds.programs)),
    fullScreen: v.boolean(),
  }),
  temperatureMaxCelsius: v.nullable(count),
  memoryFreeBytesMin: v.nullable(count),
  /** Of all cores together, by programs that are not of the lowest priority. */
  otherLoadMaxPercent: v.nullable(count),
  lendTo: v.picklist(['anyone', 'chosen']),
  /** Member keys. */
  chosen: people,
  blocked: people,
  /** What one core at work draws, where the person knows better than our assumption. */
  wattsPerCore: v.nullable(count),
});

export type LendingAmounts = v.InferOutput<typeof LendingAmounts>;
export type LendingTerms = v.InferOutput<typeof LendingTerms>;
export type HourPlan = (typeof hourPlans)[number];

/** What terms are checked against, and presets computed from. */
export interface LendingMachine {
  readonly cores: number;
  readonly memoryBytes: number;
  /** Null where it cannot be read. */
  readonly diskFreeBytes: number | null;
}

/** Every hour of the week as the columns say. */
export function everyHour(plan: HourPlan): HourPlan[] {
  return Array.from({ length: termBounds.hoursOfWeek }, () => plan);
}
