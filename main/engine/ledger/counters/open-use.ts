/**
 * Receipts that no counter in the record holds yet. What others may still ask for is less by them: the record knows
 * nothing of this use, and whoever gave it will bring it there.
 */
import { bytesToHex, sameBytes } from '../../../../shared/base/bytes.ts';
import type { KeptReceipt } from '../../ports.ts';

export interface OpenUse {
  add(kept: KeptReceipt): void;
  /** By the receipt's id in hexadecimal: the record holds it, or it can never enter it. */
  remove(id: string): void;
  all(): Iterable<KeptReceipt>;
  /** What this member used, in micro-CPU-hours. */
  used(): bigint;
  /** What this member gave another one. */
  givenTo(member: string): bigint;
}

/** `me` is the member key. */
export function createOpenUse(me: Uint8Array): OpenUse {
  const open = new Map<string, KeptReceipt>();
  /** By consumer. */
  const sums = new Map<string, bigint>();

  function count({ receipt: { body } }: KeptReceipt, sign: bigint): void {
    const consumer = bytesToHex(body.consumer);
    const sum = (sums.get(consumer) ?? 0n) + sign * body.microCpuHours;
    if (sum === 0n) sums.delete(consumer);
    else sums.set(consumer, sum);
  }

  return {
    add(kept) {
      if (open.has(kept.id)) return;
      open.set(kept.id, kept);
      count(kept, 1n);
    },
    remove(id) {
      const kept = open.get(id);
      if (kept === undefined) return;
      open.delete(id);
      count(kept, -1n);
    },
    all: () => open.values(),
    used: () => sums.get(bytesToHex(me)) ?? 0n,
    givenTo: (member) => sums.get(member) ?? 0n,
  };
}

/** Whether this member gave the hours of a receipt. */
export function isGivenBy(me: Uint8Array, { receipt }: KeptReceipt): boolean {
  return sameBytes(receipt.body.supplier, me);
}
