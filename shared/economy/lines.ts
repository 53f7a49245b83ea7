/**
 * How much a member may have promised (rules R4 and R14): the line that was delegated to it, a tenth of what the
 * community credits its supply with, and half of what it holds of others, counted at what they supply. All lines
 * shrink together while promises are overdue.
 *
 * A member in default, which has an overdue promise, loses its delegated line for good and draws nothing until no
 * promise of its own is overdue. What its stakes bring it keeps its promise before anything else: the settlement
 * lays every token that a member in debt gets against its promise. Stake is never touched.
 */
import type { Parameters } from './parameters.ts';

/** Stake held in another member, and what that member's supply is credited with. */
export interface Holding {
  /** Of `sharesPerIssuer`. Stake in oneself is not listed: it secures nothing. */
  readonly shares: bigint;
  readonly creditedSupply: bigint;
}

/** What a member's line is made of. */
export interface LineBasis {
  /** The delegated line (δ), in whole units. */
  readonly delta: bigint;
  /** The member's own credited supply (Y), in whole units. */
  readonly creditedSupply: bigint;
  readonly holdings: readonly Holding[];
  /** Of `brakePpmOf`. */
  readonly brakePpm: bigint;
  /** Whether a promise of the member is overdue. */
  readonly isInDefault: boolean;
}

type LineParameters = Pick<
  Parameters,
  'alphaPpm' | 'haircutPpm' | 'stakeCapPpm' | 'sharesPerIssuer'
>;

const million = 1_000_000n;

/** The most that a member may have promised, in whole units, rounded down once at the end. */
export function creditLine(basis: LineBasis, parameters: LineParameters): bigint {
  if (basis.isInDefault) return 0n;
  const shares = BigInt(parameters.sharesPerIssuer);
  const cap = shares * BigInt(parameters.stakeCapPpm);
  // All in units of a millionth of a share of a millionth, so that nothing is rounded on the way.
  const unit = shares * million * million;
  const delegated = basis.delta * unit;
  const earned = BigInt(parameters.alphaPpm) * basis.creditedSupply * shares * million;
  const secured = basis.holdings.reduce((sum, holding) => {
    const counted = holding.shares * million < cap ? holding.shares * million : cap;
    return sum + counted * holding.creditedSupply;
  }, 0n);
  const line = delegated + earned + BigInt(parameters.haircutPpm) * secured;
  return (line * basis.brakePpm) / (unit * million);
}

/**
 * What all lines are multiplied by, in millionths and rounded down: 1 while nothing is overdue, 0 from where the
 * overdue promises are `brakePpm` of the supply.
 */
export function brakePpmOf(
  overdue: bigint,
  supply: bigint,
  { brakePpm }: Pick<Parameters, 'brakePpm'>,
): bigint {
  if (overdue <= 0n) return million;
  const end = BigInt(brakePpm) * supply;
  const left = end - overdue * million;
  return left <= 0n ? 0n : (left * million) / end;
}

/** What a sponsor may still pass on of its delegated line: what no promise stands against. */
export function transferableLine(delta: bigint, promise: bigint): bigint {
  return delta > promise ? delta - promise : 0n;
}

/** The delegated line after an epoch: burnt by a default, and not given back when the promise is kept. */
export function deltaAfter(delta: bigint, overdue: bigint): bigint {
  return overdue > 0n ? 0n : delta;
}
