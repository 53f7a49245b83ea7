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

/**
 * Balances over all of these receipts, in any order, on top of what was counted `before`. Receipts of which
 * `me` is no party change nothing.
 */
export function foldReceipts(
  me: Uint8Array,
  bodies: Iterable<ReceiptBody>,
  before: Balances = emptyBalances,
): Balances {
  const byMember = new Map(before.byMember);
  let { total, receipts } = before;
  for (const body of bodies) {
    const change = changeFor(me, body);
    if (change === null) continue;
    const earlier = byMember.get(change.other) ?? { given: 0n, used: 0n, receipts: 0 };
    byMember.set(change.other, { ...add(earlier, change), receipts: earlier.receipts + 1 });
    total = add(total, change);
    receipts += 1;
  }
  return { total, receipts, byMember };
}

function add(balance: Balance, change: Balance): Balance {
  return { given: balance.given + change.given, used: balance.used + change.used };
}

function changeFor(me: Uint8Array, body: ReceiptBody): (Balance & { other: string }) | null {
  if (sameBytes(body.supplier, me)) {
    return { other: bytesToHex(body.consumer), given: body.microCpuHours, used: 0n };
  }
  if (sameBytes(body.consumer, me)) {
    return { other: bytesToHex(body.supplier), given: 0n, used: body.microCpuHours };
  }
  return null;
}
