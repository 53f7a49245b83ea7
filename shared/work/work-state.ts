/**
 * People's work as it is agreed on (rules R5): a value that never changes, from which each height makes the next.
 * Members and ids are lower-case hexadecimal, hours are whole man-hours, epochs are counted from the genesis.
 */

import { noDemand } from './demand-state.ts';
import type { DemandState } from './demand-state.ts';
import type { Release } from './release-state.ts';

export interface WorkState {
  /** By the id of the record that asked, until they are long over. */
  readonly tasks: ReadonlyMap<string, Task>;
  /** By member: what they estimated and what it took, the oldest first, at most `comparedMax`. */
  readonly compared: ReadonlyMap<string, readonly Compared[]>;
  /** By the id of the record that published it. */
  readonly releases: ReadonlyMap<string, Release>;
  /** In the order of `currencies`. */
  readonly demand: readonly [DemandState, DemandState];
}

/** A community in which nobody has asked for anything yet. */
export const noWork: WorkState = {
  tasks: new Map(),
  compared: new Map(),
  releases: new Map(),
  demand: [noDemand, noDemand],
};

/** What somebody asks for. It never changes: whoever wants something else asks again. */
export interface TaskText {
  /** One line. */
  readonly title: string;
  /** What done looks like: one line or several. */
  readonly done: string;
  /** Ascending, without repetition. */
  readonly skills: readonly string[];
  /** The epoch at whose end it is due. */
  readonly due: number;
  /** The most that the asker would give, on the ladder of estimates; and the price itself where nobody estimates. */
  readonly most: number;
  /** Whether a panel says what it is worth, or the asker does. */
  readonly isEstimated: boolean;
  /** Members who may take it, ascending, without repetition; empty: whoever has no part in its price. */
  readonly takers: readonly string[];
}

export const taskStates = [
  'estimating',
  'open',
  'taken',
  'delivered',
  'accepted',
  'withdrawn',
  'rejected',
] as const;

/**
 * `estimating`: a panel is to be drawn, or seals and reveals its answers. `open`: it has a price, and nobody does it.
 * `withdrawn`: by its asker, or because its time was over. `rejected`: no price came of three rounds, or one above
 * what the asker would give.
 */
export type TaskState = (typeof taskStates)[number];

/** How it goes, as whoever does it says. */
export const workSteps = ['on_track', 'needs_longer', 'stuck'] as const;
export type WorkStep = (typeof workSteps)[number];

export interface Task extends TaskText {
  readonly asker: string;
  /** The epoch that was last closed when it was certified. */
  readonly since: number;
  readonly state: TaskState;
  /** Of the estimates, from 1; 0 before the panel is drawn and where there is none. */
  readonly round: number;
  /**
   * The last epoch in which answers of this round are sealed, and the last in which they are revealed: they are sealed
   * while the last closed epoch is before `closes`, and revealed from then on. Both 0 before the first round.
   */
  readonly closes: number;
  readonly reveals: number;
  /** Who estimates it, ascending. */
  readonly panel: readonly string[];
  /** By member, of this round. */
  readonly seals: ReadonlyMap<string, string>;
  readonly answers: ReadonlyMap<string, Answer>;
  /** Those before this one, and the last one once it is judged. */
  readonly rounds: readonly PastRound[];
  /** Man-hours, once it is agreed. It never changes after that (R5). */
  readonly price: number | null;
  readonly taker: string | null;
  readonly step: WorkStep | null;
  readonly delivery: Delivery | null;
  /** What the asker wants changed of what was delivered. */
  readonly changes: string | null;
  /** The epoch at whose end it was accepted, withdrawn or rejected. */
  readonly ended: number | null;
  /** Id of the release that its hours went into; of an accepted one only, and only ever one. */
  readonly release: string | null;
}

/** What one of a panel says: hours, or why there are none; and what it depends on, in one line or none. */
export interface Answer {
  readonly hours: number | 'cannot_tell' | 'split_first';
  readonly reason: string;
}

/** A round of estimates that was judged. */
export interface PastRound {
  readonly answers: ReadonlyMap<string, Answer>;
  /** Of the hours named; null where none were. */
  readonly median: number | null;
  /** How many stand near it. */
  readonly near: number;
}

export interface Delivery {
  /** Where it is; may be empty where the note is not. */
  readonly link: string;
  readonly note: string;
  /** What it really took, in tenths of an hour. It is compared, and never paid (R5). */
  readonly actual: number;
}

/** What somebody estimated, and what it took whoever did it. */
export interface Compared {
  readonly task: string;
  readonly title: string;
  readonly hours: number;
  /** Tenths of an hour. */
  readonly actual: number;
  /** When it was accepted. */
  readonly ended: number;
}

export const comparedMax = 20;

/** How long what is asked and said may be, in UTF-16 units; and how much of it there may be. */
export const taskLimits = {
  title: 120,
  done: 2_000,
  /** UTF-8, so that a whole record fits into one. */
  doneBytes: 2_800,
  skills: 8,
  takers: 8,
  reason: 300,
  link: 500,
  /** Tenths of an hour. */
  actual: 100_000,
  /** That one member asked for and are not over; and that one member does at a time. */
  live: 50,
  /** That one member asked for and the state still knows. */
  known: 200,
} as const;
