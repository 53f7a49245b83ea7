/** What a download of a release costs from its first epoch on, from what its makers say went into it (rules R6). */
import type { ReleaseIngredientsView, ReleaseView } from '../../../shared/api/software-shape.ts';
import { downloadPrice } from '../../../shared/economy/release-price.ts';
import { releaseRecordLimits } from '../../../shared/software/limits.ts';

export interface Named {
  /** Of tasks, and of counters. */
  readonly tasks: readonly string[];
  readonly receipts: readonly string[];
}

/** What of it can still be named: another release, or time, may have taken the rest. */
export function stillThere(named: Named, { tasks, receipts }: ReleaseIngredientsView): Named {
  return {
    tasks: tasks.map(({ id }) => id).filter((id) => named.tasks.includes(id)),
    receipts: receipts.map(({ id }) => id).filter((id) => named.receipts.includes(id)),
  };
}

/** The hours of a release that is not there yet, as those of one that is. */
export function launchHours(
  named: Named,
  { tasks, receipts, expected }: ReleaseIngredientsView,
): ReleaseView['hours'] {
  const cpu = sum(receipts.filter(({ id }) => named.receipts.includes(id)).map((e) => e.quantity));
  const man = sum(tasks.filter(({ id }) => named.tasks.includes(id)).map(({ price }) => price));
  const hoursOf = (cost: bigint) => {
    const price = downloadPrice({ cost, recouped: 0n, firstPrice: null }, BigInt(expected));
    return { cost, recouped: 0n, price, firstPrice: price };
  };
  return [
    { currency: 'cpu', ...hoursOf(cpu) },
    { currency: 'man', ...hoursOf(man) },
  ];
}

/** What is too much for one record; null where nothing is. */
export function namedFault({ tasks, receipts }: Named): string | null {
  const { tasks: tasksMost, receipts: receiptsMost } = releaseRecordLimits;
  if (tasks.length > tasksMost) return `A release names at most ${tasksMost} tasks.`;
  return receipts.length > receiptsMost
    ? `A release names at most ${receiptsMost} times that CPU-hours were used.`
    : null;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((all, each) => all + each, 0n);
}
