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
  const agents = [...shares.keys()];
  const matrix = matrixOf(shares, agents, issued);
  const whole = new Float64Array(agents.length);
  let step = onwards(
    matrix,
    Float64Array.from(agents, (agent) => (agent === holder ? 1 : 0)),
  );
  let weight = 1 - passedOn;
  for (let taken = 1; taken < steps; taken += 1) {
    for (let agent = 0; agent < whole.length; agent += 1) {
      whole[agent] = (whole[agent] ?? 0) + weight * (step[agent] ?? 0);
    }
    step = onwards(matrix, step);
    weight *= passedOn;
  }
  // What is left of the series stands for all further steps.
  const rest = weight / (1 - passedOn);
  return new Map(
    agents.flatMap((agent, at): [string, number][] => {
      const part = (whole[at] ?? 0) + rest * (step[at] ?? 0);
      return part === 0 ? [] : [[agent, part]];
    }),
  );
}

/** 1 where somebody holds a part of everybody alike, 0 where they hold one agent only. */
export function alignmentOf(portfolio: ReadonlyMap<string, number>, agents: number): number {
  if (agents < 2) return 1;
  const even = 1 / agents;
  let apart = (agents - portfolio.size) * even;
  for (const part of portfolio.values()) apart += Math.abs(part - even);
  return 1 - apart / 2 / (1 - even);
}

/** H, row after row: the issuer and the part of each entry, and where each row ends. */
interface Matrix {
  readonly issuers: Int32Array;
  readonly parts: Float64Array;
  readonly ends: Int32Array;
}

function matrixOf(shares: Shares, agents: readonly string[], issued: bigint): Matrix {
  const places = new Map(agents.map((agent, place) => [agent, place]));
  const whole = Number(issued);
  const issuers: number[] = [];
  const parts: number[] = [];
  const ends = agents.map((agent) => {
    for (const [issuer, units] of shares.get(agent) ?? []) {
      issuers.push(places.get(issuer) ?? 0);
      parts.push(Number(units) / whole);
    }
    return parts.length;
  });
  return {
    issuers: Int32Array.from(issuers),
    parts: Float64Array.from(parts),
    ends: Int32Array.from(ends),
  };
}

/** What is held through those of whom so much is held. */
function onwards({ issuers, parts, ends }: Matrix, from: Float64Array): Float64Array<ArrayBuffer> {
  const next = new Float64Array(from.length);
  let at = 0;
  for (let agent = 0; agent < ends.length; agent += 1) {
    const [part, end] = [from[agent] ?? 0, ends[agent] ?? 0];
    for (; at < end; at += 1) {
      const issuer = issuers[at] ?? 0;
      next[issuer] = (next[issuer] ?? 0) + part * (parts[at] ?? 0);
    }
  }
  return next;
}
