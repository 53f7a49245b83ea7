/**
 * Influence (rules R11): you have it if you work, or if people with influence gave up part of themselves to hold you.
 * The plain eigenvector of who holds whom would belong to whoever swaps most with themselves; here every round of the
 * walk loses an eighth, and begins at verified work only (Katz's centrality, in whole numbers).
 */
import type { Shares } from './shares.ts';

/** The least fixed point of x_j = b_j + ⌊7·⌊Σ_i C_ij·x_i/T⌋/8⌋, C without what each holds of itself. */
export function influenceOf(
  shares: Shares,
  work: ReadonlyMap<string, bigint>,
  issued: bigint,
): ReadonlyMap<string, bigint> {
  const agents = [...shares.keys()].sort();
  let present = new Map(agents.map((agent) => [agent, work.get(agent) ?? 0n]));
  // From below it only grows, and stays below eight times all work: whole numbers come to rest.
  for (let isAtRest = false; !isAtRest;) {
    const held = new Map<string, bigint>();
    for (const [holder, row] of shares) {
      const weight = present.get(holder) ?? 0n;
      for (const [issuer, units] of row) {
        if (issuer !== holder) held.set(issuer, (held.get(issuer) ?? 0n) + units * weight);
      }
    }
    const next = new Map(
      agents.map((agent) => {
        const passed = (7n * ((held.get(agent) ?? 0n) / issued)) / 8n;
        return [agent, (work.get(agent) ?? 0n) + passed];
      }),
    );
    isAtRest = agents.every((agent) => next.get(agent) === present.get(agent));
    present = next;
  }
  return present;
}

/** How a series of net shares acquired moves: a fast and a slow sum of it, both fading. */
export interface Momentum {
  readonly fast: bigint;
  readonly slow: bigint;
}

export const atRest: Momentum = { fast: 0n, slow: 0n };

/** After one more round, in which so many shares more were acquired than given up. */
export function advanceMomentum({ fast, slow }: Momentum, acquired: bigint): Momentum {
  return { fast: fast + acquired - floored(fast, 4n), slow: slow + acquired - floored(slow, 32n) };
}

/** Above zero where the network holds more of it than it lately did. */
export function momentumOf({ fast, slow }: Momentum): bigint {
  return floored(fast, 4n) - floored(slow, 32n);
}

function floored(value: bigint, by: bigint): bigint {
  return value >= 0n ? value / by : -((-value + by - 1n) / by);
}
