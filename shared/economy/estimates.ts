/**
 * What a task is worth in hours of work (rules R5): a panel answers each for itself, unseen by the others, and what
 * stands in the middle is the price where two thirds stand near it. Nothing else enters: not how many would do it,
 * nor how many want it, nor how long it takes in the end.
 */
import { assert } from '../base/assert.ts';

/** What one may answer, in man-hours. More than the last is to be split into several tasks. */
export const estimateLadder = [1, 2, 3, 5, 8, 13, 20, 40, 80] as const;

/** Rounds after which a task on which nobody agrees goes back to whoever asked. */
export const estimateRounds = 3;

/** A round of estimates, judged. */
export interface EstimateVerdict {
  /** The lower of the two in the middle where their number is even, in man-hours. */
  readonly median: number;
  /** How many are within two thirds and three halves of it. */
  readonly near: number;
  readonly isAgreed: boolean;
  /** The lowest and the highest, who say what they saw before the next round. Both the same where all are. */
  readonly lowest: number;
  readonly highest: number;
}

/**
 * Judges the estimates of a panel of `panel` people, in whole man-hours, in any order. Whoever did not answer agrees
 * with nobody: two thirds of the whole panel have to be near the middle.
 */
export function judgeEstimates(estimates: readonly number[], panel: number): EstimateVerdict {
  const sorted = estimates.toSorted((a, b) => a - b);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  assert(lowest !== undefined && highest !== undefined, 'a round has at least one estimate');
  assert(lowest > 0 && sorted.length <= panel, 'estimates are above zero, one of each at most');
  const median = sorted[Math.floor((sorted.length - 1) / 2)] ?? lowest;
  const near = sorted.filter((each) => isNear(each, median)).length;
  return { median, near, isAgreed: near * 3 >= panel * 2, lowest, highest };
}

function isNear(estimate: number, median: number): boolean {
  return estimate * 3 >= median * 2 && estimate * 2 <= median * 3;
}

/** Whether it is a step of the ladder. */
export function isOnLadder(hours: number): boolean {
  return estimateLadder.some((step) => step === hours);
}
