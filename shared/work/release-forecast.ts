/**
 * How many downloads of a release are still to be expected (rules R6): by the forecast of its own days, and in its first
 * days by what earlier releases of its makers came to. Nobody says it of their own release.
 */
import { foreseenAfter, foreseenBetween, withDay } from '../economy/forecast.ts';
import { epochsOfDays } from '../economy/parameters.ts';
import type { Parameters } from '../economy/parameters.ts';
import { dayAfter, dayOfEpoch, firstOpenDay } from './days.ts';
import type { Release } from './release-state.ts';

export type ReleaseTimes = Pick<Parameters, 'epochMs' | 'horizonDays' | 'launchForecast'>;

/** Days of a release that are over, below which its launch is what it goes by. */
export const releaseLaunchDays = 4;
/** Parts of a download in its forecast. */
export const downloadParts = 1_000_000n;
/** No forecast says more: beyond it a price is nothing. */
const expectedMax = 1_000_000_000_000n;

/** The most that is expected of a new release, as of a first one. */
const priorMax = 1_000_000_000;

/** The first epoch in which a release is free, whatever it has brought back. */
export function horizonOf({ since }: Pick<Release, 'since'>, times: ReleaseTimes): number {
  return since + epochsOfDays(times as Parameters, times.horizonDays);
}

/** Downloads that are expected of a new release, and of how many earlier ones that is the median. */
export function launchPrior(
  earlier: readonly Release[],
  { launchForecast }: Pick<Parameters, 'launchForecast'>,
): { readonly prior: number; readonly priorOf: number } {
  const counts = earlier
    .filter(({ downloads }) => downloads.days >= releaseLaunchDays)
    .map((each) => Number(wholeDownloads(each) + each.expected))
    .sort((a, b) => a - b);
  const median = counts[Math.floor((counts.length - 1) / 2)];
  return median === undefined
    ? { prior: launchForecast, priorOf: 0 }
    : { prior: Math.min(Math.max(1, median), priorMax), priorOf: counts.length };
}

/** Whole downloads so far; the rest of one is none. */
export function wholeDownloads({ arrivedAll, pieces }: Pick<Release, 'arrivedAll' | 'pieces'>) {
  return arrivedAll / BigInt(pieces);
}

/** The epochs that a height closes: those after one, up to another. */
export interface ClosedEpochs {
  readonly after: number;
  readonly epoch: number;
}

/** The days that are over join the forecast; what is expected follows for the day that goes on. */
export function releaseAfter(
  before: Release,
  { after, epoch }: ClosedEpochs,
  times: ReleaseTimes,
): Release {
  if (epoch + 1 >= horizonOf(before, times)) return ended(before);
  const until = firstOpenDay(epoch, times);
  const known = firstUnknownDay(before, times);
  if (until <= known) {
    const isSame =
      before.downloads.days >= releaseLaunchDays &&
      dayAfter(epoch, times) === dayAfter(after, times);
    return isSame ? before : { ...before, expected: expectedOf(before, epoch, times) };
  }
  let downloads = before.downloads;
  for (let day = known; day < until; day += 1) {
    const pieces = BigInt(before.days.get(day) ?? 0);
    downloads = withDay(downloads, (pieces * downloadParts) / BigInt(before.pieces));
  }
  const days = new Map([...before.days].filter(([day]) => day >= until));
  const next = { ...before, downloads, days };
  return { ...next, expected: expectedOf(next, epoch, times) };
}

/** The first day that is not in its forecast: its first is the one that it was published in. */
export function firstUnknownDay({ since, downloads }: Release, times: ReleaseTimes): number {
  return dayOfEpoch(since, times) + downloads.days;
}

/** At its horizon what is not paid back stays with those who spent it, and who downloaded is forgotten. */
function ended(before: Release): Release {
  if (before.expected === 0n && before.days.size === 0 && before.arrived.size === 0) return before;
  return { ...before, days: new Map(), arrived: new Map(), expected: 0n };
}

/** Of whole downloads from the day that goes on until the horizon. */
function expectedOf(release: Release, epoch: number, times: ReleaseTimes): bigint {
  const { downloads, prior } = release;
  if (downloads.days < releaseLaunchDays) {
    const left = BigInt(prior) - wholeDownloads(release);
    return left > 1n ? left : 1n;
  }
  const lastDay = dayOfEpoch(horizonOf(release, times) - 1, times);
  const unknown = firstUnknownDay(release, times);
  const [from, to] = [dayAfter(epoch, times) - unknown + 1, lastDay - unknown + 1];
  const expected = foreseenBetween(downloads, from, to) / downloadParts;
  return expected < expectedMax ? expected : expectedMax;
}

/** Millionths of downloads on the day that is so many days after the last that is over. */
export function downloadsOnDay({ downloads, prior }: Release, ahead: number, days: number): bigint {
  if (downloads.days >= releaseLaunchDays) return foreseenAfter(downloads, ahead);
  return (BigInt(prior) * downloadParts) / BigInt(days);
}
