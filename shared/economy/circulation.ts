/**
 * Clearing by maximum circulation (rules R2): as much as possible of what members owe each other in rings is struck
 * off at once. Nobody's net position changes, no obligation grows, and what is left has no ring.
 *
 * Which of several largest circulations is taken decides who still owes whom. It is settled by the order of the
 * members' keys alone: obligations are merged by pair and sorted first, so the order in which they came is gone.
 */
import { assert } from '../base/assert.ts';
import { sortedEntries } from '../base/sorted.ts';
import type { Circulation, Marginals, Network } from '../flow/cheapest-circulation.ts';
import { cheapestCirculation } from '../flow/cheapest-circulation.ts';
import { componentsOf } from '../flow/components.ts';
import { real, whole } from '../flow/elements.ts';

/** What one member owes another, in whole units. */
export interface Obligation {
  readonly debtor: string;
  readonly creditor: string;
  readonly quantity: bigint;
}

/** What is left of some obligations, one for each pair and sorted by debtor and creditor, and how much is gone. */
export interface Clearing {
  readonly remaining: readonly Obligation[];
  readonly cleared: bigint;
}

export function maximumCirculation(arcs: readonly Obligation[]): Clearing {
  const merged = mergedObligations(arcs);
  const { nodes, tails, heads } = endsOf(merged);
  const component = componentsOf(nodes, tails, heads);
  const inRings = merged.flatMap((_, arc) =>
    component[whole(tails, arc)] === component[whole(heads, arc)] ? [arc] : [],
  );
  const ring = {
    nodes,
    tails: Int32Array.from(inRings, (arc) => whole(tails, arc)),
    heads: Int32Array.from(inRings, (arc) => whole(heads, arc)),
  };
  const flows = largestFlows(
    ring,
    inRings.map((arc) => merged[arc]?.quantity ?? 0n),
  );
  const left = merged.map(({ quantity }) => quantity);
  for (const [index, arc] of inRings.entries())
    left[arc] = (left[arc] ?? 0n) - (flows[index] ?? 0n);
  return {
    remaining: merged.flatMap((each, arc) => {
      const quantity = left[arc] ?? 0n;
      return quantity > 0n ? [{ ...each, quantity }] : [];
    }),
    cleared: flows.reduce((sum, flow) => sum + flow, 0n),
  };
}

/** One obligation for each ordered pair, sorted by debtor and creditor; those of nothing are left out. */
export function mergedObligations(obligations: readonly Obligation[]): readonly Obligation[] {
  if (obligations.every(isAfterLast)) return obligations;
  const byDebtor = new Map<string, Map<string, bigint>>();
  for (const { debtor, creditor, quantity } of obligations) {
    assert(debtor !== creditor && quantity >= 0n, 'an obligation is between two, and not negative');
    if (quantity === 0n) continue;
    const row = byDebtor.get(debtor) ?? new Map<string, bigint>();
    row.set(creditor, (row.get(creditor) ?? 0n) + quantity);
    byDebtor.set(debtor, row);
  }
  return sortedEntries(byDebtor).flatMap(([debtor, row]) =>
    sortedEntries(row).map(([creditor, quantity]) => ({ debtor, creditor, quantity })),
  );
}

/** Whether an obligation of something comes after the one before it: most lists have been merged already. */
function isAfterLast(
  { debtor, creditor, quantity }: Obligation,
  index: number,
  all: readonly Obligation[],
): boolean {
  const last = all[index - 1];
  if (quantity <= 0n || debtor === creditor) return false;
  if (last === undefined) return true;
  return last.debtor === debtor ? last.creditor < creditor : last.debtor < debtor;
}

/** Numbers for the members, in the order of their keys. */
function endsOf(merged: readonly Obligation[]) {
  const members = [...new Set(merged.flatMap(({ debtor, creditor }) => [debtor, creditor]))].sort();
  const numbers = new Map(members.map((member, number) => [member, number]));
  return {
    nodes: members.length,
    tails: Int32Array.from(merged, ({ debtor }) => numbers.get(debtor) ?? 0),
    heads: Int32Array.from(merged, ({ creditor }) => numbers.get(creditor) ?? 0),
  };
}

type Ends = Omit<Network, 'capacities'>;

/**
 * The units that flow on each arc of a largest circulation. The network counts in doubles, so where the quantities
 * are too large together they are taken from the top, so many bits at a time. A largest circulation of the coarser
 * quantities is off by no more than the number of arcs, in each of its units: what the next bits add can be found
 * among capacities that are cut to that, and the cut loses nothing.
 */
function largestFlows(ends: Ends, quantities: readonly bigint[]): readonly bigint[] {
  const count = quantities.length;
  const bits = BigInt(Math.max(1, 51 - 2 * Math.ceil(Math.log2(count + 1))));
  const whole = quantities.reduce((sum, quantity) => sum + quantity, 0n);
  let shift = 0n;
  while (whole >> shift > exactMax) shift += bits;
  let flows: readonly bigint[] = quantities.map(() => 0n);
  let most = exactMax;
  for (;;) {
    const coarse = shift;
    flows = improved(
      ends,
      quantities.map((quantity) => quantity >> coarse),
      flows,
      most,
    );
    if (shift === 0n) return flows;
    shift -= bits;
    flows = flows.map((flow) => flow << bits);
    most = BigInt(count) << bits;
  }
}

const exactMax = 2n ** 52n;

/** A largest circulation, from one that is known: what can still flow, either way, at most `most` on each arc. */
function improved(
  { nodes, tails, heads }: Ends,
  quantities: readonly bigint[],
  flows: readonly bigint[],
  most: bigint,
): readonly bigint[] {
  const count = quantities.length;
  const capped = (room: bigint) => Number(room < most ? room : most);
  const isFresh = flows.every((flow) => flow === 0n);
  const forward = Float64Array.from(quantities, (quantity, arc) =>
    capped(quantity - (flows[arc] ?? 0n)),
  );
  if (isFresh) {
    const { flows: found } = solved({ nodes, tails, heads, capacities: forward }, count);
    return Array.from(found, BigInt);
  }
  const back = Float64Array.from(flows, capped);
  const network = {
    nodes,
    tails: joined(new Int32Array(2 * count), tails, heads),
    heads: joined(new Int32Array(2 * count), heads, tails),
    capacities: joined(new Float64Array(2 * count), forward, back),
  };
  const { flows: found } = solved(network, count);
  return flows.map(
    (flow, arc) => flow + BigInt(real(found, arc)) - BigInt(real(found, count + arc)),
  );
}

function joined<Joined extends Float64Array | Int32Array>(
  whole: Joined,
  first: ArrayLike<number>,
  second: ArrayLike<number>,
): Joined {
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}

/** Each unit gains 1 on the first arcs, and loses it on those after them: times more than there are nodes. */
function solved(network: Network, gaining: number): Circulation {
  const cost = network.nodes + 1;
  const costOf = (arc: number) => (arc < gaining ? -cost : cost);
  const marginals: Marginals = {
    below: (arc, price) => (costOf(arc) < price ? real(network.capacities, arc) : 0),
    next: costOf,
    last: costOf,
    most: cost,
  };
  return cheapestCirculation(network, marginals);
}
