/**
 * Errands: slices of this person's jobs, each asked of one person at a time until somebody answers or nobody can. Who
 * is believed and paid is decided by the jobs above; an errand brings an answer whose receipt has been checked, keeps
 * it, and signs when it is told to.
 */
import type { MicroCpuHours } from '../../../shared/domain/cpu-hours.ts';
import type { Proposal, TakenUp } from '../../../shared/jobs/errand.ts';
import type { ModuleKind } from '../../../shared/jobs/task.ts';
import type { Message, Piece } from '../../../shared/peers/protocol.ts';

/** What is asked for. */
export interface ErrandWish {
  /** The job's id, in hexadecimal, and which of its slices. */
  readonly job: string;
  readonly slice: number;
  /** What one attempt may use at most. */
  readonly ceiling: MicroCpuHours;
  readonly memoryBytes: number;
  readonly wallMs: number;
  /** Member keys that must not get it: they have answered the slice. */
  readonly not: readonly string[];
  /** Member keys that may; null: anyone. */
  readonly audience: readonly string[] | null;
  /** Whether one person may go on where another left it (shared/jobs/taking-up.ts); false if left out. */
  readonly mayChangeHands?: boolean;
}

/** Who may have an errand. */
export type Whom = Pick<ErrandWish, 'not' | 'audience'>;

/** What an errand brings, under its id. After `failed`, `paid`, `refused` and `stopped` nothing follows. */
export type ErrandNews =
  | { readonly type: 'waiting'; readonly reason: string | null }
  | { readonly type: 'asked'; readonly peer: string }
  | {
      readonly type: 'running';
      readonly peer: string;
      readonly sinceMs: number;
      /** Since when whoever has it cannot be reached; their work may go on. */
      readonly absentSinceMs: number | null;
      /** Where it was taken up; left out where it was begun from the beginning. */
      readonly from?: TakenUp;
    }
  | {
      readonly type: 'used';
      readonly peer: string;
      readonly cpuMicroseconds: number;
      readonly workCount: number;
      /** It is paused there, and will be ended or go on by then. */
      readonly heldUntilMs: number | null;
      /** How far the program says it is, in thousandths. */
      readonly progressMilli: number | null;
    }
  /** Nothing is signed yet; the result is kept. */
  | {
      readonly type: 'answered';
      readonly peer: string;
      readonly hash: string;
      readonly bytes: number;
      readonly workCount: number;
      readonly cpuMicroseconds: number;
      readonly cost: MicroCpuHours;
      readonly sinceMs: number;
      readonly ratingMilli: number;
      readonly from?: TakenUp;
      /** What the program wrote, in lines that can be shown; empty, too, where it is not known any more. */
      readonly console: string;
    }
  | {
      readonly type: 'failed';
      readonly peer: string | null;
      /** `here`: something is missing on this computer. */
      readonly fault: 'job' | 'machine' | 'here';
      readonly name: string;
      readonly reason: string;
      readonly console: string;
    }
  | {
      readonly type: 'paid';
      readonly peer: string;
      readonly receipt: string;
      readonly cost: MicroCpuHours;
    }
  | { readonly type: 'refused' }
  | { readonly type: 'stopped' };

/** What errands read of the jobs that they belong to. */
export interface ErrandSource {
  /** Null when the job is gone. */
  jobOf(job: string): {
    readonly kind: ModuleKind;
    readonly moduleHash: string;
    readonly moduleBytes: number;
    readonly entry: string;
    readonly args: readonly string[];
  } | null;
  moduleOf(job: string): Uint8Array | null;
  inputOf(job: string, slice: number): Uint8Array | null;
  /** Is told of each step. What is written because of an answer, or of its being paid, is one change with it. */
  onNews(id: string, wish: ErrandWish, news: ErrandNews): void;
}

export interface Errands {
  /**
   * Answers its id at once; it is kept within half a second, if it is still open. One that `isNew` is kept when somebody
   * has it: whoever forgets it before, with all that it knows of its slice, loses nothing. No member gets two of one
   * slice.
   */
  begin(wish: ErrandWish, isNew?: boolean): string;
  /** Signs the receipt of an answer and tells the supplier. */
  pay(id: string): void;
  /** Pays nothing, and says why; but what was signed before a fall stays signed, and is said to be paid. */
  refuse(id: string, name: string, detail: string): void;
  /** Nobody needs it any more. */
  stop(id: string): void;
  /** Lets go of all that is kept of an errand that has ended. */
  forget(id: string): void;
  /** Nobody goes on from where this member worked. */
  distrust(member: string): void;
  /** The result of an answer, as long as it is not forgotten. */
  result(id: string): Uint8Array | null;
  /** The receipt of an answer as its supplier proposed and signed it, until it is paid or refused. */
  proposal(id: string): Proposal | null;
  /** Those that are kept, with their last news: after a restart the jobs find them here. */
  kept(): Iterable<{ readonly id: string; readonly wish: ErrandWish; readonly news: ErrandNews }>;
  /** Why nobody is asked for a wish like this now, with what would help; more exact with the job and the id. */
  whyWaiting(wish: Whom & { readonly job?: string }, id?: string): string;
  /**
   * Whether somebody here could be asked for it, now or when a core is free; more exact with the job, as some always
   * decline it, and with the id.
   */
  hasAnybodyFor(wish: Whom & { readonly job?: string }, id?: string): boolean;
  /** The same, or somebody lent here moments ago who may be back in another. */
  mayHaveAnybodyFor(wish: Whom & { readonly job?: string }, id?: string): boolean;
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
  arrived(peer: string): void;
  left(peer: string): void;
  standingChanged(peer: string): void;
  start(): void;
  stopAll(): void;
}
