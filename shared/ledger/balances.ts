/** What one member gave and used, by its own receipts. Between any two members the differences sum to zero. */
import { bytesToHex, sameBytes } from '../base/bytes.ts';
import type { MicroCpuHours } from '../domain/cpu-hours.ts';
import type { ReceiptBody } from './receipt.ts';

export interface Balance {
  readonly given: MicroCpuHours;
  readonly used: MicroCpuHours;
}

export interface Balances {
  readonly total: Balance;
  readonly receipts: number;
  /** By the other's member key, in hexadecimal. */
  readonly byMember: ReadonlyMap<string, Balance & { readonly receipts: number }>;
}

export const emptyBalances: Balances = {
  total: { given: 0n, used: 0n },
  receipts: 0,
  byMember: new Map(),
};

/** What one receipt is for one of its two parties. */
export interface Posting {
  readonly isGiven: boolean;
  /** The other's member key, in hexadecimal. */
  readonly other: string;
  readonly microCpuHours: MicroCpuHours;
}

/** Null where `me` is no party of it. */
export function postingOf(me: Uint8Array, body: ReceiptBody): Posting | null {
  const { supplier, consumer, microCpuHours } = body;
  if (sameBytes(supplier, me)) return { isGiven: true, other: bytesToHex(consumer), microCpuHours };
  if (sameBytes(consumer, me))
    return { isGiven: false, other: bytesToHex(supplier), microCpuHours };
  return null;
}

/** Balances over all of these, in any order, on top of what was counted `before`. */
export function foldPostings(
  postings: Iterable<Posting>,
  before: Balances = emptyBalances,
): Balances {
  const byMember = new Map(before.byMember);
  let { total, receipts } = before;
  for (const { other, isGiven, microCpuHours } of postings) {
    const change = { given: isGiven ? microCpuHours : 0n, used: isGiven ? 0n : microCpuHours };
    const earlier = byMember.get(other) ?? { given: 0n, used: 0n, receipts: 0 };
    byMember.set(other, { ...add(earlier, change), receipts: earlier.receipts + 1 });
    total = add(total, change);
    receipts += 1;
  }
  return { total, receipts, byMember };
}

function add(balance: Balance, change: Balance): Balance {
  return { given: balance.given + change.given, used: balance.used + change.used };
}
