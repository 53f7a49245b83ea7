/**
 * Changes of the record and the work store that reach the disk while the program goes on: a sync takes milliseconds,
 * in which a thousand slices a second would all stand still.
 */
export interface Commit {
  /**
   * Makes the change at once and calls `then` when all of it is on the disk. A program that falls over before finds all
   * of it or nothing at its next start, in both stores. One at a time; nothing is left of a change that throws.
   */
  write(change: () => void, then: () => void): void;
  /** Has the change that is under way on the disk when it returns, with its `then` called. */
  settle(): void;
}
