/**
 * Trust, and the credit that it divides (rules R4). Everybody trusts whom they bought from, by what they paid for;
 * half of all trust goes back to the founding members in each round. So whoever is only paid by identities of their
 * own holds no more than what outsiders really paid them, however many identities those are.
 *
 * Trust is a fixed-point number: all of it is `wholeTrust`, exactly, after every round. The eigenvector in
 * floating point was rejected: two machines need not agree on its last digits, and lines depend on it.
 */
import { sortedEntries } from '../base/sorted.ts';
import { apportion, apportionNamed } from '../domain/apportion.ts';
import { mergedObligations } from './circulation.ts';
import type { Obligation } from './circulation.ts';
import type { Parameters } from './parameters.ts';

/** What each member holds of all trust, sorted by member; those that hold none are left out. */
export type Trust = ReadonlyMap<string, bigint>;

type TrustParameters = Pick<Parameters, 'trustIterations' | 'trustDampingPpm'>;

/** All trust there is. Its square root is a whole number, which `partOf` needs. */
export const wholeTrust = 1_000_000_000_000;
const root = 1_000_000;

/**
 * Trust from the consumption that was discharged of late: the debtor used the hours, the creditor supplied them. A
 * member that discharged nothing passes its trust on to the founders, and so goes what rounding leaves of the others.
 * Without founders nobody is trusted.
 */
export function trustOf(
  discharged: readonly Obligation[],
  founders: readonly string[],
  { trustIterations, trustDampingPpm }: TrustParameters,
): Trust {
  const named = [...new Set(founders)].sort();
  if (named.length === 0) return new Map();
  const { members, roots, first, targets, shares } = rowsOf(discharged, named);
  const damping = trustDampingPpm * root;
  const fromRoots = new Float64Array(members.length);
  giveEqually(fromRoots, wholeTrust, roots);
  let trust = fromRoots;
  for (let round = 0; round < trustIterations; round += 1) {
    const passed = new Float64Array(members.length);
    for (const [from, held] of trust.entries()) {
      if (held === 0) continue;
      for (let index = at(first, from); index < at(first, from + 1); index += 1) {
        const part = partOf(held, at(shares, index));
        const target = at(targets, index);
        passed[target] = at(passed, target) + part;
      }
    }
    const mixed = passed.map(
      (sum, member) => partOf(sum, wholeTrust - damping) + partOf(at(fromRoots, member), damping),
    );
    // What nobody passed on, and what rounding left over.
    giveEqually(mixed, wholeTrust - mixed.reduce((sum, held) => sum + held, 0), roots);
    trust = mixed;
  }
  return new Map(
    members.flatMap((member, number) => {
      const held = at(trust, number);
      return held > 0 ? [[member, BigInt(held)] as const] : [];
    }),
  );
}

/** A quantity times a share of `wholeTrust`, rounded down: exact, though the product has more digits than a double. */
function partOf(quantity: number, share: number): number {
  const [high, shareHigh] = [Math.floor(quantity / root), Math.floor(share / root)];
  const [low, shareLow] = [quantity - high * root, share - shareHigh * root];
  const middle = high * shareLow + low * shareHigh + Math.floor((low * shareLow) / root);
  return high * shareHigh + Math.floor(middle / root);
}

/** The founders share a quantity equally; what does not part goes to the first of them by key. */
function giveEqually(sums: Float64Array, quantity: number, roots: readonly number[]): void {
  const [each, over] = [Math.floor(quantity / roots.length), quantity % roots.length];
  for (const [index, member] of roots.entries()) {
    sums[member] = at(sums, member) + each + (index < over ? 1 : 0);
  }
}

/** Numbers for the members in the order of their keys, and to whom each passes which share of its trust on. */
function rowsOf(discharged: readonly Obligation[], founders: readonly string[]) {
  const merged = mergedObligations(discharged);
  const named = merged.flatMap(({ debtor, creditor }) => [debtor, creditor]);
  const members = [...new Set([...founders, ...named])].sort();
  const numbers = new Map(members.map((member, number) => [member, number]));
  const numberOf = (member: string) => numbers.get(member) ?? 0;
  const first = new Int32Array(members.length + 1);
  const shares = new Float64Array(merged.length);
  let end = 0;
  for (const [debtor, row] of Map.groupBy(merged, (each) => each.debtor)) {
    const parts = apportion(
      BigInt(wholeTrust),
      row.map(({ quantity }) => quantity),
    );
    shares.set(parts.map(Number), end);
    end += parts.length;
    first[numberOf(debtor) + 1] = parts.length;
  }
  for (let member = 0; member < members.length; member += 1) {
    first[member + 1] = at(first, member + 1) + at(first, member);
  }
  const targets = Int32Array.from(merged, ({ creditor }) => numberOf(creditor));
  return { members, roots: founders.map(numberOf), first, targets, shares };
}

/** An element that is there: every index here is below a length that this file made. */
function at(array: Float64Array | Int32Array, index: number): number {
  return array[index] ?? 0;
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
