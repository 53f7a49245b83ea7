/** Where in a function units are charged and the allowance is looked at. */
import type { Flow } from './flow.ts';

export interface Placement {
  /** Units charged in the gap before an instruction; below zero gives back. */
  readonly charges: ReadonlyMap<number, number>;
  /**
   * Gaps in which the allowance is looked at, behind the charge there, with the units that have been executed there
   * and not charged: where more than that is left, the allowance is not used up.
   */
  readonly checks: ReadonlyMap<number, number>;
  /** By the `br_if` or `br_table`: units charged where the branch is taken, by the label's depth. */
  readonly taken: ReadonlyMap<number, ReadonlyMap<number, number>>;
  /** By the `if` without `else`: units charged where it is not entered. */
  readonly notEntered: ReadonlyMap<number, number>;
}

export function placementOf(flow: Flow): Placement {
  const charges = new Map<number, number>();
  for (const { cost, kind, last } of flow.edges)
    if (kind === 'stretch' && cost !== 0) charges.set(last, cost);
  const checks = new Map<number, number>();
  for (const at of flow.heads.keys()) checks.set(at + 1, 0);
  return { charges, checks, taken: new Map(), notEntered: new Map() };
}
