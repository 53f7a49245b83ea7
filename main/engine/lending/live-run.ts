import type { AskMessage } from '../../../shared/peers/protocol.ts';
import type { Assembler } from '../assembler.ts';
import type { KeptRun } from './run.ts';

/** A run whose parts are arriving, or that a worker has. */
export interface LiveRun {
  readonly member: string;
  readonly ask: AskMessage;
  readonly ratingMilli: number;
  readonly takenAtMs: number;
  readonly module: Assembler;
  readonly input: Assembler;
  readonly abort: AbortController;
  isRunning: boolean;
  cpuMicroseconds: number;
  /** Set when the person here, or the owner, ended it. */
  stoppedBecause: string | null;
  /** Ends the wait for its parts. */
  cancelWait: () => void;
}

/** What is kept of a run that is under way. */
export function keptRun({ member, ask }: LiveRun, atMs: number): KeptRun {
  return {
    state: 'running',
    job: ask.job,
    member,
    atMs,
    failure: null,
    detail: null,
    microCpuHours: null,
    resultBytes: null,
    receipt: null,
  };
}
