/** What the record of a community keeps of its member's own estimates beyond the certified state, for its host. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Answer } from '../../../shared/work/work-state.ts';

/** One's own answer to a task, whose text this machine keeps from before it is sealed until its round is over. */
export interface SealedEstimate {
  /** Of the record that seals it; null while that one is being written. */
  readonly id: string | null;
  readonly seal: string;
  readonly task: string;
  readonly round: number;
  readonly answer: Answer;
  readonly madeAtMs: number;
  readonly isRevealSent: boolean;
  /** The name of why the record did not take the last record of it. */
  readonly refusal: string | null;
}

export interface TaskKeeping {
  /**
   * Keeps the answer, then seals it for the round that the task is in; it is revealed by itself when the sealing is
   * over. The last one that was sealed in a round is the one that counts. `said` is read by everybody at once.
   */
  estimate(task: string, answer: Answer, said: string): Result<{ readonly id: string }, Refusal>;
  /** By hand what happens by itself; refused where nothing of it is to be revealed here now. */
  reveal(task: string): Result<{ readonly id: string }, Refusal>;
  /** Those whose rounds are not over, in any order. */
  estimates(): readonly SealedEstimate[];
}
