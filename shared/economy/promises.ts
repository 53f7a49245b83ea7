/**
 * How old a promise is, and whose hours it stands for (rules R4). Each promise is kept in lots: the epoch in which it
 * was made, who had supplied the hours, and how much. What is given back goes to the oldest lot, and within an epoch
 * by the suppliers' keys. A lot that stays too long is overdue.
 *
 * A member whose promises are overdue draws no more, so nobody has lots from more epochs than there are in that time.
 */
import { assert } from '../base/assert.ts';
import { sortedEntries } from '../base/sorted.ts';
import { mergedObligations } from './circulation.ts';
import type { Obligation } from './circulation.ts';
import type { Settlement } from './settle.ts';

/** A promise of one epoch for the hours of one supplier, in whole units. */
export interface PromiseLot {
  readonly epoch: number;
  readonly supplier: string;
  readonly quantity: bigint;
}

/** The lots of each member that has promised something, oldest first; they add up to its promise. */
export type PromiseLots = ReadonlyMap<string, readonly PromiseLot[]>;

/** The lots after an epoch, and whose hours were paid for or given back in it. */
export interface AdvancedLots {
  readonly lots: PromiseLots;
  /** Discharged consumption (R4): the debtor used the hours, the creditor had supplied them. */
  readonly discharged: readonly Obligation[];
}

/** Takes the promises of an epoch in, then gives back what was repaid in it. */
export function advanceLots(
  lots: PromiseLots,
  epoch: number,
  { paid, drawn, repaid }: Pick<Settlement, 'paid' | 'drawn' | 'repaid'>,
): AdvancedLots {
  const after = new Map(lots);
  for (const [debtor, own] of Map.groupBy(drawn, (each) => each.debtor)) {
    const fresh = own.map(({ creditor, quantity }) => ({ epoch, supplier: creditor, quantity }));
    after.set(debtor, [...(after.get(debtor) ?? []), ...fresh]);
  }
  const discharged = [...paid];
  for (const [member, quantity] of repaid) {
    const { left, gone } = takeOldest(after.get(member) ?? [], quantity);
    if (left.length === 0) after.delete(member);
    else after.set(member, left);
    for (const lot of gone) {
      discharged.push({ debtor: member, creditor: lot.supplier, quantity: lot.quantity });
    }
  }
  return { lots: new Map(sortedEntries(after)), discharged: mergedObligations(discharged) };
}

/** How much of a member's promise is overdue in an epoch: what was made `overdueEpochs` ago, or before. */
export function overdueOf(
  lots: readonly PromiseLot[] | undefined,
  epoch: number,
  overdueEpochs: number,
): bigint {
  return (lots ?? [])
    .filter((lot) => lot.epoch + overdueEpochs <= epoch)
    .reduce((sum, { quantity }) => sum + quantity, 0n);
}

function takeOldest(lots: readonly PromiseLot[], quantity: bigint) {
  const [left, gone]: [PromiseLot[], PromiseLot[]] = [[], []];
  let due = quantity;
  for (const lot of lots) {
    const part = lot.quantity < due ? lot.quantity : due;
    due -= part;
    if (part > 0n) gone.push({ ...lot, quantity: part });
    if (part < lot.quantity) left.push({ ...lot, quantity: lot.quantity - part });
  }
  assert(due === 0n, 'no more is given back than was promised');
  return { left, gone };
}
