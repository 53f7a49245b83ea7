/**
 * What somebody has a part in, through all whom they hold (rules R12). Views for people, in floating point: nothing
 * of it reaches the record.
 */
import type { Shares } from './shares.ts';

/** How much of each step is passed on: half of what is held counts directly, a quarter through one other, and so on. */
export const passedOn = 0.5;
/** Steps after which less than a millionth is left. */
const steps = 24;

/** By issuer, parts that add up to 1: (1−β)·Σ β^k·H^(k+1), the row of one holder. */
export function transitivePortfolio(
  shares: Shares,
  holder: string,
  issued: bigint,
): ReadonlyMap<string, number> {
  const whole = new Map<string, number>();
  let step = portions(shares, holder, issued);
  let weight = 1 - passedOn;
  for (let taken = 1; taken < steps; taken += 1) {
    for (const [issuer, part] of step) whole.set(issuer, (whole.get(issuer) ?? 0) + weight * part);
    step = onwards(shares, step, issued);
    weight *= passedOn;
  }
  // What is left of the series stands for all further steps.
  for (const [issuer, part] of step)
    whole.set(issuer, (whole.get(issuer) ?? 0) + (weight / (1 - passedOn)) * part);
  return whole;
}

/** 1 where somebody holds a part of everybody alike, 0 where they hold one agent only. */
export function alignmentOf(portfolio: ReadonlyMap<string, number>, agents: number): number {
  if (agents < 2) return 1;
  const even = 1 / agents;
  let apart = (agents - portfolio.size) * even;
  for (const part of portfolio.values()) apart += Math.abs(part - even);
  return 1 - apart / 2 / (1 - even);
}

function portions(shares: Shares, holder: string, issued: bigint): Map<string, number> {
  return new Map(
    Array.from(shares.get(holder) ?? [], ([issuer, units]) => [
      issuer,
      Number(units) / Number(issued),
    ]),
  );
}

function onwards(
  shares: Shares,
  from: ReadonlyMap<string, number>,
  issued: bigint,
): Map<string, number> {
  const next = new Map<string, number>();
  for (const [agent, part] of from) {
    for (const [issuer, portion] of portions(shares, agent, issued)) {
      next.set(issuer, (next.get(issuer) ?? 0) + part * portion);
    }
  }
  return next;
}
