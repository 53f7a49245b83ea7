/** Who holds which part of whom, in floating point: for views of people, nothing of it reaches the record. */
import type { Shares } from './shares.ts';

export interface Part {
  readonly issuer: string;
  /** Above 0, at most 1. */
  readonly part: number;
}

/** By holder, the largest part first, ties by key. */
export type Parts = ReadonlyMap<string, readonly Part[]>;

export function partsOf(shares: Shares, issued: bigint): Parts {
  const whole = Number(issued);
  return new Map(
    Array.from(shares, ([holder, row]) => {
      const parts = Array.from(row, ([issuer, units]) => ({
        issuer,
        part: Number(units) / whole,
      }));
      return [holder, parts.sort(largestFirst)];
    }),
  );
}

/** What one holds of another. */
export function partOf(parts: Parts, holder: string, issuer: string): number {
  return parts.get(holder)?.find((each) => each.issuer === issuer)?.part ?? 0;
}

function largestFirst(one: Part, other: Part): number {
  if (one.part !== other.part) return other.part - one.part;
  return one.issuer < other.issuer ? -1 : 1;
}
