/**
 * This node's receipts in memory. There may be millions of them after years, so only the newest are held as they are,
 * and of each of the others what sums are made of. What else is asked of one is read from the record.
 */
import { postingOf } from '../../../shared/ledger/balances.ts';
import type { Posting } from '../../../shared/ledger/balances.ts';
import type { KeptReceipt } from '../ports.ts';

/** What is known of each receipt. */
export interface KeptPosting extends Posting {
  /** The receipt's id. */
  readonly id: string;
  readonly keptAtMs: number;
  readonly cpuMicroseconds: number;
}

export interface Postings {
  /** Receipts that were kept. */
  count(): number;
  /** The next one; null where this member is no party of it. */
  add(kept: KeptReceipt): KeptPosting | null;
  all(): readonly KeptPosting[];
  /** Kept since a moment. They are in order of time, but for a clock that was set back. */
  since(atMs: number): readonly KeptPosting[];
  /** At most a hundred, the oldest of them first. */
  newest(): readonly KeptReceipt[];
}

const newestHeld = 100;

/** None at first. */
export function createPostings(me: Uint8Array): Postings {
  const postings: KeptPosting[] = [];
  const newest: KeptReceipt[] = [];
  /** One text for each member, however many receipts name it. */
  const members = new Map<string, string>();
  let count = 0;

  return {
    count: () => count,
    add(kept) {
      count += 1;
      newest.push(kept);
      if (newest.length > newestHeld) newest.shift();
      const { id, keptAtMs, receipt } = kept;
      const found = postingOf(me, receipt.body);
      if (found === null) return null;
      const other = members.get(found.other) ?? found.other;
      members.set(other, other);
      const { cpuMicroseconds } = receipt.body;
      const posting = { ...found, other, id, keptAtMs, cpuMicroseconds };
      postings.push(posting);
      return posting;
    },
    all: () => postings,
    since(atMs) {
      let first = postings.length;
      while (first > 0 && (postings[first - 1]?.keptAtMs ?? 0) >= atMs) first -= 1;
      return postings.slice(first);
    },
    newest: () => newest,
  };
}
