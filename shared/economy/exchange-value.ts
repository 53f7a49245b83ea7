/**
 * The exchange value of a token (rules R7): how much less of the world's processor time an hour stands for than when
 * the community began. It is for showing and planning only. Balances and promises never shrink by it: that would take
 * from whoever waits, and break the sum of both.
 *
 * The value is 1 at the start, never rises, and is a fixed-point number of 10^12, so that all nodes show the same.
 */
import { assert } from '../base/assert.ts';
import type { Parameters } from './parameters.ts';
import { squareRoot } from './square-root.ts';

/** The value 1. */
export const exchangeValueUnit = 1_000_000_000_000n;

/** What an index is published from. */
export interface ExchangeBasis {
  /** The index before; `exchangeValueUnit` at the start. */
  readonly previous: bigint;
  /** Time since the genesis, and the length of a month, both in the same unit. */
  readonly elapsed: bigint;
  readonly month: bigint;
  /** Nodes that are rated now. */
  readonly ratedNodes: number;
  /** Their median speed, and the first that was ever taken from enough nodes; in thousandths of the reference. */
  readonly medianMilli: bigint;
  readonly firstMedianMilli: bigint;
}

/** The index now: by the medians where enough nodes are rated, else by the months that have passed. */
export function exchangeValue(
  basis: ExchangeBasis,
  { halfValueMonths, ratedNodesMin }: Pick<Parameters, 'halfValueMonths' | 'ratedNodesMin'>,
): bigint {
  const { previous, elapsed, month, ratedNodes, medianMilli, firstMedianMilli } = basis;
  const isRated = ratedNodes >= ratedNodesMin && medianMilli > 0n && firstMedianMilli > 0n;
  const value = isRated
    ? (exchangeValueUnit * firstMedianMilli) / medianMilli
    : halved(elapsed, month * BigInt(halfValueMonths));
  return value < previous ? value : previous;
}

/** A twelfth of a year of 365.25 days. */
const monthMs = 2_629_800_000n;

/**
 * The index so long after the genesis, in millionths and rounded down, where no speeds are known and the months alone
 * decide: as in every community today, because its record holds none.
 */
export function exchangeValuePpm(elapsedMs: number, halfValueMonths: number): number {
  const elapsed = BigInt(Math.max(0, Math.floor(elapsedMs)));
  const value = halved(elapsed, monthMs * BigInt(Math.max(1, halfValueMonths)));
  return Number((value * 1_000_000n) / exchangeValueUnit);
}

/** Bits of the fraction, of which the last dozen or so are lost on the way and cut off at the end. */
const bits = 96n;

/** One, halved for each half-life that has passed and in proportion between, rounded to the nearest unit. */
export function halved(elapsed: bigint, halfLife: bigint): bigint {
  assert(elapsed >= 0n && halfLife > 0n, 'time passes, and value takes some to halve');
  const halvings = elapsed / halfLife;
  if (halvings >= bits) return 0n;
  let rest = elapsed % halfLife;
  let value = 1n << bits;
  // The fraction of a half-life, bit by bit: each stands for one square root more of a half.
  let root = 1n << (bits - 1n);
  for (let bit = 0; bit < 64 && rest > 0n; bit += 1) {
    root = squareRoot(root << bits);
    rest *= 2n;
    if (rest < halfLife) continue;
    rest -= halfLife;
    value = (value * root) >> bits;
  }
  const scaled = (value >> halvings) * exchangeValueUnit;
  return (scaled + (1n << (bits - 1n))) >> bits;
}
