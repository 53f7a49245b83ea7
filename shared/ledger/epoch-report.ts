/** What one epoch did, for people: everything in it follows from the two states and the records between them. */
import type { Obligation } from '../economy/circulation.ts';

export interface EpochReport {
  readonly height: number;
  readonly epoch: number;
  /** In the order of `currencies` in record.ts. */
  readonly accounts: readonly [AccountReport, AccountReport];
  /** What arrived of releases and what was charged for it, ascending by release and member. */
  readonly downloads: readonly DownloadReport[];
  /** Member keys. */
  readonly joined: readonly string[];
  readonly left: readonly string[];
  readonly expelled: readonly { readonly member: string; readonly why: ExpulsionReason }[];
  /** Pairs of device keys whose counters contradicted each other. */
  readonly frozen: readonly { readonly supplier: string; readonly consumer: string }[];
}

/** Pieces of a release that a member was charged for, once each. */
export interface DownloadReport {
  readonly release: string;
  readonly consumer: string;
  readonly pieces: number;
  /** In the order of `currencies`: to whom it went, of the hours in the release. Nobody pays anything to itself. */
  readonly charges: readonly [readonly DownloadCharge[], readonly DownloadCharge[]];
}

export interface DownloadCharge {
  readonly supplier: string;
  readonly quantity: bigint;
}

/** Two records of one number in a machine's chain, or two votes of a witness for one step. */
export type ExpulsionReason = 'forked' | 'voted_twice';

export interface AccountReport {
  /** What was given in all. */
  readonly volume: bigint;
  /** Of what is owed, struck off in rings (R2). */
  readonly cleared: bigint;
  readonly minted: bigint;
  readonly supply: bigint;
  readonly treasury: bigint;
  /** N of R3: what is in circulation. */
  readonly surplus: bigint;
  /** Of promises, older than they may be. */
  readonly overdue: bigint;
  readonly owed: readonly Obligation[];
  /** Whoever gave, used or got another line in this epoch, ascending by member. */
  readonly members: readonly MemberReport[];
}

export interface MemberReport {
  readonly member: string;
  /** Hours given and used in this epoch. */
  readonly given: bigint;
  readonly used: bigint;
  /**
   * What came in and went out, promises drawn and repaid. What was struck off in rings came in and went out, so
   * balance = balance before + received − paid − repaid, and promise = promise before + drawn − repaid.
   */
  readonly received: bigint;
  readonly paid: bigint;
  readonly drawn: bigint;
  readonly repaid: bigint;
  /** Of what was minted, this member's part by its rise (R3). */
  readonly minted: bigint;
  /** Afterwards. */
  readonly balance: bigint;
  readonly promise: bigint;
  /** For the next epoch. */
  readonly line: bigint;
}
