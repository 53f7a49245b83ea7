import type { SliceUse } from '../../../shared/jobs/task.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { Assembler } from '../assembler.ts';
import type { OwnHold } from './hold.ts';
import type { KeptRun } from './run.ts';

/** Why a run was ended from outside, and what its consumer is told. */
export interface Ending {
  readonly name: 'stopped' | 'rate_too_low';
  readonly because: string;
}

/** A run whose parts are arriving, or that a worker has. */
export interface LiveRun {
  readonly peer: string;
  readonly ask: AskMessage;
  readonly ratingMilli: number;
  readonly takenAtMs: number;
  readonly module: Assembler;
  readonly input: Assembler;
  readonly abort: AbortController;
  /** Holds this run alone. */
  readonly hold: OwnHold;
  /** The work rate that its receipt will carry; null until the consumer has said it. */
  femtosecondsPerUnit: number | null;
  isRunning: boolean;
  /** When a worker was given it, by the clock that never runs back. */
  beganAtMs: number;
  used: SliceUse;
  /** When a pause that holds it ends it, for people; null while nothing holds it. */
  heldUntilMs: number | null;
  /** It has been held, so time by the clock on the wall has passed without its fault. */
  wasSuspended: boolean;
  /** Set when the person here, or the owner, ended it. */
  ending: Ending | null;
  /** Ends the wait for its parts, or for the person here to resume. */
  cancelWait: () => void;
}

/** What is kept of a run that is under way. */
export function keptRun({ peer, ask }: LiveRun, atMs: number): KeptRun {
  return {
    state: 'running',
    job: ask.job,
    peer,
    atMs,
    failure: null,
    detail: null,
    microCpuHours: null,
    resultBytes: null,
    unrated: null,
    receipt: null,
  };
}
