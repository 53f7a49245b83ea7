/**
 * Receipts that were signed for answers that were proved wrong afterwards. A signature cannot be undone, but no
 * counter that holds such a receipt is signed any more, so the hours never enter the record; and the statements of those
 * who know of it do not count them.
 */
import type { Ports } from '../ports.ts';

export interface Contested {
  /** By the id of the receipt. On the disk when this returns. */
  add(receipt: string): void;
  has(receipt: string): boolean;
  /** The last ones, so many at most. */
  last(most: number): readonly string[];
}

/** What is said to whoever gave the answer. */
export const provedWrong = {
  name: 'receipt_contested',
  detail: 'It was given for an answer that was proved wrong afterwards.',
} as const;

/** Reads those of earlier starts. */
export function createContested({ work }: Pick<Ports, 'work'>, onChange: () => void): Contested {
  const known = new Set([...work.states('contested')].map(({ key }) => key));
  return {
    add(receipt) {
      if (known.has(receipt)) return;
      known.add(receipt);
      work.put('contested', receipt, '');
      onChange();
    },
    has: (receipt) => known.has(receipt),
    last: (most) => [...known].slice(-most),
  };
}
