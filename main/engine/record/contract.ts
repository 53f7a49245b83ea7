/** What the record of one community offers to its host. */
import type { Refusal, Result } from '../../../shared/base/result.ts';
import type { Authored, BodyOf, RecordKind } from '../../../shared/ledger/record.ts';
import type { EpochReport } from '../../../shared/ledger/epoch-report.ts';
import type { LedgerState } from '../../../shared/ledger/state.ts';
import type { StakeKeeping } from './stake-keeping.ts';
import type { TaskKeeping } from './task-keeping.ts';

export type AuthoredKind = Exclude<RecordKind, 'counter'>;

/** An authored record before its author, number and predecessor are filled in. */
export type Draft = {
  readonly [Kind in AuthoredKind]: {
    readonly kind: Kind;
    readonly body: Omit<BodyOf<Kind>, keyof Authored>;
  };
}[AuthoredKind];

export interface RecordNode extends StakeKeeping, TaskKeeping {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Takes in a record, one's own or a foreign one; it is on the disk when this returns. */
  submit(bytes: Uint8Array): Result<{ readonly id: Uint8Array }, Refusal>;
  /** The same for many at once, answered in their order: much quicker, because they reach the disk together. */
  submitAll(
    batch: readonly Uint8Array[],
  ): Promise<readonly Result<{ readonly id: Uint8Array }, Refusal>[]>;
  /**
   * Numbers and signs a record by this machine, and submits it. Refused as `still_listening` in the first
   * seconds after the start and until it has stood beside others: they may show that this copy of the record is not
   * the latest. Only a machine that certifies alone writes before it has met anybody.
   */
  author(draft: Draft): Result<{ readonly id: Uint8Array }, Refusal>;
  /** What the witnesses have certified, and nothing else. */
  state(): LedgerState;
  /** What the next certificate would bring if it held what is here now. */
  provisional(): EpochReport;
  view(): RecordView;
  /** Calls after each change of state, pool or view, at most once per turn; the answer ends it. */
  onChange(listener: () => void): () => void;
  /**
   * Computes everything again from the first height that is here, and compares with the certificates. With
   * `fetches` what is not here is fetched from other members, checked, and not kept.
   */
  audit(
    options: { readonly fromHeight?: number; readonly fetches?: boolean },
    onProgress: (progress: AuditProgress) => void,
  ): Promise<AuditReport>;
}

export interface RecordView {
  /** Of the last certificate; 0 before the first. */
  readonly height: number;
  /** The last epoch that is certified; null before the first certificate. */
  readonly epoch: number | null;
  /** Records that wait for a certificate. */
  readonly poolCount: number;
  /** Connections to machines of members. */
  readonly peers: number;
  readonly isReachable: boolean;
  /** The highest height that a peer speaks of. */
  readonly heightSeen: number;
  readonly catchingUp: CatchingUp | null;
  /** Set for good when the fold here reached another state than the certificate says: nothing is certified then. */
  readonly disagrees: { readonly height: number } | null;
  readonly witnesses: readonly WitnessView[];
  /** The height that is being agreed on, where this machine is a witness. */
  readonly agreeing: { readonly height: number; readonly round: number } | null;
  /** The key that this machine signs with now. */
  readonly device: Uint8Array;
  /** Set when the store turned out to be a copy or an older one, and the key was renewed. */
  readonly renewed: boolean;
  /** Why connections were ended by this side, and how often. */
  readonly turnedAway: readonly { readonly reason: string; readonly times: number }[];
}

export interface CatchingUp {
  readonly what: 'certificates' | 'snapshot' | 'records';
  readonly done: number;
  readonly total: number;
}

export interface WitnessView {
  readonly device: Uint8Array;
  readonly isThis: boolean;
  /** When a message or a connection of it was last there, by this clock; null: not since the start. */
  readonly heardAtMs: number | null;
}

export interface AuditProgress {
  readonly height: number;
  readonly ofHeight: number;
  readonly records: number;
  /** Of these, not here and fetched from others. */
  readonly fetched: number;
}

export interface AuditReport {
  /** The first height that was computed again; above 1 where a snapshot had to be believed. */
  readonly fromHeight: number;
  /**
   * Why earlier ones that were asked for were not: their records were removed to save room (pruning.ts), or have
   * never been here, because this machine began with a snapshot. Null where nothing was left out.
   */
  readonly unseen: 'pruned' | 'never_here' | null;
  /** The last height whose records were neither here nor with anybody who is connected. */
  readonly nowhere: number | null;
  readonly toHeight: number;
  readonly records: number;
  /** Of these, not here and fetched from others. */
  readonly fetched: number;
  readonly stateRoot: Uint8Array;
  /** Null where everything agrees. */
  readonly fault: { readonly height: number; readonly detail: string } | null;
}
