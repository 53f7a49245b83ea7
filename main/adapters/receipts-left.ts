/**
 * Receipts beside the states that name them: the record is a file of its own, and gets each a moment after the work
 * store has it. What a program that fell over in between has left here is put into the record at the next start.
 */
import type { DatabaseSync } from 'node:sqlite';
import { decodeReceiptBody, encodeReceiptBody } from '../../shared/ledger/receipt.ts';
import type { KeptReceipt } from '../engine/ports.ts';

/** A receipt, and what the record keeps with it. */
export type LeftReceipt = Pick<KeptReceipt, 'position' | 'keptAtMs' | 'device' | 'receipt'>;

export interface ReceiptsLeft {
  keep(kept: LeftReceipt): void;
  /** Those up to this position of the record are on the disk there. */
  drop(position: number): void;
  /** In the order in which they were kept. */
  all(): readonly LeftReceipt[];
}

export const receiptsLeftSchema = `
  create table receipts (
    position integer primary key check (position > 0),
    kept_at_ms integer not null check (kept_at_ms >= 0),
    device blob not null,
    body blob not null,
    supplier_signature blob not null,
    consumer_signature blob not null
  ) strict;
`;

/** Of a work store's file. */
export function createReceiptsLeft(database: DatabaseSync): ReceiptsLeft {
  const insert = database.prepare('insert or replace into receipts values (?, ?, ?, ?, ?, ?)');
  const remove = database.prepare('delete from receipts where position <= ?');
  const all = database.prepare('select * from receipts order by position');
  return {
    keep({ position, keptAtMs, device, receipt }) {
      const { body, supplierSignature, consumerSignature } = receipt;
      const bytes = encodeReceiptBody(body);
      insert.run(position, keptAtMs, device, bytes, supplierSignature, consumerSignature);
    },
    drop(position) {
      remove.run(position);
    },
    all: () => all.all().flatMap((row) => leftOf(row) ?? []),
  };
}

function leftOf(row: { readonly [column: string]: unknown }): LeftReceipt | null {
  const { position, kept_at_ms: keptAtMs, device, body: bytes } = row;
  const { supplier_signature: supplierSignature, consumer_signature: consumerSignature } = row;
  if (typeof position !== 'number' || typeof keptAtMs !== 'number') return null;
  if (!(device instanceof Uint8Array && bytes instanceof Uint8Array)) return null;
  if (!(supplierSignature instanceof Uint8Array)) return null;
  if (!(consumerSignature instanceof Uint8Array)) return null;
  const body = decodeReceiptBody(bytes);
  const receipt = body && { body, supplierSignature, consumerSignature };
  return receipt && { position, keptAtMs, device, receipt };
}
