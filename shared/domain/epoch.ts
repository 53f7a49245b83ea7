/** An epoch is one hour of the community's record, counted from its genesis. */
export const epochMs = 3_600_000;

/** The epoch in which a moment falls. */
export function epochOf(unixMs: number): number {
  return Math.floor(unixMs / epochMs);
}
