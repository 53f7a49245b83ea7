/**
 * The seal of a row: eight bytes of the hash of what the row holds. An id covers what was signed and not the
 * signatures, and SQLite covers neither; a flipped bit in any column is found by the seal. It is no defence
 * against whoever writes to this disk on purpose: the signatures and certificates are.
 */
import { sameBytes, textToBytes } from '../../../shared/base/bytes.ts';
import type { Cryptography } from '../../engine/ports.ts';

export type Hash = Cryptography['hash'];

/** What a column may hold. */
export type Sealed = Uint8Array | number | string;

export interface Seals {
  /** The seal of a row of this table. */
  readonly of: (table: string, ...columns: readonly Sealed[]) => Uint8Array;
  /** Whether what was read as a seal is that of these columns. */
  readonly holds: (seal: unknown, table: string, ...columns: readonly Sealed[]) => boolean;
}

const sealBytes = 8;
const domain = textToBytes('common-hours/store-row/v1');

export function createSeals(hash: Hash): Seals {
  const tables = new Map<string, Uint8Array>();
  const nameOf = (table: string): Uint8Array => {
    const known = tables.get(table) ?? textToBytes(table);
    tables.set(table, known);
    return known;
  };
  const of: Seals['of'] = (table, ...columns) => {
    const parts = [nameOf(table), ...columns.map(bytesOf)];
    const lengths = new DataView(new ArrayBuffer(parts.length * 4));
    for (const [index, part] of parts.entries()) lengths.setUint32(index * 4, part.byteLength);
    return hash(domain, new Uint8Array(lengths.buffer), ...parts).slice(0, sealBytes);
  };
  return {
    of,
    holds: (seal, table, ...columns) =>
      seal instanceof Uint8Array && sameBytes(seal, of(table, ...columns)),
  };
}

/** A whole number, from 0, as eight bytes. */
export function numberBytes(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value % 2 ** 32);
  return new Uint8Array(view.buffer);
}

function bytesOf(value: Sealed): Uint8Array {
  if (typeof value === 'number') return numberBytes(value);
  return typeof value === 'string' ? textToBytes(value) : value;
}
