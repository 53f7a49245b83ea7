/**
 * How downloads are paid: whoever gives pieces and whoever gets them count the same, and sign it together in one
 * growing counter for each pair of machines, release and epoch (record 2 with the release as its cause: `count` is
 * pieces that arrived and were right, `quantity` what serving them took, in micro-CPU-hours). The record takes the
 * man-hours from it (rules R6). At most `unpaidMax` pieces are given before they are signed for.
 */
import type { Clock, Cryptography, Keys, Log, SignedCounter } from '../ports.ts';

/** A release, by the ids of its community and of the record that published it, in hexadecimal. */
export interface AboutRelease {
  readonly community: string;
  readonly release: string;
}

/** A machine of a member, in hexadecimal. */
export interface PayMachine {
  readonly member: string;
  readonly device: string;
}

/** What the node says of a community; the newest counts. */
export interface PayTerms {
  readonly calendar: { readonly startsAtMs: number; readonly epochMs: number };
  /** Nobody pays more for a piece: millionths of a micro-CPU-hour (R6: twice the network's median). */
  readonly pieceMost: bigint;
}

/** Pieces that may be given to a machine, of one release, before it has signed for them: 16 MiB. */
export const unpaidMax = 256;

/** A counter that both have signed and that is not certified yet, as far as is known here. */
export interface OpenCounter {
  readonly community: string;
  readonly counter: SignedCounter;
}

/** Where what was signed is kept: keys of about 200 letters, values of less than 64 KiB and hardly ever above one. */
export interface PayBook {
  all(): Iterable<{ readonly key: string; readonly bytes: Uint8Array }>;
  /** It is on the disk when this returns. Where it cannot be, this throws, and nothing was changed or said. */
  put(key: string, bytes: Uint8Array): void;
  remove(key: string): void;
}

export interface PayingPorts {
  readonly clock: Pick<Clock, 'now' | 'elapsed' | 'after'>;
  readonly keys: Pick<Keys, 'member' | 'device'>;
  readonly cryptography: Cryptography;
  readonly log: Log;
  readonly book: PayBook;
  /** Room, `waiting`, `open`, `paid` or a trouble may be another now. It is said often. */
  readonly changed: () => void;
  /**
   * A machine says that it gave at least so many pieces in all. It is believed for as many as are here and counted
   * for nobody, because this process fell over before it had counted them: those are its own from now on.
   */
  readonly claimed: (about: AboutRelease, machine: PayMachine, pieces: number) => void;
}

/**
 * Everything this process has to do with paying: one instance for all communities, connections and releases. Two
 * machines of one member owe each other nothing: between them nothing is counted, and there is always room.
 */
export interface Paying {
  terms(community: string, terms: PayTerms): void;
  /** Whether a member may be given this release: its hours reach. Until this is said, it waits. */
  allow(about: AboutRelease, member: string, refusal: string | null): void;
  /** Members that wait for `allow`, each once until it is answered; and again after a while, as hours come and go. */
  waiting(): readonly (AboutRelease & PayMachine)[];

  /**
   * A machine is connected and has said who it is; `send` carries a frame to it on this connection. Where it connects
   * again before it has `left`, the later connection takes the place of the earlier one.
   */
  met(community: string, machine: PayMachine, send: (frame: Uint8Array) => void): void;
  left(community: string, device: string): void;
  /** False where it is no frame of this protocol, or one that no honest machine sends: it is let go. */
  heard(community: string, device: string, frame: Uint8Array): boolean;

  /**
   * All pieces of a release that ever came from a machine and were right, each counted once. It is said again after
   * each start, for all that is on the shelf, and never falls, except by `again`.
   */
  arrived(about: AboutRelease, machine: PayMachine, pieces: number): void;
  /** A release was removed here, and what comes from now on is counted from 0: it is owed on top of what came before. */
  again(about: AboutRelease): void;
  /** One more piece of a release goes to a machine; what serving it took is measured apart. It takes up room at once. */
  gave(about: AboutRelease, machine: PayMachine): void;
  /** What serving one piece takes on this machine, in millionths of a micro-CPU-hour, as measured. */
  served(pieceCost: bigint): void;
  /** How many pieces may be given to a machine now. 0: it waits, until it signs, or is allowed to, or terms are known. */
  room(about: AboutRelease, machine: PayMachine): number;

  /** To be brought into the record, the newest of each series. */
  open(): readonly OpenCounter[];
  /** Counted by a certificate with this sequence number or a higher one, or too late for ever. */
  settled(community: string, counter: SignedCounter['body']): void;
  /** Why a machine does not give, or does not pay, in a sentence; null while nothing is wrong. */
  troubleWith(about: AboutRelease, device: string): string | null;
  /** Pieces of a release that were paid to all machines together, and what that took in micro-CPU-hours. */
  paid(about: AboutRelease): { readonly pieces: number; readonly quantity: bigint };
  /** Pieces of a release that were paid to one machine; since `again`, where that was said. */
  paidTo(about: AboutRelease, device: string): number;
  stop(): void;
}
