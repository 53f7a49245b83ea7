/** The states of an errand, what can happen to it, and what follows; `errand.ts` says how they hang together. */
import type { MicroCpuHours } from '../domain/cpu-hours.ts';

export interface Attempt {
  /** 16 bytes in hexadecimal: the nonce of the receipt. */
  readonly nonce: string;
  /** The id of a machine (shared/domain/peer-id.ts). */
  readonly peer: string;
  readonly askedAtMs: number;
  /** The checkpoint that it goes on from; left out where it starts from the beginning. */
  readonly from?: TakenUp;
}

/** How far a slice had come, and by whom, when somebody took it up. */
export interface TakenUp {
  /** Metered instructions done by then. */
  readonly workCount: number;
  /** CPU time of all who had it. */
  readonly cpuMicroseconds: number;
  /** Their members, each once. */
  readonly by: readonly string[];
}

/** What an answer says that passed every check of its receipt. */
export interface AnswerFacts {
  /** Of the result, in hexadecimal. */
  readonly hash: string;
  readonly bytes: number;
  /** Used by whoever answered. */
  readonly cpuMicroseconds: number;
  /** Of the whole slice, with what was done before by others: the same for all who answer it. */
  readonly workCount: number;
  readonly cost: MicroCpuHours;
}

/** The receipt as its supplier proposed it: with it anybody can show who claimed this result. */
export interface Proposal {
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

/** Whose fault it is: of the job by the word of one lender, of the machines that tried, or of this computer. */
export type ErrandFault = 'job' | 'machine' | 'here';

export type ErrandState =
  | { readonly at: 'waiting'; readonly reason: string | null }
  | { readonly at: 'offered'; readonly attempt: Attempt }
  | { readonly at: 'sending'; readonly attempt: Attempt; readonly ratingMilli: number }
  | {
      readonly at: 'running';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
      readonly absentSinceMs: number | null;
    }
  | {
      readonly at: 'checking';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
    }
  | {
      readonly at: 'answered';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly answer: AnswerFacts;
      readonly proposal: Proposal;
    }
  | {
      readonly at: 'paid';
      readonly attempt: Attempt;
      readonly ratingMilli: number;
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly answer: AnswerFacts;
      /** Its hash, in hexadecimal. */
      readonly receipt: string;
    }
  | {
      readonly at: 'refused';
      readonly attempt: Attempt;
      readonly name: string;
      readonly reason: string;
    }
  | {
      readonly at: 'failed';
      /** Who had it last. */
      readonly peer: string | null;
      readonly fault: ErrandFault;
      readonly name: string;
      readonly reason: string;
      readonly endedAtMs: number;
    }
  | { readonly at: 'stopped' };

export interface ErrandProgress {
  readonly state: ErrandState;
  /** Attempts that were taken by somebody and came to nothing. */
  readonly failedAttempts: number;
  /** The work rate that whoever has it is told; null until it is known. It lasts as long as an attempt. */
  readonly femtosecondsPerUnit: number | null;
}

export type ErrandEvent =
  | {
      readonly type: 'asked';
      readonly attempt: Attempt;
      /** The work rate, if it is known. */
      readonly femtosecondsPerUnit: number | null;
    }
  /** The work rate has been found out. */
  | { readonly type: 'rated'; readonly femtosecondsPerUnit: number }
  | { readonly type: 'taken'; readonly ratingMilli: number; readonly needsModule: boolean }
  | { readonly type: 'declined'; readonly reason: string; readonly doubtsRate: boolean }
  /** It waits in line there, and somebody else could begin it now. */
  | { readonly type: 'moved' }
  | { readonly type: 'began'; readonly nowMs: number }
  | { readonly type: 'answer_came' }
  | { readonly type: 'peer_left'; readonly nowMs: number }
  | { readonly type: 'peer_back' }
  /** The peer has been silent or away too long, or does not know the attempt any more. */
  | { readonly type: 'peer_lost'; readonly reason: string; readonly nowMs: number }
  /** The peer says that the slice ended without a result. */
  | {
      readonly type: 'failed_there';
      /** `rate`: they measured a work rate far above the one that they were told. */
      readonly fault: 'job' | 'machine' | 'rate';
      readonly name: string;
      readonly reason: string;
      readonly nowMs: number;
    }
  /** What it needs is no longer on this computer. */
  | { readonly type: 'lost_here'; readonly reason: string; readonly nowMs: number }
  /** Result and receipt are not what was agreed. */
  | {
      readonly type: 'not_accepted';
      readonly name: string;
      readonly reason: string;
      readonly nowMs: number;
    }
  /** Result and receipt are what was agreed. */
  | {
      readonly type: 'accepted';
      readonly answer: AnswerFacts;
      readonly proposal: Proposal;
      readonly nowMs: number;
    }
  | { readonly type: 'paid'; readonly receipt: string }
  | { readonly type: 'refuse'; readonly name: string; readonly reason: string }
  | { readonly type: 'stop' };

export type ErrandEffect =
  | { readonly do: 'ask'; readonly attempt: Attempt }
  | { readonly do: 'send_rate'; readonly attempt: Attempt }
  | { readonly do: 'send_parts'; readonly attempt: Attempt; readonly needsModule: boolean }
  | { readonly do: 'ask_status'; readonly attempt: Attempt }
  | { readonly do: 'tell_stop'; readonly attempt: Attempt }
  /** The answer is not paid for. */
  | {
      readonly do: 'dispute';
      readonly attempt: Attempt;
      readonly name: string;
      readonly detail: string;
    }
  /** The rate that was told is said to be far too low. */
  | { readonly do: 'doubt_rate'; readonly femtosecondsPerUnit: number | null }
  /** Somebody else may have it now. */
  | { readonly do: 'look_for_peer' };
