/** Columns of a row, as what the table says they are; null for what a damaged disk made of them. */
export type Row = { readonly [column: string]: unknown };

export function bytesIn(row: Row | undefined, column: string): Uint8Array | null {
  const value = row?.[column];
  return value instanceof Uint8Array ? value : null;
}

/** A whole number from 0. */
export function numberIn(row: Row | undefined, column: string): number | null {
  const value = row?.[column];
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

export function textIn(row: Row | undefined, column: string): string | null {
  const value = row?.[column];
  return typeof value === 'string' ? value : null;
}
