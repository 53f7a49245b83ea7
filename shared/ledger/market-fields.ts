/** How causes and offers are written down, in records and in the state alike. */
import c from 'compact-encoding';
import { codecOf, list, string, struct, uint32, uint64, uint8 } from '../base/struct.ts';
import type { Encoding } from '../base/struct.ts';
import {
  causeChecks,
  comparators,
  noCause,
  reasonLengthMax,
  statementLength,
  tagsMax,
  wantsMax,
} from '../stake/market.ts';
import type { Cause, Offer, Want } from '../stake/market.ts';
import { hexKey, oneOf, optional } from './snapshot-rows.ts';

/** What records about the market say beyond their place in a chain; causes apart, whose body is the cause. */
export interface MarketBodies {
  /** What an attestor sees of a cause, in thousandths of its unit. The latest counts. */
  readonly attestation: {
    readonly cause: string;
    readonly seen: bigint;
    readonly note: string;
  };
  /** An offer that nobody can read yet (R10): its id is the offer's, too. */
  readonly seal: {
    /** The round that it is for, or the one before. */
    readonly round: number;
    /** `sealOf` (shared/ledger/offer-seal.ts). */
    readonly seal: string;
  };
  /** What was sealed. The bytes prove that `seal` is made of the rest; the state knows whether it was committed to. */
  readonly opening: {
    readonly member: string;
    /** Id of the record that sealed it. */
    readonly commitment: string;
    readonly seal: string;
    readonly salt: Uint8Array;
    readonly offer: Offer;
  };
  /** Takes an offer back, sealed or open, until its round closes. */
  readonly withdrawal: { readonly offer: string };
}

/** In UTF-16 units. */
export const causeLengths = { beneficiaries: 200, metric: 120, unit: 40, tag: 24 } as const;
export const noteLengthMax = 300;

/** UTF-8 takes at most so many bytes for one UTF-16 unit. */
const bytesPerUnit = 3;

export function text(lengthMax: number): Encoding<string> {
  return string(bytesPerUnit * lengthMax);
}

/** A mark 1 where it is below zero, then how far it is from zero. */
export function signed(size: Encoding<bigint>): Encoding<bigint> {
  const sizeOf = (value: bigint) => (value < 0n ? -value : value);
  return {
    preencode: (state, value) => {
      state.end += 1;
      size.preencode(state, sizeOf(value));
    },
    encode: (state, value) => {
      c.uint8.encode(state, value < 0n ? 1 : 0);
      size.encode(state, sizeOf(value));
    },
    decode: (state) => {
      const isNegative = c.uint8.decode(state) !== 0;
      const value = size.decode(state);
      return isNegative ? -value : value;
    },
  };
}

const anyCause = optional(hexKey);

/** The cause of a lot, or that it has none. */
export const causeOrNone: Encoding<string> = {
  preencode: (state, cause) => {
    anyCause.preencode(state, cause === noCause ? null : cause);
  },
  encode: (state, cause) => {
    anyCause.encode(state, cause === noCause ? null : cause);
  },
  decode: (state) => anyCause.decode(state) ?? noCause,
};

export const causeFields: { readonly [Key in keyof Cause]: Encoding<Cause[Key]> } = {
  statement: text(statementLength.most),
  beneficiaries: text(causeLengths.beneficiaries),
  metric: text(causeLengths.metric),
  unit: text(causeLengths.unit),
  comparator: oneOf(...comparators),
  baseline: signed(uint64),
  target: signed(uint64),
  deadline: uint32,
  check: oneOf(...causeChecks),
  attestors: uint8,
  tags: list(text(causeLengths.tag), tagsMax),
  replaces: optional(hexKey),
};

const wantKind = oneOf('member', 'tag');
const memberWant = struct({ member: hexKey, cause: hexKey, weightPpm: uint32 });
const tagWant = struct({ tag: text(causeLengths.tag), weightPpm: uint32 });

const want: Encoding<Want> = {
  preencode: (state, value) => {
    wantKind.preencode(state, value.kind);
    if (value.kind === 'member') memberWant.preencode(state, value);
    else tagWant.preencode(state, value);
  },
  encode: (state, value) => {
    wantKind.encode(state, value.kind);
    if (value.kind === 'member') memberWant.encode(state, value);
    else tagWant.encode(state, value);
  },
  decode: (state) =>
    wantKind.decode(state) === 'member'
      ? { kind: 'member', ...memberWant.decode(state) }
      : { kind: 'tag', ...tagWant.decode(state) },
};

export const offerFields: { readonly [Key in keyof Offer]: Encoding<Offer[Key]> } = {
  give: hexKey,
  giveCause: causeOrNone,
  quantity: uint64,
  wants: list(want, wantsMax),
  reason: text(reasonLengthMax),
  rounds: uint8,
};

/** An offer by itself, as its seal covers it and its machine keeps it. */
export const offerCodec = codecOf(struct<Offer>(offerFields));
