/**
 * The states of one slice of a job, what can happen to it, and what follows; `slice.ts` says how they hang
 * together. A slice is run once or several times: each run is one errand, or one run on this computer.
 * Thousands of slices are in memory at a time, so each holds only what decisions need.
 */
import { assert } from '../base/assert.ts';
import type { MicroCpuHours } from '../domain/cpu-hours.ts';
import { memberOf } from '../domain/peer-id.ts';
import type { TakenUp } from './errand-state.ts';
import type { Credit, Trust } from './trust.ts';

/** How sure the person wants to be: one answer, two that agree, the majority of three, or spot checks. */
export const certainties = ['one', 'two', 'three', 'spot'] as const;
export type Certainty = (typeof certainties)[number];

/**
 * Why a slice is run. `copy`: it is run more than once for certainty, or because a newcomer answered it;
 * `audit`: a spot check; `referee`: two answers differ; `again`: somebody asked for it, or an answer on which
 * it rested is void; `hurry`: the twin of a run that takes long.
 */
export const purposes = ['answer', 'copy', 'audit', 'referee', 'again', 'hurry'] as const;
export type Purpose = (typeof purposes)[number];

export const placesOfRun = ['looking', 'asked', 'running', 'answered', 'ended'] as const;
export type PlaceOfRun = (typeof placesOfRun)[number];

/** `due`: to be signed, but not yet said to be. `taken_back`: it was signed, and is contested. */
export const payments = ['open', 'due', 'paid', 'refused', 'taken_back'] as const;
export type Payment = (typeof payments)[number];

export interface ResultAnswer {
  readonly hash: string;
  readonly workCount: number;
  readonly bytes: number;
  readonly cost: MicroCpuHours;
}

/** That the job itself is at fault is an answer too; it costs nothing. */
export interface FailureAnswer {
  readonly failure: string;
  readonly reason: string;
}

export type SliceAnswer = ResultAnswer | FailureAnswer;

/** Stands where a peer would: this computer ran it itself. */
export const here = 'here';

export interface Run {
  /** Unlike any other in its slice. */
  readonly run: number;
  /** The errand's id, once it was begun; null for a run on this computer. */
  readonly errand: string | null;
  readonly purpose: Purpose;
  /** The machine that has it, or `here`. */
  readonly peer: string | null;
  /** Other members on whose checkpoints it goes on; left out, or empty, where it was begun anew. */
  readonly from?: readonly string[];
  readonly at: PlaceOfRun;
  readonly answer: SliceAnswer | null;
  readonly pay: Payment;
  /** Its member was proved wrong, so that the answer says nothing; it may have been right. */
  readonly isVoid: boolean;
  /** What the trust of its member was told of it. */
  readonly credited: 'nothing' | 'answered' | 'checked';
}

export interface SettledFacts {
  readonly hash: string;
  readonly workCount: number;
  readonly bytes: number;
  /** Whether two runs agree, or this computer's own says so. */
  readonly verified: boolean;
}

export interface Slice {
  readonly at: 'new' | 'open' | 'settled' | 'failed' | 'stopped';
  readonly runs: readonly Run[];
  /** Agreeing answers that settle it; a run of this computer weighs two. */
  readonly need: number;
  /** Its answer was known before: whoever is asked is tried. */
  readonly isProbe: boolean;
  /** What was delivered last; it stays while the slice is run again. */
  readonly settled: SettledFacts | null;
  /** Why it failed; null unless it did. */
  readonly failure: FailureAnswer | null;
}

/** What happens to one run: the news of its errand, and of this computer. */
export type RunEvent =
  | { readonly type: 'begun'; readonly run: number; readonly errand: string }
  | { readonly type: 'waiting'; readonly run: number }
  | {
      readonly type: 'asked' | 'running';
      readonly run: number;
      readonly peer: string;
      readonly from?: Pick<TakenUp, 'by'>;
    }
  | { readonly type: 'used'; readonly run: number }
  | ({
      readonly type: 'answered';
      readonly run: number;
      readonly peer: string;
      readonly from?: Pick<TakenUp, 'by'>;
    } & ResultAnswer)
  | {
      readonly type: 'failed';
      readonly run: number;
      readonly peer: string | null;
      readonly fault: 'job' | 'machine' | 'here';
      readonly name: string;
      readonly reason: string;
    }
  | { readonly type: 'paid' | 'refused' | 'stopped'; readonly run: number }
  /** Nobody suitable has been there for a while. */
  | { readonly type: 'nobody'; readonly run: number }
  /** It takes far longer than others do. */
  | { readonly type: 'late'; readonly run: number }
  /** This computer has run it. */
  | { readonly type: 'here'; readonly run: number; readonly answer: SliceAnswer }
  /** This computer cannot run it after all. */
  | { readonly type: 'here_failed'; readonly run: number };

export type SliceEvent =
  | RunEvent
  | { readonly type: 'start' | 'again' | 'stop' }
  /** Its word is worth nothing from now on, or has to be checked where nobody else confirmed it. */
  | { readonly type: 'member_wrong' | 'member_doubted'; readonly member: string }
  /** The program was started anew: what may not have been done is said again. */
  | { readonly type: 'resume' };

/** Everything that anybody needs to see for themselves who was wrong: run the slice once more. */
export interface WrongAnswer {
  readonly run: number;
  readonly errand: string | null;
  readonly said: SliceAnswer;
  readonly right: SliceAnswer;
  /** Who says otherwise: members, and this computer. */
  readonly by: readonly string[];
}

export type SliceEffect =
  /** Ask somebody who is none of these members. */
  | {
      readonly do: 'begin';
      readonly run: number;
      readonly purpose: Purpose;
      readonly not: readonly string[];
    }
  | { readonly do: 'run_here'; readonly run: number }
  | { readonly do: 'pay' | 'take_back' | 'stop'; readonly run: number; readonly errand: string }
  | {
      readonly do: 'refuse';
      readonly run: number;
      readonly errand: string;
      readonly name: 'wrong_answer' | 'unneeded' | 'not_settled';
      readonly detail: string;
    }
  /** `changed`: another result was delivered before. */
  | ({ readonly do: 'settled'; readonly changed: boolean } & SettledFacts)
  | ({ readonly do: 'failed' } & FailureAnswer)
  | { readonly do: 'blame'; readonly member: string; readonly proof: WrongAnswer }
  /** Outvoted, which proves nothing: checked in full again from now on. */
  | { readonly do: 'doubt'; readonly member: string; readonly proof: WrongAnswer }
  | {
      readonly do: 'credit';
      readonly member: string;
      readonly how: Credit;
      /** Who gave the same answer. */
      readonly with: readonly string[];
    };

export interface SliceContext {
  readonly certainty: Certainty;
  readonly trustOf: (member: string) => Trust;
  /** Answers of this member that are being checked now. */
  readonly checkingOf: (member: string) => number;
  readonly nowMs: number;
  /** Chance: a whole number from 0 to 2^32 - 1, another one for each event. */
  readonly draw: number;
  /** Whether this computer may run the slice. */
  readonly canRunHere: boolean;
  /** Whether the ceiling has room for a check that the certainty does not demand. */
  readonly hasRoom: boolean;
  /** What the slices of the job usually count; null while it is not known. */
  readonly usualWorkCount: number | null;
}

export interface SliceStep {
  readonly slice: Slice;
  readonly effects: readonly SliceEffect[];
}

/** Runs of one slice that are remembered, and after which it is given up. */
export const runsMax = 12;

/** A slice that has not been started. */
export const newSlice: Slice = {
  at: 'new',
  runs: [],
  need: 1,
  isProbe: false,
  settled: null,
  failure: null,
};

/** A slice whose answer this computer knows already; it is asked of people like any other. */
export function newProbe(answer: SliceAnswer): Slice {
  return {
    ...newSlice,
    isProbe: true,
    runs: [{ ...newRun(0, 'answer', here), at: 'answered', answer }],
  };
}

/** A run that is about to begin. */
export function newRun(run: number, purpose: Purpose, peer: string | null): Run {
  return {
    run,
    errand: null,
    purpose,
    peer,
    at: peer === here ? 'running' : 'looking',
    answer: null,
    pay: 'open',
    isVoid: false,
    credited: 'nothing',
  };
}

/** Whether its end is still to come. */
export function isPending({ at }: Run): boolean {
  return at !== 'answered' && at !== 'ended';
}

/** The member whose machine has the run; `here` for this computer. */
export function memberOfRun({ peer }: Run): string | null {
  return peer === null || peer === here ? peer : memberOf(peer);
}

/** As `memberOfRun`, of a run that has an answer. */
export function answererOf(run: Run): string {
  const member = memberOfRun(run);
  assert(member !== null, 'an answer has an author');
  return member;
}

/** Answers agree when result and work count agree, or both name the same fault of the job. */
export function isSameAnswer(one: SliceAnswer, other: SliceAnswer): boolean {
  if ('failure' in one || 'failure' in other)
    return 'failure' in one && 'failure' in other && one.failure === other.failure;
  return one.hash === other.hash && one.workCount === other.workCount;
}

export const sliceWords = [
  'waiting',
  'running',
  'checking',
  'done',
  'differs',
  'failed',
  'stopped',
] as const;
export type SliceWord = (typeof sliceWords)[number];

/** The one word for people. */
export function sliceWord({ at, runs }: Slice): SliceWord {
  if (at === 'settled') return 'done';
  if (at === 'failed' || at === 'stopped') return at;
  const [first, ...others] = runs.flatMap(({ answer, isVoid, peer }) =>
    answer === null || isVoid || peer === here ? [] : [answer],
  );
  if (first !== undefined)
    return others.every((other) => isSameAnswer(first, other)) ? 'checking' : 'differs';
  return runs.some((run) => run.at === 'running' && run.peer !== here) ? 'running' : 'waiting';
}
