/**
 * What a download of a release costs (rules R6): the hours that went into it, spread over the downloads that are
 * still to be expected, until they are paid back. From then on it is free for ever.
 *
 * All quantities are micro-hours of one currency; the two currencies of a release are two costs beside each other.
 */
import { assert } from '../base/assert.ts';
import { apportionNamed } from '../domain/apportion.ts';

/** The hours of one currency in one release. */
export interface ReleaseCost {
  /** Of all accepted tasks, or of all receipts for building it. */
  readonly cost: bigint;
  /** What downloads have paid back; never more than the cost. */
  readonly recouped: bigint;
  /** The price of the first epoch; null before it. No later price is above twice this one. */
  readonly firstPrice: bigint | null;
}

/** No price rises above so many times the first one, however few downloads are still expected. */
const priceCap = 2n;

/** Downloads that are expected of a release whose makers have not released anything before. */
export const firstForecast = 100n;

/** The price of one download in an epoch in which `expected` more are expected until the horizon. */
export function downloadPrice(
  { cost, recouped, firstPrice }: ReleaseCost,
  expected: bigint,
): bigint {
  assert(recouped >= 0n && recouped <= cost, 'what is paid back is part of the cost');
  assert(expected >= 0n, 'downloads are expected or not');
  const left = cost - recouped;
  const price = dividedUp(left, expected > 0n ? expected : 1n);
  const capped = firstPrice === null ? price : least(price, priceCap * firstPrice);
  return least(capped, left);
}

/**
 * What each download of one epoch is charged, named by whoever downloaded and listed in the order of the names. What
 * is counted are whole downloads, or the pieces of which `pieces` make a whole one; a part of a unit is not charged.
 * If all of them together would pay back more than is left, each pays its part of what is left.
 */
export function downloadCharges(
  release: ReleaseCost,
  {
    price,
    downloads,
    pieces = 1n,
  }: {
    readonly price: bigint;
    readonly downloads: readonly (readonly [string, bigint])[];
    readonly pieces?: bigint;
  },
): readonly (readonly [string, bigint])[] {
  const left = release.cost - release.recouped;
  const full = downloads.map(([name, count]) => [name, (count * price) / pieces] as const);
  const sum = full.reduce((all, [, charge]) => all + charge, 0n);
  return sum <= left ? full : apportionNamed(left, full);
}

/** What is paid back, divided among those who spent the hours, by the hours that each of them spent. */
export function recoupedParts(
  paid: bigint,
  spent: readonly (readonly [string, bigint])[],
): readonly (readonly [string, bigint])[] {
  return apportionNamed(paid, spent);
}

function dividedUp(whole: bigint, by: bigint): bigint {
  return (whole + by - 1n) / by;
}

function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
