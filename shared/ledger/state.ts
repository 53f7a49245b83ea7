/**
 * What a community has agreed on at one height: a value that never changes, from which the fold makes the next.
 * Keys and ids are lower-case hexadecimal, amounts are millionths of an hour. Every map may be in any order:
 * whatever reads one where order could reach the state sorts it first, by code units.
 */
import type { Parameters } from '../economy/parameters.ts';
import type { PromiseLots } from '../economy/promises.ts';
import type { Account, CurrencyState } from '../economy/settle.ts';
import type { Trust } from '../economy/trust.ts';
import type { StakeMarket } from '../stake/market.ts';
import type { WorkState } from '../work/work-state.ts';

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
  readonly books: readonly [Books, Books];
  readonly market: StakeMarket;
  readonly work: WorkState;
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

/** Machines that one member may ever name: their chains are never forgotten, so that none can begin again. */
export const devicesPerMemberMax = 64;

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

/** The books of one currency. */
export interface Books {
  /** What everybody has, promised and owes, and the supply (R3). */
  readonly settled: CurrencyState;
  /** By member, what its promise is made of. */
  readonly lots: PromiseLots;
  /** Consumption that was discharged in the trailing days (R4): by day, then by `pairKey`. */
  readonly discharged: ReadonlyMap<number, ReadonlyMap<string, bigint>>;
  /** The sums of all these days. */
  readonly trailing: ReadonlyMap<string, bigint>;
  /** Fixed point (`wholeTrust`); who has none is not in it. */
  readonly trust: Trust;
  /** What each member may have promised in the next epoch (R14); who may nothing is not in it. */
  readonly lines: ReadonlyMap<string, bigint>;
}

const keyLength = 64;

/** Of two member keys: whoever used the hours, and whoever supplied them. */
export function pairKey(consumer: string, supplier: string): string {
  return consumer + supplier;
}

/** The way back from `pairKey`. */
export function pairOf(pair: string): { readonly debtor: string; readonly creditor: string } {
  return { debtor: pair.slice(0, keyLength), creditor: pair.slice(keyLength) };
}

const nothing: Account = { balance: 0n, promise: 0n };

/** What a member has and has promised in a currency (its index); one of the two is nothing. */
export function accountOf(state: LedgerState, member: string, currency: number): Account {
  return state.books[currency]?.settled.members.get(member) ?? nothing;
}

/** What a member may have promised in the next epoch. */
export function lineOf(state: LedgerState, member: string, currency: number): bigint {
  return state.books[currency]?.lines.get(member) ?? 0n;
}
