/**
 * How many hours of a currency are likely to be asked for on a day (rules R8), from what was asked for on the days
 * before. Where many days go by without anything, the size of a demand and how often one comes are followed apart
 * (Teunter, Syntetos and Babai); otherwise a level and its trend, the trend weaker with each day ahead (damped Holt).
 *
 * Whole numbers only: demands are micro-hours, and what is carried from day to day holds a million parts of each, so
 * that every node foresees the same from the same days.
 */
import { assert } from '../base/assert.ts';
import { squareRoot } from './square-root.ts';

/** Parts of a micro-hour, and of one, in what is carried on. */
const parts = 1_000_000n;

/** What is known after some days. Sizes in millionths of a micro-hour, shares and chances in millionths. */
export interface Forecast {
  readonly days: number;
  /** Days on which nothing was asked for. */
  readonly quietDays: number;
  /** Of the days on which something was asked for: its size, smoothed; and how likely such a day is. */
  readonly size: bigint;
  readonly chance: bigint;
  /** The level and its daily change. */
  readonly level: bigint;
  readonly trend: bigint;
  /** The mean of the squared errors of what was foreseen, smoothed, in squared micro-hours. */
  readonly squaredError: bigint;
  /** What was foreseen for the last day, beside what it was, in micro-hours; null before there was a day. */
  readonly last: { readonly foreseen: bigint; readonly was: bigint } | null;
}

/** Weights of the newest day: in sizes and levels a fifth, in chances and trends a tenth, in errors a tenth. */
const [sizeWeight, chanceWeight, trendWeight, errorWeight] = [5n, 10n, 10n, 10n];
/** How much of a trend is left after each day ahead. */
const dampingPpm = 900_000n;
/** With more quiet days than this share, sizes and chances are followed instead of level and trend. */
const [quietOf, quietPart] = [10, 3];

/** Before the first day. */
export const noForecast: Forecast = {
  days: 0,
  quietDays: 0,
  size: 0n,
  chance: 0n,
  level: 0n,
  trend: 0n,
  squaredError: 0n,
  last: null,
};

/** After one day more, on which `demand` micro-hours were asked for. */
export function withDay(before: Forecast, demand: bigint): Forecast {
  assert(demand >= 0n, 'what is asked for is not negative');
  const foreseen = foreseenAfter(before, 1);
  const error = demand - foreseen;
  const isFirst = before.days === 0;
  return {
    days: before.days + 1,
    quietDays: before.quietDays + (demand === 0n ? 1 : 0),
    ...intermittent(before, demand),
    ...(isFirst ? { level: demand * parts, trend: 0n } : trended(before, demand)),
    squaredError: isFirst
      ? 0n
      : before.squaredError + (error * error - before.squaredError) / errorWeight,
    last: { foreseen, was: demand },
  };
}

/** What is likely to be asked for on the day that is `ahead` days after the last, in micro-hours; never negative. */
export function foreseenAfter(forecast: Forecast, ahead: number): bigint {
  return foreseenBetween(forecast, ahead, ahead);
}

/** The same of all days from one ahead to another together; nothing where the last is before the first. */
export function foreseenBetween(forecast: Forecast, from: number, to: number): bigint {
  assert(Number.isInteger(from) && from >= 1, 'a day ahead is a whole number of days');
  const { size, chance, level, trend } = forecast;
  if (isRare(forecast))
    return BigInt(Math.max(0, to - from + 1)) * ((size * chance) / (parts * parts));
  let [expected, weight, sum] = [level, parts, 0n];
  for (let day = 1; day <= to; day += 1) {
    weight = (weight * dampingPpm) / 1_000_000n;
    expected += (trend * weight) / parts;
    if (day >= from && expected > 0n) sum += expected / parts;
  }
  return sum;
}

/** Whether sizes and chances are followed, because many days go by without anything. */
export function isRare({ days, quietDays }: Pick<Forecast, 'days' | 'quietDays'>): boolean {
  return quietDays * quietOf > days * quietPart;
}

/** The usual error of a day, in micro-hours (σ of the rule). */
export function usualError({ squaredError }: Forecast): bigint {
  return squareRoot(squaredError);
}

/** z += α(y − z) and p += β(1 − p) on a day with demand; p falls by β of itself on one without. */
function intermittent(
  { size, chance }: Forecast,
  demand: bigint,
): Pick<Forecast, 'size' | 'chance'> {
  if (demand === 0n) return { size, chance: chance - chance / chanceWeight };
  const first = size === 0n;
  return {
    size: first ? demand * parts : size + (demand * parts - size) / sizeWeight,
    chance: chance + (parts - chance) / chanceWeight,
  };
}

function trended({ level, trend }: Forecast, demand: bigint): Pick<Forecast, 'level' | 'trend'> {
  const damped = (trend * dampingPpm) / 1_000_000n;
  const expected = level + damped;
  const next = expected + (demand * parts - expected) / sizeWeight;
  return { level: next, trend: damped + (next - level - damped) / trendWeight };
}
