/** The states of a job, what can happen to it, and what follows; `job.ts` says how they hang together. */
import type { MicroCpuHours } from '../domain/cpu-hours.ts';

export interface Attempt {
  /** 16 bytes in hexadecimal: the nonce of the receipt. */
  readonly nonce: string;
  /** Member key in hexadecimal. */
  readonly peer: string;
  readonly askedAtMs: number;
}

export interface ResultFacts {
  readonly hash: string;
  readonly bytes: number;
}

export type JobState =
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
      readonly at: 'done';
      readonly attempt: Attempt;
      readonly startedAtMs: number;
      readonly endedAtMs: number;
      readonly result: ResultFacts;
      readonly receipt: string;
      readonly cpuMicroseconds: number;
      readonly workCount: number;
      readonly cost: MicroCpuHours;
    }
  | { readonly at: 'failed'; readonly reason: string; readonly endedAtMs: number }
  | { readonly at: 'cancelled'; readonly endedAtMs: number };

export interface JobProgress {
  readonly state: JobState;
  /** Attempts that were taken by somebody and came to nothing. */
  readonly failedAttempts: number;
  /** Who said that the job is at fault, and why, while another person is asked. */
  readonly accused: Accusation | null;
  /** The work rate that whoever has the job is told; null until it is known. It lasts as long as an attempt. */
  readonly femtosecondsPerUnit: number | null;
  /** How often it was said to be far too low: each time it is looked for more thoroughly. */
  readonly rateDoubts: number;
}

export interface Accusation {
  /** Member key in hexadecimal. */
  readonly peer: string;
  readonly reason: string;
}

export type JobEvent =
  | {
      readonly type: 'asked';
      readonly attempt: Attempt;
      /** The work rate, if the job has none yet and it is known. */
      readonly femtosecondsPerUnit: number | null;
    }
  /** The work rate has been found out. */
  | { readonly type: 'rated'; readonly femtosecondsPerUnit: number }
  | { readonly type: 'taken'; readonly ratingMilli: number }
  | { readonly type: 'declined'; readonly reason: string; readonly doubtsRate: boolean }
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
      readonly reason: string;
      /** Whether somebody else who lends is here. */
      readonly othersLend: boolean;
      readonly nowMs: number;
    }
  /** What the job needs is no longer on this computer. */
  | { readonly type: 'lost_here'; readonly reason: string; readonly nowMs: number }
  /** Nobody else has taken the job that somebody says is at fault. */
  | { readonly type: 'nobody_else'; readonly nowMs: number }
  /** Result and receipt are not what was agreed. */
  | { readonly type: 'refused'; readonly reason: string; readonly nowMs: number }
  | {
      readonly type: 'accepted';
      readonly result: ResultFacts;
      readonly receipt: string;
      readonly cpuMicroseconds: number;
      readonly workCount: number;
      readonly cost: MicroCpuHours;
      readonly nowMs: number;
    }
  | { readonly type: 'cancel'; readonly nowMs: number };

export type JobEffect =
  | { readonly do: 'ask'; readonly attempt: Attempt }
  | { readonly do: 'send_rate'; readonly attempt: Attempt }
  | { readonly do: 'send_parts'; readonly attempt: Attempt }
  | { readonly do: 'ask_status'; readonly attempt: Attempt }
  | { readonly do: 'tell_stop'; readonly attempt: Attempt }
  /** Somebody else may have it now. */
  | { readonly do: 'look_for_peer' };
