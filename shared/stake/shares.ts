/**
 * Who holds whom (rules R9). Everybody issues the same number of shares of themselves, T, and all of each issuer is
 * held; nobody ever holds more than one agent's worth. Both sums are kept by every change here, so nobody can gather
 * stake, whatever is traded.
 */
import { assert } from '../base/assert.ts';

/** By holder, the units of each issuer that they hold; those of nothing are left out. */
export type Shares = ReadonlyMap<string, ReadonlyMap<string, bigint>>;

export function sharesOf(shares: Shares, holder: string, issuer: string): bigint {
  return shares.get(holder)?.get(issuer) ?? 0n;
}

/** What the community's parameters say of the market. Parts are millionths of all of one's own stake. */
export interface MarketRules {
  /** What everybody keeps of themselves. */
  readonly floorPpm: number;
  /** What anybody may give of themselves in a round, and how much more whoever did most verified work may. */
  readonly newcomerReleasePpm: number;
  readonly workReleasePpm: number;
}

/** What everybody keeps of themselves, in units. */
export function floorOf(issued: bigint, { floorPpm }: Pick<MarketRules, 'floorPpm'>): bigint {
  return (issued * BigInt(floorPpm)) / million;
}

/**
 * What an agent may give of itself in one round: down to the floor, and no more than its verified work allows.
 * Without that bound, identities that cost nothing print stake.
 */
export function releaseCap(given: {
  readonly issued: bigint;
  readonly own: bigint;
  /** Verified work of the agent, and the most that anybody has, in any unit. */
  readonly work: bigint;
  readonly mostWork: bigint;
  readonly rules: MarketRules;
}): bigint {
  const { issued, own, rules } = given;
  const free = own - floorOf(issued, rules);
  const byWork = releaseByWork(given);
  const least = free < byWork ? free : byWork;
  return least > 0n ? least : 0n;
}

function releaseByWork({
  issued,
  work,
  mostWork,
  rules: { newcomerReleasePpm, workReleasePpm },
}: Parameters<typeof releaseCap>[0]): bigint {
  const forWork =
    mostWork > 0n ? (issued * BigInt(workReleasePpm) * work) / (million * mostWork) : 0n;
  return (issued * BigInt(newcomerReleasePpm)) / million + forWork;
}

const million = 1_000_000n;

/**
 * Somebody leaves: whoever holds them inherits what they hold, in the proportion of what is held (the stochastic
 * complement). It needs nobody's consent. Shares are whole: fractions are cut off, and the units that are missing in
 * a row and a column go to the largest of what was cut off, ties by key; what no fraction has room for goes in the
 * order of the keys, from the first (the north-west rule).
 */
export function withoutAgent(shares: Shares, leaving: string, issued: bigint): Shares {
  const theirs = shares.get(leaving);
  assert(theirs !== undefined, 'only who is here leaves');
  const outside = issued - (theirs.get(leaving) ?? 0n);
  const stay = [...shares.keys()].filter((agent) => agent !== leaving).sort();
  const rows = new Map<string, Map<string, bigint>>();
  const cut: Fraction[] = [];
  for (const holder of stay) {
    const row = new Map(shares.get(holder));
    const held = row.get(leaving) ?? 0n;
    row.delete(leaving);
    for (const [issuer, units] of held > 0n ? theirs : []) {
      if (issuer === leaving) continue;
      row.set(issuer, (row.get(issuer) ?? 0n) + (held * units) / outside);
      cut.push({ holder, issuer, units: (held * units) % outside });
    }
    rows.set(holder, row);
  }
  fillUp(rows, cut.filter(({ units }) => units > 0n).sort(largestFirst), issued);
  for (const row of rows.values()) {
    for (const [issuer, units] of row) if (units === 0n) row.delete(issuer);
  }
  return rows;
}

/** What was cut off of a holder's shares of an issuer, of one and the same whole. */
interface Fraction {
  readonly holder: string;
  readonly issuer: string;
  readonly units: bigint;
}

function largestFirst(one: Fraction, other: Fraction): number {
  if (one.units !== other.units) return one.units > other.units ? -1 : 1;
  if (one.holder !== other.holder) return one.holder < other.holder ? -1 : 1;
  return one.issuer < other.issuer ? -1 : 1;
}

/** Adds what rows and columns lack to the whole of an issuer's shares: they lack the same in all. */
function fillUp(
  rows: ReadonlyMap<string, Map<string, bigint>>,
  fractions: readonly Fraction[],
  issued: bigint,
): void {
  const ofHolder = new Map([...rows.keys()].map((agent) => [agent, issued]));
  const ofIssuer = new Map(ofHolder);
  const give = (holder: string, issuer: string, units: bigint) => {
    ofHolder.set(holder, (ofHolder.get(holder) ?? 0n) - units);
    ofIssuer.set(issuer, (ofIssuer.get(issuer) ?? 0n) - units);
  };
  for (const [holder, row] of rows) for (const [issuer, units] of row) give(holder, issuer, units);
  const add = (holder: string, issuer: string, most: bigint) => {
    const [lacks, open] = [ofHolder.get(holder) ?? 0n, ofIssuer.get(issuer) ?? 0n];
    const units = [lacks, open, most].reduce((least, each) => (each < least ? each : least));
    if (units <= 0n) return;
    const row = rows.get(holder);
    row?.set(issuer, (row.get(issuer) ?? 0n) + units);
    give(holder, issuer, units);
  };
  for (const { holder, issuer } of fractions) add(holder, issuer, 1n);
  const lacking = [...ofIssuer].flatMap(([issuer, units]) => (units > 0n ? [issuer] : []));
  for (const [holder, units] of ofHolder) {
    if (units > 0n) for (const issuer of lacking) add(holder, issuer, issued);
  }
}
