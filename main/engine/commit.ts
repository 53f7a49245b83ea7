/**
 * Changes of the record and the work store that reach the disk while the program goes on: a sync takes milliseconds,
 * in which a thousand slices a second would all stand still.
 */
export interface Commit {
  /**
   * Makes the change at once and calls `then` when all of it is on the disk: the record first, and the work store only
   * after that, so that no state is ever without the receipt that it names. One at a time; all of it or nothing of a
   * change that throws.
   */
  write(change: () => void, then: () => void): void;
  /** Has the change that is under way on the disk when it returns, with its `then` called. */
  settle(): void;
}
