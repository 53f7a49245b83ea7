import type { SliceProgress } from '../../../shared/jobs/task.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { AskMessage } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Ports } from '../ports.ts';
import { createHold } from './hold.ts';
import type { OwnHold } from './hold.ts';
import type { KeptRun } from './run.ts';
import { createWish } from './wish.ts';
import type { OwnWish } from './wish.ts';

/** Why a run was ended from outside, and what its consumer is told. */
export interface Ending {
  readonly name: 'stopped' | 'rate_too_low' | 'no_free_core';
  readonly because: string;
}

/** A run whose parts are arriving, or that waits for a core, or that a worker has. */
export interface LiveRun {
  readonly peer: string;
  /** Whose machine that is. */
  readonly member: string;
  readonly ask: AskMessage;
  readonly ratingMilli: number;
  readonly takenAtMs: number;
  /** The same by the clock that never runs back. */
  readonly askedAtMs: number;
  /** Null until it is here. */
  module: Uint8Array | null;
  readonly input: Assembler;
  /** It is here, and is what was asked. */
  isInputChecked: boolean;
  /** The checkpoint that it goes on from; null where it starts from the beginning. */
  readonly from: Assembler | null;
  /** Its parts take so long to come that no core is kept for it. */
  isSlow: boolean;
  /** Another one after it was taken back from a core. */
  abort: AbortController;
  /** Holds this run alone. */
  readonly hold: OwnHold;
  /** Wishes for its last checkpoint, before it is ended. */
  readonly wish: OwnWish;
  /** The work rate that its receipt will carry; null until the consumer has said it. */
  femtosecondsPerUnit: number | null;
  isRunning: boolean;
  /** It was given to its core behind another one. */
  wasBehind: boolean;
  /** It runs in the form that can be left, which is slower. */
  isLeavable: boolean;
  /** It has run for a moment, so that its consumer was told, and a restart will know of it. */
  isTold: boolean;
  /** When a worker was given it, by the clock that never runs back. */
  beganAtMs: number;
  used: SliceProgress;
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

/** A run that was taken just now. */
export function newRun(
  peer: string,
  ask: AskMessage,
  ratingMilli: number,
  clock: Pick<Ports['clock'], 'now' | 'elapsed'>,
): LiveRun {
  return {
    ...{ peer, member: memberOf(peer), ask, ratingMilli },
    takenAtMs: clock.now(),
    askedAtMs: clock.elapsed(),
    module: null,
    input: createAssembler(ask.inputBytes),
    isInputChecked: false,
    from: ask.from === undefined ? null : createAssembler(ask.from.bytes),
    isSlow: false,
    abort: new AbortController(),
    hold: createHold(),
    wish: createWish(),
    femtosecondsPerUnit: ask.femtosecondsPerUnit,
    isRunning: false,
    wasBehind: false,
    isLeavable: false,
    isTold: false,
    beganAtMs: 0,
    used: { cpuMicroseconds: 0, workCount: 0 },
    heldUntilMs: null,
    wasSuspended: false,
    ending: null,
    cancelWait: () => undefined,
  };
}
