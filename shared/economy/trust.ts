/**
 * Trust, and the credit that it divides (rules R4). Everybody trusts whom they bought from, by what they paid for;
 * half of all trust goes back to the founding members in each round. So whoever is only paid by identities of their
 * own holds no more than what outsiders really paid them, however many identities those are.
 *
 * Trust is a fixed-point number: all of it is `trustPrecision`, exactly, after every round. The eigenvector in
 * floating point was rejected: two machines need not agree on its last digits, and lines depend on it.
 */
import { apportion, apportionNamed } from './apportion.ts';
import { mergedObligations, sortedEntries } from './circulation.ts';
import type { Obligation } from './circulation.ts';
import type { Parameters } from './parameters.ts';

/** What each member holds of all trust, sorted by member; those that hold none are left out. */
export type Trust = ReadonlyMap<string, bigint>;

type TrustParameters = Pick<Parameters, 'trustIterations' | 'trustDampingPpm' | 'trustPrecision'>;

const million = 1_000_000n;

/**
 * Trust from the consumption that was discharged of late: the debtor used the hours, the creditor supplied them. A
 * member that discharged nothing passes its trust on to the founders. Without founders nobody is trusted.
 */
export function trustOf(
  discharged: readonly Obligation[],
  founders: readonly string[],
  { trustIterations, trustDampingPpm, trustPrecision }: TrustParameters,
): Trust {
  const roots = [...new Set(founders)].sort();
  if (roots.length === 0) return new Map();
  const { members, rows } = rowsOf(discharged, roots);
  const whole = BigInt(trustPrecision);
  const ones = roots.map(() => 1n);
  const toRoots = (sums: bigint[], quantity: bigint) => {
    for (const [index, part] of apportion(quantity, ones).entries()) {
      const at = rows.roots[index] ?? 0;
      sums[at] = (sums[at] ?? 0n) + part;
    }
  };
  let trust = members.map(() => 0n);
  toRoots(trust, whole);
  const back = members.map(() => 0n);
  toRoots(back, whole);
  const damping = BigInt(trustDampingPpm);
  for (let round = 0; round < trustIterations; round += 1) {
    const passed = members.map(() => 0n);
    let unpassed = 0n;
    for (const [from, held] of trust.entries()) {
      const row = rows.passing[from];
      if (held === 0n) continue;
      if (row === undefined) unpassed += held;
      else passOn(passed, held, row);
    }
    toRoots(passed, unpassed);
    const weights = passed.map((sum, at) => sum * (million - damping) + (back[at] ?? 0n) * damping);
    trust = [...apportion(whole, weights)];
  }
  return new Map(
    members.flatMap((member, at) => {
      const held = trust[at] ?? 0n;
      return held > 0n ? [[member, held] as const] : [];
    }),
  );
}

interface Row {
  readonly targets: readonly number[];
  readonly quantities: readonly bigint[];
}

function passOn(passed: bigint[], held: bigint, { targets, quantities }: Row): void {
  for (const [index, part] of apportion(held, quantities).entries()) {
    const target = targets[index] ?? 0;
    passed[target] = (passed[target] ?? 0n) + part;
  }
}

/** Numbers for the members in the order of their keys, and to whom each passes its trust on. */
function rowsOf(discharged: readonly Obligation[], roots: readonly string[]) {
  const merged = mergedObligations(discharged);
  const named = merged.flatMap(({ debtor, creditor }) => [debtor, creditor]);
  const members = [...new Set([...roots, ...named])].sort();
  const numbers = new Map(members.map((member, number) => [member, number]));
  const numberOf = (member: string) => numbers.get(member) ?? 0;
  const passing: (Row | undefined)[] = members.map(() => undefined);
  for (const [debtor, row] of Map.groupBy(merged, (each) => each.debtor)) {
    passing[numberOf(debtor)] = {
      targets: row.map(({ creditor }) => numberOf(creditor)),
      quantities: row.map(({ quantity }) => quantity),
    };
  }
  return { members, rows: { passing, roots: roots.map(numberOf) } };
}

/** How much each member discharged in all, by the list that trust is computed from. */
export function consumptionOf(discharged: readonly Obligation[]): ReadonlyMap<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const { debtor, quantity } of discharged) {
    sums.set(debtor, (sums.get(debtor) ?? 0n) + quantity);
  }
  return sums;
}

/**
 * What the community's credit is measured by (F*), in whole units: as many typical members as trust is effectively
 * spread over, each with the consumption of the typical trusted one. The median is the lower one, weighted by trust,
 * so that one member's boast moves nothing; the effective number is 1/Σt².
 */
export function scaleOf(trust: Trust, consumption: ReadonlyMap<string, bigint>): bigint {
  const held = [...trust.values()];
  const whole = held.reduce((sum, each) => sum + each, 0n);
  const squares = held.reduce((sum, each) => sum + each * each, 0n);
  if (squares === 0n) return 0n;
  return (whole * whole * lowerMedian(trust, consumption, whole)) / squares;
}

function lowerMedian(
  trust: Trust,
  consumption: ReadonlyMap<string, bigint>,
  whole: bigint,
): bigint {
  const weighted = [...trust].map(
    ([member, weight]) => [consumption.get(member) ?? 0n, weight] as const,
  );
  weighted.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  let sum = 0n;
  for (const [quantity, weight] of weighted) {
    sum += weight;
    if (2n * sum >= whole) return quantity;
  }
  return 0n;
}

/** The scale divided by trust (Y), in whole units that add up to it. */
export function creditedSupplyOf(trust: Trust, scale: bigint): ReadonlyMap<string, bigint> {
  return new Map(apportionNamed(scale, sortedEntries(trust)));
}
