/**
 * What a community has agreed on at one height: a value that never changes, from which the fold makes the next.
 * Keys and ids are lower-case hexadecimal, amounts are millionths of an hour. Every map may be in any order:
 * whatever reads one where order could reach the state sorts it first, by code units.
 */
import type { Obligation } from '../economy/circulation.ts';
import type { Parameters } from '../economy/parameters.ts';

export interface LedgerState {
  /** The community's id. */
  readonly community: string;
  readonly parameters: Parameters;
  /** Certified heights so far; 0 at the genesis. */
  readonly height: number;
  /** The last epoch that is closed; -1 at the genesis, where none is. */
  readonly epoch: number;
  readonly members: ReadonlyMap<string, Member>;
  readonly devices: ReadonlyMap<string, Device>;
  /** By the epoch they are about, then by `counterKey`; forgotten when nothing can be late for them any more. */
  readonly counters: ReadonlyMap<number, ReadonlyMap<string, Counted>>;
  /** Keys of invitations that were used, with the last epoch in which they could be. */
  readonly invitations: ReadonlyMap<string, number>;
  /** Device keys, ascending, of those who certify the next height; and the one after it. */
  readonly committee: readonly string[];
  readonly upcoming: readonly string[];
  /** In the order of `currencies` in record.ts. */
  readonly accounts: readonly [Account, Account];
}

export type MemberStatus = 'member' | 'left' | 'expelled';

export interface Member {
  readonly name: string;
  readonly joinedEpoch: number;
  /** Null for founders. */
  readonly inviter: string | null;
  readonly status: MemberStatus;
  /** The epoch at whose end the member left or was expelled; null for who is still there. */
  readonly endedEpoch: number | null;
  /** The delegated line (R4): what this member may promise on the community's word. */
  readonly delta: bigint;
  /** The committee that this member wants, ascending; null for no voice. */
  readonly voice: readonly string[] | null;
}

export type DeviceStatus = 'active' | 'retired' | 'forked';

export interface Device {
  readonly member: string;
  readonly label: string;
  readonly joinedEpoch: number;
  readonly status: DeviceStatus;
  /** The epoch at whose end it was retired or forked. */
  readonly endedEpoch: number | null;
  /** Records of its chain so far; 0 for a founder's that has written none. */
  readonly lastNumber: number;
  /** Ids of its last records, at most `recentIdsMax`, the last one last. */
  readonly recentIds: readonly string[];
}

/** So far back a second record of one number is known for one. */
export const recentIdsMax = 32;

/** The last certified counter of a pair, currency, cause and epoch. */
export interface Counted {
  readonly id: string;
  readonly sequence: number;
  readonly count: number;
  readonly quantity: bigint;
  /** Two counters of one sequence number were seen: nothing is added any more. */
  readonly isFrozen: boolean;
}

/** Where a counter stands among those of its epoch: device keys, the cause, and the currency's index. */
export function counterKey(counter: {
  readonly supplier: string;
  readonly consumer: string;
  readonly cause: string;
  readonly currency: number;
}): string {
  return `${counter.supplier}${counter.consumer}${counter.cause}${counter.currency}`;
}

/** What a member has and has promised; one of the two is always 0. */
export interface Position {
  readonly balance: bigint;
  readonly promise: bigint;
}

/** A promise of which a part is open since it was drawn; the oldest first (R4: what is overdue). */
export interface Lot {
  readonly epoch: number;
  readonly quantity: bigint;
}

/** The books of one currency. */
export interface Account {
  /** M of R3: the most that was ever in circulation. */
  readonly supply: bigint;
  readonly positions: ReadonlyMap<string, Position>;
  readonly owed: readonly Obligation[];
  readonly lots: ReadonlyMap<string, readonly Lot[]>;
  /** Members whose promises became overdue, until they are repaid. */
  readonly suspended: ReadonlySet<string>;
  /** Consumption paid or repaid, by day (of 24 hours since the genesis), then by consumer and supplier (`pairKey`). */
  readonly discharged: ReadonlyMap<number, ReadonlyMap<string, bigint>>;
  /** Fixed point (`trustPrecision`); who has none is not in it. */
  readonly trust: ReadonlyMap<string, bigint>;
  /** What each member may promise in the next epoch (R14); who may nothing is not in it. */
  readonly lines: ReadonlyMap<string, bigint>;
}

export function pairKey(consumer: string, supplier: string): string {
  return consumer + supplier;
}

const none: Position = { balance: 0n, promise: 0n };

/** What a member has and has promised in a currency (its index). */
export function positionOf(state: LedgerState, member: string, currency: number): Position {
  return state.accounts[currency]?.positions.get(member) ?? none;
}

/** What a member may promise in the next epoch. */
export function lineOf(state: LedgerState, member: string, currency: number): bigint {
  return state.accounts[currency]?.lines.get(member) ?? 0n;
}
