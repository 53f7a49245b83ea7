/**
 * A release in the state (rules R6): what it is, what went into it, and how much of that downloads have paid back.
 * Keys and ids are lower-case hexadecimal, hours are millionths of one, `Map`s in any order.
 */
import type { Forecast } from '../economy/forecast.ts';
import type { ReleaseCost } from '../economy/release-price.ts';

/** What makers say of a release. It never changes: another version is another release. */
export interface ReleaseText {
  readonly name: string;
  readonly version: string;
  /** SPDX id of an open licence. */
  readonly licence: string;
  readonly platforms: readonly string[];
  /** Link to the source. */
  readonly source: string;
  readonly notes: string;
}

/** Its files: the drive that holds them, and the hash of the list of all of them. */
export interface ReleaseFiles {
  readonly drive: string;
  readonly manifest: string;
  readonly bytes: bigint;
  readonly files: number;
  /** Of 64 KiB; the last of a file may be shorter. */
  readonly pieces: number;
}

/** The hours of one currency in it, and whose they are. */
export interface ReleasePart extends ReleaseCost {
  /** By the forecast with which it was published. */
  readonly firstPrice: bigint;
  /** By member, what each of them spent; together the cost. */
  readonly investors: ReadonlyMap<string, bigint>;
}

/** A counter whose hours went into a release, until none can follow it any more. */
export interface UsedCounter {
  readonly epoch: number;
  /** `counterKey` of the ledger. */
  readonly key: string;
}

export interface Release extends ReleaseText, ReleaseFiles {
  readonly publisher: string;
  /** Member keys, and how many of them had to sign. */
  readonly maintainers: readonly string[];
  readonly needed: number;
  /** Ids of accepted tasks: of no other release. */
  readonly tasks: readonly string[];
  readonly built: readonly UsedCounter[];
  /** The epoch that it was certified in. */
  readonly since: number;
  /** In the order of `currencies`. */
  readonly parts: readonly [ReleasePart, ReleasePart];
  /** Downloads by day, in millionths of a whole one, over the days that are over. */
  readonly downloads: Forecast;
  /** By day that is not over: pieces that arrived. */
  readonly days: ReadonlyMap<number, number>;
  /** By member, pieces that arrived: at most all of them. Forgotten at the horizon. */
  readonly arrived: ReadonlyMap<string, number>;
  /** Pieces that arrived, at all of them together. */
  readonly arrivedAll: bigint;
  /** Downloads that were expected at the launch, and of how many earlier releases that is the median: 0 for none. */
  readonly prior: number;
  readonly priorOf: number;
  /** Whole downloads that are still expected until the horizon. */
  readonly expected: bigint;
}

/** Of a piece, in bytes. */
export const pieceBytes = 65_536;
