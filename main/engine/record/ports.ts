/**
 * What the record of one community needs from the world. The world is passed in: tests run hundreds of these
 * nodes on a clock, a network and a disk of their own.
 */
import type { Refusal } from '../../../shared/base/result.ts';
import type { CheckedRecord } from '../../../shared/ledger/record.ts';
import type { Clock, Cryptography, DeviceKey, Log, Random, Swarm } from '../ports.ts';

export interface RecordPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly cryptography: Cryptography;
  readonly log: Log;
  readonly store: RecordStore;
  /** On the topic of this community's record (`recordTopicOf`). */
  readonly swarm: Swarm;
  /** The key of this machine; a renewed one takes its place. */
  readonly device: DeviceKey;
  /** The member key of whoever runs this machine. */
  readonly member: Uint8Array;
  /**
   * A fresh key for this machine with the member's word that it is its own (`deviceBinding`), kept before it
   * is returned. Called where the store turns out to be a copy or an older one: the key must not sign again.
   */
  renewDevice(): RenewedDevice;
  /**
   * A record by `device` that makes it a machine of a member, of kind `member` or `device`: it is shown at the
   * door as long as nobody has certified it, and submitted by itself. Null where the record knows the machine.
   */
  readonly credential: Uint8Array | null;
  /** What is kept of old heights; as pruning.ts says where it is left out. */
  readonly keep?: Keep;
  /** Checks many signatures elsewhere; null where they are checked in place. */
  readonly verifyMany: ((tasks: readonly SignatureTask[]) => Promise<readonly boolean[]>) | null;
}

/** What is kept of old heights (pruning.ts). */
export interface Keep {
  /** Sets of the epochs that ended last, as many as this, are always kept. */
  readonly epochs: number;
  /** Older ones are kept too as long as the file holds no more than this. */
  readonly bytes: number;
  /** Those of which it is this machine's turn (shares.ts) stay as long as it holds no more than this. */
  readonly shareBytes: number;
}

export interface RenewedDevice extends DeviceKey {
  /** By the member key over `deviceBinding` of this device: 64 bytes. */
  readonly binding: Uint8Array;
  /** What the record calls this machine; at most 40 characters. */
  readonly label: string;
}

export interface SignatureTask {
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * One file per community. Every method that writes is durable when it returns; when it cannot write it tells
 * the host, which ends the program, and leaves with `endProgram`.
 */
export interface RecordStore {
  readonly genesis: Uint8Array;
  /** All of them or none; those that are known are passed over. */
  add(records: readonly CheckedRecord[]): void;
  has(id: Uint8Array): boolean;
  bytesOf(id: Uint8Array): Uint8Array | null;
  /** Neither certified nor refused. */
  pool(): Iterable<PooledRecord>;
  poolCount(): number;
  /** Takes these out of the pool and keeps them with the reasons, as long as there is room; all of them or none. */
  refuse(refused: readonly RefusedRecord[]): void;
  /** The highest number of an author, certified or not. */
  highest(author: Uint8Array): { readonly number: number; readonly id: Uint8Array } | null;
  /** All of it or nothing; its records leave the pool, and the height's write-ahead log is cleared. */
  closeEpoch(closed: ClosedEpoch): void;
  /** A newcomer's start: the chain of certificates up to the snapshot's height. All of it or nothing. */
  adoptSnapshot(chain: readonly CertifiedValue[], snapshot: Uint8Array): void;
  epoch(height: number): StoredEpoch | null;
  /** In ascending order; null where they are pruned or were never here. */
  idsOf(height: number): readonly Uint8Array[] | null;
  /** 0 before the first certificate. */
  lastHeight(): number;
  /** The last two, every 24th of the last 30 days of hours, and the newest 24th before them. */
  snapshot(height: number): Uint8Array | null;
  /** Of all snapshots that are kept, ascending. */
  snapshotHeights(): readonly number[];
  /** Numbers of closed rounds whose files are here, the newest first, those below `before` or all. */
  roundNumbers(before: number | null, limit: number): readonly number[];
  /** The file of a round. */
  round(number: number): string | null;
  /** What happened to causes in the heights from that one on, ascending; as `writeMarketNotes` wrote it. */
  marketNotes(from: number, limit: number): readonly string[];
  /** Own offers that were sealed here, by their seals; keeping one again takes its place. */
  keepOffer(seal: string, offer: Uint8Array): void;
  keptOffers(): readonly { readonly seal: string; readonly offer: Uint8Array }[];
  forgetOffer(seal: string): void;
  /** The same for own estimates of tasks. */
  keepEstimate(seal: string, estimate: Uint8Array): void;
  keptEstimates(): readonly { readonly seal: string; readonly estimate: Uint8Array }[];
  forgetEstimate(seal: string): void;
  appendWal(height: number, entry: Uint8Array): void;
  wal(height: number): readonly Uint8Array[];
  /** Removes the set of a height and its records; certificate, report and snapshot stay. */
  prune(height: number): void;
  /** Takes the place of the report of a height, where it has one. */
  shortenReport(height: number, report: string): void;
  /** Puts back the set of a certified height: ascending records that make the root of its value. */
  restore(height: number, records: readonly CheckedRecord[]): void;
  /** The lowest height from this one on whose set is here, or one beyond the last where none is. */
  oldestSet(from: number): number;
  bytesOnDisk(): number;
  /** What it holds: less than it takes on the disk as long as that has not been given back. */
  bytesInUse(): number;
  close(): void;
}

export interface RefusedRecord extends Refusal {
  readonly id: Uint8Array;
}

export interface PooledRecord {
  readonly id: Uint8Array;
  readonly bytes: Uint8Array;
}

/** A value of `EpochValue` and the certificate for it, both as canonical bytes. */
export interface CertifiedValue {
  readonly height: number;
  readonly value: Uint8Array;
  readonly certificate: Uint8Array;
}

export interface ClosedEpoch extends CertifiedValue {
  /** Ascending. */
  readonly ids: readonly Uint8Array[];
  readonly snapshot: Uint8Array;
  /** JSON of the `EpochReport` (`toWire`); shortened when it is old (short-report.ts). */
  readonly report: string;
  /** The file of the round that this height closed; null where it closed none. */
  readonly round: { readonly number: number; readonly text: string } | null;
  /** What happened to causes (`writeMarketNotes`); null for nothing. */
  readonly marketNotes: string | null;
}

export interface StoredEpoch {
  readonly value: Uint8Array;
  readonly certificate: Uint8Array;
  /** Null where only the certificate came, with a snapshot. */
  readonly report: string | null;
}
