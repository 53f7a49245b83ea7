/**
 * How long things take in a community, all by the length of its epoch: an hour as a rule, seconds in a trial.
 */
import type { Timeouts } from '../../../shared/consensus/contract.ts';
import { epochAt } from '../../../shared/ledger/epoch-value.ts';

export interface Times {
  /** The epoch in which this moment falls, by this machine's clock. */
  epochNow(nowMs: number): number;
  /** The last epoch that may be proposed: it has ended, and what came at its end had time to spread. */
  proposable(nowMs: number): number;
  /** The last epoch whose certificate is agreed to: another clock may be ahead of this one. */
  acceptable(nowMs: number): number;
  readonly timeouts: Timeouts;
  /** How often the own words are said again while a height is open. */
  readonly gossipMs: number;
  /** How often the clock is looked at. */
  readonly tickMs: number;
  /** How often pools are compared with a neighbour. */
  readonly compareMs: number;
}

const graceMsMax = 60_000;
const toleranceMsMax = 30_000;

export function createTimes(startsAtMs: number, epochMs: number): Times {
  const graceMs = Math.min(graceMsMax, epochMs / 10);
  const toleranceMs = Math.min(toleranceMsMax, epochMs / 4);
  const epochNow = (nowMs: number) => epochAt(nowMs, startsAtMs, epochMs);
  // Before the first epoch has ended there is none, which is −1.
  const ended = (nowMs: number) => (nowMs < startsAtMs ? -1 : epochNow(nowMs) - 1);
  const firstMs = between(200, Math.floor(epochMs / 20), 4_000);
  return {
    epochNow,
    proposable: (nowMs) => ended(nowMs - graceMs),
    acceptable: (nowMs) => ended(nowMs + toleranceMs),
    timeouts: {
      proposeMs: 2 * firstMs,
      prevoteMs: firstMs,
      precommitMs: firstMs,
      growthMs: Math.ceil(firstMs / 2),
      mostMs: 60_000,
    },
    gossipMs: between(1_000, 2 * firstMs, 5_000),
    tickMs: between(200, Math.floor(epochMs / 60), 5_000),
    compareMs: between(1_000, Math.floor(epochMs / 12), 10_000),
  };
}

function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
