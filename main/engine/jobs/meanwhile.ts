/** What is known of a job while it is under way, and need not outlive a restart. */
export interface Meanwhile {
  readonly sentBytes: number;
  readonly cpuMicroseconds: number;
  readonly workCount: number;
  /** Since when whoever has it holds it, by this person's clock; null while it is not held. */
  readonly heldSinceMs: number | null;
}

export const nothingYet: Meanwhile = {
  sentBytes: 0,
  cpuMicroseconds: 0,
  workCount: 0,
  heldSinceMs: null,
};
