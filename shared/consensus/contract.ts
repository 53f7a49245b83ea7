/**
 * What the consensus machine is given and what it asks for. The machine itself is `next` in `machine.ts`;
 * its host executes the effects in their order, and does not begin one before the one before it is done.
 */
import type { Hash, Message, Proposal, Vote } from './messages.ts';

export interface Timeouts {
  /** Whole milliseconds of round 0. */
  readonly proposeMs: number;
  readonly prevoteMs: number;
  readonly precommitMs: number;
  /** What each further round adds, so that in the end every network is quick enough. */
  readonly growthMs: number;
  /** No timeout is longer. */
  readonly mostMs: number;
}

export interface HeightConfig {
  /** Public keys, 1 to `witnessesMax`, all different; the position is the witness's number. */
  readonly committee: readonly Uint8Array[];
  /** This node's place in the committee; null for one that only follows. */
  readonly me: number | null;
  /** Of the certificate that is to be agreed on. */
  readonly height: number;
  /** Id of the community. */
  readonly chain: Uint8Array;
  readonly timeouts: Timeouts;
}

/** What the machine computes with; pure, and `sign` the same for the same bytes (Ed25519). */
export interface Signer {
  readonly hash: Hash;
  /** The 32 bytes that votes name instead of a value. */
  idOf(value: Uint8Array): Uint8Array;
  /** 64 bytes by this node's witness key; never called where `me` is null. */
  sign(hash: Uint8Array): Uint8Array;
}

export type Step = 'propose' | 'prevote' | 'precommit';

export type ConsensusEvent =
  /** Once, after `createHeight` or `replay`. */
  | { readonly type: 'start' }
  /**
   * The host has checked it with `checkMessage`; the machine believes signature, proposer and id. Repetitions
   * must reach the machine, too: what was out of its reach at first may not be so the next time.
   */
  | { readonly type: 'message'; readonly message: Message }
  /** A timeout that was scheduled has run out; stale ones are ignored. */
  | { readonly type: 'timeout'; readonly step: Step; readonly round: number }
  /**
   * Whether the value that `validate` named is valid: for good, and the same at every honest witness. As long
   * as records are missing there is no answer.
   */
  | { readonly type: 'valueValidity'; readonly id: Uint8Array; readonly valid: boolean }
  /** The answer to `makeValue` of that round: a value that is valid. */
  | { readonly type: 'ownValue'; readonly round: number; readonly value: Uint8Array };

export type Effect =
  /** Must be on the disk before any later effect happens: `replay` reads it after a crash. */
  | { readonly type: 'persist'; readonly entry: LogEntry }
  /** To all witnesses, and to whoever follows. What got lost is said again by `gossip`. */
  | { readonly type: 'broadcast'; readonly message: Message }
  | {
      readonly type: 'scheduleTimeout';
      readonly step: Step;
      readonly round: number;
      readonly ms: number;
    }
  | { readonly type: 'validate'; readonly id: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'makeValue'; readonly round: number }
  | ({ readonly type: 'decide' } & Decision)
  /** Proof that a witness said two different things where it may say one. */
  | ({ readonly type: 'evidence' } & Evidence);

export interface Decision {
  readonly round: number;
  readonly id: Uint8Array;
  readonly value: Uint8Array;
  /** The proposal that was decided on. */
  readonly proposal: Proposal;
  /** A quorum or more, by witness. */
  readonly precommits: readonly Vote[];
}

export interface Evidence {
  readonly first: Message;
  readonly second: Message;
}

/** A value that a quorum prevoted in one round, with the proof of it. */
export interface Polka {
  readonly proposal: Proposal;
  readonly prevotes: readonly Vote[];
}

/** One line of the write-ahead log of one height. */
export type LogEntry =
  /** An own message, written before it is sent: nothing else may ever be said in its place. */
  | { readonly type: 'said'; readonly message: Message }
  /**
   * Lines 36 to 43. The prevotes are kept with it, because a witness that is bound by a lock must be able to
   * show others why even if nobody repeats those prevotes.
   */
  | { readonly type: 'polka'; readonly polka: Polka; readonly locks: boolean };
