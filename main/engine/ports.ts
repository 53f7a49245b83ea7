/**
 * All that the engine needs from the world. Everything here is made real in `main/adapters`; tests
 * pass ports of their own. Nothing in `main/engine` knows Electron, a network library or a file.
 */
import type { Result } from '../../shared/base/result.ts';
import type {
  ModuleRefusalName,
  ModuleReport,
  SliceFailure,
  SliceOutcome,
  SliceTask,
  SliceProgress,
} from '../../shared/jobs/task.ts';
import type { Receipt } from '../../shared/ledger/receipt.ts';
import type { CounterBody } from '../../shared/ledger/record.ts';
import type { AskedCounter, CountedCounters } from '../../shared/ledger/rollup.ts';
import type { Refusal } from '../../shared/base/result.ts';
import type { MachineView, WallView } from '../../shared/api/contract.ts';
import type { Commit } from './commit.ts';
import type { Senses } from './limits/senses.ts';
import type { CheckpointWish, Hold } from './run-orders.ts';
import type { Settings } from './settings.ts';

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly keys: Keys;
  readonly cryptography: Cryptography;
  readonly swarm: Swarm;
  readonly community: Community;
  readonly record: Record;
  readonly work: WorkStore;
  /** Null where each change waits for the disk. */
  readonly commit: Commit | null;
  readonly runner: SliceRunner;
  readonly machine: MachineReader;
  readonly senses: Senses;
  readonly settings: Settings;
  readonly log: Log;
}

/**
 * The community in which this machine lends and asks. An open group is found by its code and agrees on nothing: its
 * hours are what two people have signed. A community with a genesis has members and a certified record.
 */
export interface Community {
  /** 32 bytes that hellos and receipts name, and under which its people find each other. */
  readonly id: Uint8Array;
  /** The epoch in which a moment falls. */
  epochAt(unixMs: number): number;
  /** The moment at which an epoch has ended, in milliseconds since 1970. */
  epochEndsAtMs(epoch: number): number;
  /** Whether the peer of this id (shared/domain/peer-id.ts) is one of its own. */
  belongs(peer: string): boolean;
  /** Null where nothing is certified. */
  readonly accounts: Accounts | null;
}

/** What the certified record says, and what enters it from here. */
export interface Accounts {
  /** By member key, in hexadecimal; null for whoever is no member. */
  of(member: string): MemberAccount | null;
  /** Micro-CPU-hours of one's own that are kept apart beside the engine: for downloads. Nothing where it is not said. */
  setAside?(): bigint;
  /**
   * A counter that both machines have signed. When this is answered it is on the disk, and `of` counts it. One that
   * is known already is no fault.
   */
  submit(counter: SignedCounter): Promise<Result<null, Refusal>>;
  /** What the last certificate that is known here counts of these, in their order. */
  countedOf(series: readonly AskedCounter[]): Promise<Result<CountedCounters, Refusal>>;
  /** Is told when members, accounts or what is certified have changed; the answer ends it. */
  onChange(listener: () => void): () => void;
}

/** Micro-CPU-hours, by the last certificate. */
export interface MemberAccount {
  readonly balance: bigint;
  readonly promise: bigint;
  readonly line: bigint;
  /** Used by counters that no certificate holds yet, and not given back by others of them; and debts. */
  readonly provisionalUse: bigint;
}

export interface SignedCounter {
  readonly body: CounterBody;
  /** By the two devices, 64 bytes each. */
  readonly supplierSignature: Uint8Array;
  readonly consumerSignature: Uint8Array;
}

export interface Clock {
  /** Milliseconds since 1970, for people and epochs; it may jump. */
  now(): number;
  /** Milliseconds since some moment, for durations; it never runs back. */
  elapsed(): number;
  /** Calls once after `ms`; the answer cancels it. */
  after(ms: number, action: () => void): () => void;
  /** Calls every `ms`; the answer ends it. */
  every(ms: number, action: () => void): () => void;
}

export interface Random {
  bytes(length: number): Uint8Array;
}

/** Pure functions of bytes. */
export interface Cryptography {
  /** 32 bytes (BLAKE2b-256). */
  hash(...parts: readonly Uint8Array[]): Uint8Array;
  /** Ed25519. False for anything malformed, never throws. */
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
}

/** The keys of this node; the secret halves never leave the adapter. */
export interface Keys {
  readonly member: Uint8Array;
  /** Ed25519 by the member key: 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
  readonly device: DeviceKey;
}

/** The key of this machine alone, for which the member key vouches: it numbers and signs records. */
export interface DeviceKey {
  readonly publicKey: Uint8Array;
  /** Ed25519 by the device key: 64 bytes. */
  sign(message: Uint8Array): Uint8Array;
}

/** Encrypted connections to whoever announces the community's topic. */
export interface Swarm {
  /** This node's transport key, which says nothing about who its member is. */
  readonly transportKey: Uint8Array;
  start(listener: SwarmListener): Promise<void>;
  /** Looks again at once, after a change of network or when somebody asks. */
  refresh(): void;
  close(): Promise<void>;
}

export interface SwarmListener {
  connected(connection: Connection): void;
  /** Whether the network itself can be reached. */
  reachable(isReachable: boolean): void;
}

/** Frames arrive in the order in which they were sent, whole or not at all. */
export interface Connection {
  readonly remoteTransportKey: Uint8Array;
  /** The same 32 or 64 bytes at both ends of this connection and of no other. */
  readonly channelHash: Uint8Array;
  /** False when the other side reads too slowly: wait for `onDrain`. */
  send(frame: Uint8Array): boolean;
  onFrame(listener: (frame: Uint8Array) => void): void;
  onDrain(listener: () => void): void;
  onClose(listener: (reason: 'left' | 'oversized_frame' | 'garbage') => void): void;
  close(): void;
  /** Ends it and takes no connection of this transport key for ten minutes. */
  ban(): void;
}

/**
 * The append-only store of receipts. `append` returns after the bytes are on the disk; when they cannot be
 * written it tells the host, which ends the program, and leaves with `endProgram`.
 * The record refuses a receipt whose nonce it holds already under the same consumer.
 */
export interface Record {
  append(
    receipt: Receipt,
    keptAtMs: number,
    /** Device key of the other party's machine, which keeps the receipt too. */
    device: Uint8Array,
  ): Result<KeptReceipt, Refusal<'nonce_repeated'>>;
  /** Does it with one write to the disk for all that it appends, which is there when this returns. */
  together(change: () => void): void;
  /** All of them in the order in which they were kept. */
  all(): Iterable<KeptReceipt>;
  /** At most so many that were kept before the one of this position, or the last of all: the newest first. */
  before(position: number | null, limit: number): readonly KeptReceipt[];
  find(id: string): KeptReceipt | null;
  findByNonce(consumer: Uint8Array, nonce: Uint8Array): KeptReceipt | null;
  close(): void;
}

export interface KeptReceipt {
  /** Lower-case hexadecimal of the receipt's hash. */
  readonly id: string;
  /** Position in this record, from 1, without gaps. */
  readonly position: number;
  readonly keptAtMs: number;
  /** Device key of the other party's machine. */
  readonly device: Uint8Array;
  readonly receipt: Receipt;
}

/**
 * Jobs asked for and runs done for others, by job id, so that a restart finds them again. The states are
 * JSON that the engine writes and checks; blobs are kept beside them. A `put` is on the disk when it returns;
 * a write that fails ends the program as with the record, so ask for room before something large begins.
 */
export interface WorkStore {
  /** All of it or nothing. Blobs that are not named are kept; null removes all of this key. */
  put(
    shelf: Shelf,
    key: string,
    state: string,
    blobs?: Readonly<{ [name: string]: Uint8Array }> | null,
  ): void;
  /** Does it with one write to the disk for all that it puts and removes: all of it or nothing. */
  together(change: () => void): void;
  /** Whether so many bytes more would leave room on the disk for all that is under way. */
  hasRoomFor(bytes: number): boolean;
  states(shelf: Shelf): Iterable<{ readonly key: string; readonly state: string }>;
  blob(shelf: Shelf, key: string, name: string): Uint8Array | null;
  remove(shelf: Shelf, key: string): void;
  close(): void;
}

/**
 * `jobs` holds what was asked for, `slices` the parts of it, `errands` what is being asked of others for these,
 * `checkpoints` how far they came there, and `runs` what runs here for others; `people` the names that others go by,
 * so that a statement can be read while they are away; `trust` what their answers were worth, and `contested` receipts
 * for wrong ones; `rates` what is known of the work rates of modules; `counters` what receipts were rolled up to with
 * other machines; `log` all that ever ran here.
 */
export const shelves = [
  'jobs',
  'slices',
  'errands',
  'checkpoints',
  'runs',
  'people',
  'trust',
  'contested',
  'rates',
  'counters',
  'log',
] as const;
export type Shelf = (typeof shelves)[number];

/** Runs slices in a process of their own, sealed off. */
export interface SliceRunner {
  /** Whether the module would be run, and what it is. */
  inspect(module: Uint8Array): Promise<Result<ModuleReport, Refusal<ModuleRefusalName>>>;
  /**
   * Runs one slice. Aborting ends it within 100 ms and answers `stopped`. A slice whose process died of
   * another slice's fault is begun again; one that brings its process down fails with `sandbox_failed`.
   */
  run(
    task: SliceTask,
    signal: AbortSignal,
    listener: RunListener,
  ): Promise<Result<SliceOutcome, SliceFailure>>;
  /** Speed of one core against the reference core, measured now. */
  rate(): Promise<MeasuredRating>;
  /**
   * The share of each core that all slices may use, in thousandths; in bursts of at most 100 ms. Zero
   * suspends them within 100 ms: they keep their memory and go on when the share is raised.
   */
  setShare(shareMilli: number): void;
  /** Answers when all slices that may not work are off the processor; false when one is not in two seconds. */
  rested(): Promise<boolean>;
  /** What keeps jobs in on this machine, now. */
  wall(): WallView;
  /** Is told when the wall has changed: a process of jobs came up, or crashed. */
  onWallChange(listener: () => void): void;
  close(): Promise<void>;
}

/** What is heard of a slice while it runs. */
export interface RunListener {
  /** At most twice a second. */
  progress(used: SliceProgress): void;
  /** A place from which the slice can go on on another machine; only if the task asks for it. */
  checkpoint?(bytes: Uint8Array): void;
  /** Holds this slice alone. */
  readonly hold?: Hold;
  /** Asks for a checkpoint of this slice out of turn; nothing comes of it where the task asks for none. */
  readonly wish?: CheckpointWish;
  readonly lane?: number; // those of one lane run one after the other
}

export interface MeasuredRating {
  /** In thousandths of the reference core. */
  readonly milli: number;
  /** Half the distance between the quartiles of the runs, in thousandths of the reference core. */
  readonly spreadMilli: number;
}

/** What can be read of a machine; its rating is measured. */
export type MachineReading = Omit<MachineView, 'ratingMilli' | 'ratingSpreadMilli' | 'ratedAtMs'>;

export interface MachineReader {
  read(): Promise<MachineReading>;
}

export interface Log {
  info(sentence: string): void;
  warn(sentence: string, cause?: unknown): void;
}
