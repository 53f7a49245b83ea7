/** What a benchmark answers: one figure, what it is compared with, and what was measured. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The figure to compare with, in the same unit; null when there is none. */
  readonly baseline: number | null;
  /** `value / baseline`. */
  readonly ratio: number | null;
  readonly runs: number;
  /** What was measured, in one sentence. */
  readonly what: string;
  /** Other figures of the same runs, where there are several; `what` says what they are. */
  readonly further?: readonly { readonly name: string; readonly value: number }[];
}
