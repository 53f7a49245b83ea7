/** Where in a function units are charged and the allowance is looked at: charges and checks, laid into its gaps. */
import type { FunctionCosts } from './costs.ts';
import type { DecodedFunction, Instruction } from './decode.ts';
import type { Flow } from './flow.ts';
import { chargesOf } from './spanning-tree.ts';

export interface Placement {
  /** Units charged in the gap before an instruction; below zero gives back. */
  readonly charges: ReadonlyMap<number, number>;
  /**
   * Gaps in which the allowance is looked at, behind the charge there, with the units that have been executed there
   * and not charged: it is used up when less than that is left.
   */
  readonly checks: ReadonlyMap<number, number>;
  /** By the `br_if` or `br_table`: units charged where the branch is taken, by the label's depth. */
  readonly taken: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** By the `if` without `else`: units charged where it is not entered. */
  readonly notEntered: ReadonlyMap<number, number>;
  /** Whether what is left is worth a local of its own, beside the global. */
  readonly isMirrored: boolean;
}

/** What goes along with calls, instead of being settled. */
export interface Handing {
  readonly isHanded: boolean;
  readonly isHandedOn: (instruction: Instruction) => boolean;
}

export function placementOf(
  ...[fn, flow, costs, looks, handing]: [
    ...[DecodedFunction, Flow, FunctionCosts, ReadonlySet<number>, Handing],
  ]
): Placement {
  const { potentials, units } = chargesOf(flow, looks);
  const charges = new Map<number, number>();
  const checks = new Map<number, number>();
  const taken = new Map<number, Map<number, number>>();
  const notEntered = new Map<number, number>();
  const sorted = Float64Array.from(looks).sort();
  let next = 0;
  // Stretches come in the order of the code.
  const someLook = (first: number, last: number) => {
    while (next < sorted.length && (sorted[next] ?? 0) < first) next += 1;
    return next < sorted.length && (sorted[next] ?? 0) <= last;
  };
  let worth = -1;
  flow.edges.forEach((edge, index) => {
    const { kind, first, last, from, to, frequency } = edge;
    const charge = units[index] ?? 0;
    if (charge !== 0) worth += frequency;
    if (kind === 'no else' && charge !== 0) notEntered.set(first, charge);
    if (kind === 'taken' && charge !== 0) {
      const others = taken.get(first) ?? new Map<number, number>();
      taken.set(first, others.set(last, charge));
    }
    if (kind !== 'stretch') return;
    // What leads to a call or out of the function is charged there, what leads on at once.
    const place = to === 0 ? last : first;
    if (charge !== 0) charges.set(place, charge);
    const reached = fn.code[last];
    const isAnchor = to === 0 && reached !== undefined && costs.isAnchor(reached, last);
    if (isAnchor && !handing.isHandedOn(reached)) worth -= frequency;
    if (!someLook(first, last)) return;
    let pending = potentials[from] ?? 0;
    for (let at = first; at <= last; at += 1) {
      if (at === place) pending -= charge;
      if (looks.has(at)) {
        checks.set(at, pending);
        if (charge === 0 || at !== place) worth += frequency;
      }
      const instruction = fn.code[at];
      if (instruction !== undefined) pending += costs.unitsOf(instruction, at);
    }
  });
  const isMirrored = handing.isHanded || (worth > 0 && flow.heads.size > 0);
  return { charges, checks, taken, notEntered, isMirrored };
}
