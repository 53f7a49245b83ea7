/** An errand as it stands in memory: what is kept of it, and what need not outlive a restart. */
import { newErrand } from '../../../shared/jobs/errand.ts';
import type { ErrandProgress } from '../../../shared/jobs/errand.ts';
import type { ErrandWish } from './contract.ts';

export interface Errand {
  readonly id: string;
  wish: ErrandWish;
  /** Its slice, as a key. */
  readonly slice: string;
  /** Those with a smaller number were begun earlier. */
  readonly order: number;
  progress: ErrandProgress;
  /** Null until the input was read for the first time. */
  input: InputFacts | null;
  /** Since when whoever has it holds it, by this person's clock; null while it is not held. */
  heldSinceMs: number | null;
  /** It came to nothing with somebody: whom it may be asked of is its own then. */
  hasFailed: boolean;
  /** The attempt that its module was sent for: each gets it once. */
  moduleSentFor: string | null;
  /** The result of an answer until it is on the disk. */
  result: Uint8Array | null;
  /** What its program wrote to its console where it ran last; empty where nothing is known of it. */
  console: string;
  /** The receipt is being signed, which nothing can stop any more. */
  isBeingPaid: boolean;
  /** The proposal was checked in this start of the program, and not only before it was kept. */
  isChecked: boolean;
}

/** What makes a slice this slice, by its input. */
export interface InputFacts {
  /** The slice's id (shared/jobs/identity.ts), in hexadecimal. */
  readonly slice: string;
  readonly hash: string;
  readonly bytes: number;
}

/** An errand that nobody was asked for yet, or one that was kept. */
export function createErrand(
  id: string,
  wish: ErrandWish,
  order: number,
  progress: ErrandProgress = newErrand,
): Errand {
  return {
    id,
    wish,
    slice: sliceKey(wish),
    order,
    progress,
    input: null,
    heldSinceMs: null,
    hasFailed: progress.failedAttempts > 0,
    moduleSentFor: null,
    result: null,
    console: '',
    isBeingPaid: false,
    isChecked: false,
  };
}

function sliceKey({ job, slice }: Pick<ErrandWish, 'job' | 'slice'>): string {
  return `${job} ${String(slice)}`;
}
