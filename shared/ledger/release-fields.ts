/** How releases and offers of hours are written down in records (rules R6 and R8). */
import { list, signature, string, struct, uint32, uint64, uint8 } from '../base/struct.ts';
import type { Encoding } from '../base/struct.ts';
import { releaseLimits, releaseRecordLimits } from '../software/limits.ts';
import type { ReleaseFiles, ReleaseText } from '../work/release-state.ts';
import { text } from './market-fields.ts';
import { hexKey } from './snapshot-rows.ts';

/** By one of the maintainers (its place among them), over `releaseBinding`. */
export interface MaintainerSignature {
  readonly maintainer: number;
  readonly signature: Uint8Array;
}

/** What records about releases and offered hours say beyond their place in a chain. */
export interface SupplyBodies {
  readonly release: ReleaseText &
    ReleaseFiles & {
      /** Ids of accepted tasks that went into it, ascending. */
      readonly tasks: readonly string[];
      /** Ids of certified counters of CPU-hours that its makers used for building it, ascending. */
      readonly receipts: readonly string[];
      /** Member keys, ascending, and how many of them have to sign. */
      readonly maintainers: readonly string[];
      readonly needed: number;
      /** In the order of the maintainers. */
      readonly signatures: readonly MaintainerSignature[];
    };
  /** Takes the place of the author's earlier offer for the same day; 0 takes it back. */
  readonly hours_offer: {
    /** Index in `currencies`. */
    readonly currency: number;
    /** From the community's beginning. */
    readonly day: number;
    readonly quantity: bigint;
  };
}

export type SupplyKind = keyof SupplyBodies;

/** The kind byte of each. */
export const supplyKindNumbers = {
  release: 20,
  hours_offer: 21,
} as const satisfies Readonly<Record<SupplyKind, number>>;

type Fields<T> = { readonly [Key in keyof T]: Encoding<T[Key]> };

export const releaseTextFields: Fields<ReleaseText> = {
  name: text(releaseLimits.nameLength),
  version: text(releaseLimits.versionLength),
  licence: string(releaseRecordLimits.licenceBytes),
  platforms: list(string(releaseRecordLimits.platformBytes), releaseLimits.platforms),
  source: string(releaseRecordLimits.sourceBytes),
  notes: string(releaseRecordLimits.notesBytes),
};

export const releaseFileFields: Fields<ReleaseFiles> = {
  drive: hexKey,
  manifest: hexKey,
  bytes: uint64,
  files: uint32,
  pieces: uint32,
};

/** How each of them is written. */
export const supplyFields: { readonly [Kind in SupplyKind]: Fields<SupplyBodies[Kind]> } = {
  release: {
    ...releaseTextFields,
    ...releaseFileFields,
    tasks: list(hexKey, releaseRecordLimits.tasks),
    receipts: list(hexKey, releaseRecordLimits.receipts),
    maintainers: list(hexKey, releaseRecordLimits.maintainers),
    needed: uint8,
    signatures: list(
      struct<MaintainerSignature>({ maintainer: uint8, signature }),
      releaseRecordLimits.maintainers,
    ),
  },
  hours_offer: { currency: uint8, day: uint32, quantity: uint64 },
};
