/**
 * Receipts that were signed for answers that were proved wrong afterwards. A signature cannot be undone, but no
 * counter that holds such a receipt is signed any more, so the hours never enter the record; and the statements of those
 * who know of it do not count them. What the other side says of a receipt for work that was done here is a claim: it
 * comes without a proof, so it is kept and shown, and nothing is counted otherwise for it.
 */
import * as v from 'valibot';
import { count, text } from '../../../shared/base/fields.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Ports } from '../ports.ts';

export interface Contested {
  /** By the id of the receipt. On the disk when this returns. */
  add(receipt: string): void;
  has(receipt: string): boolean;
  /** The last ones, so many at most. */
  last(most: number): readonly string[];
  /** The consumer says so of a receipt for what was done here; the first word stays. */
  claim(receipt: string, claim: Claim): void;
  claimOf(receipt: string): Claim | null;
}

const Claim = v.object({ reason: text(limits.detailLength), atMs: count });
/** Why they take the hours back, and when that was heard. */
export type Claim = Readonly<v.InferOutput<typeof Claim>>;
const ClaimJson = v.pipe(v.string(), v.parseJson(), Claim);

/** What is said to whoever gave the answer. */
export const provedWrong = {
  name: 'receipt_contested',
  detail: 'It was given for an answer that was proved wrong afterwards.',
} as const;

/** Reads those of earlier starts. */
export function createContested({ work }: Pick<Ports, 'work'>, onChange: () => void): Contested {
  const known = new Set<string>();
  const claims = new Map<string, Claim>();
  for (const { key, state } of work.states('contested')) {
    const claim = state === '' ? null : v.safeParse(ClaimJson, state);
    if (claim === null) known.add(key);
    else if (claim.success) claims.set(key, claim.output);
  }
  return {
    add(receipt) {
      if (known.has(receipt)) return;
      known.add(receipt);
      work.put('contested', receipt, '');
      onChange();
    },
    has: (receipt) => known.has(receipt),
    last: (most) => [...known].slice(-most),
    claim(receipt, claim) {
      if (claims.has(receipt)) return;
      claims.set(receipt, claim);
      work.put('contested', receipt, JSON.stringify(claim));
      onChange();
    },
    claimOf: (receipt) => claims.get(receipt) ?? null,
  };
}
