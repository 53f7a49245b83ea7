/**
 * The records of a community: this header is their specification.
 *
 * A record is canonical bytes that prove themselves. Its id is
 * `hash("common-hours/KIND/v1" | community | kind byte | body)`, and the same 32 bytes are what its signatures
 * sign. A community's record is a set of them that only grows: copies are merged by set union, so neither a
 * partition nor the order of arrival can matter.
 *
 * Authored records (all but counters) form one chain for each machine: `author` is the device key that signs,
 * `number` counts from 1 without gaps, `previous` is the id of the one before it (zeros for the first). Two
 * different records of one author with the same number void both, and together they are a portable proof of
 * fraud: their member is expelled by rule.
 *
 * A counter belongs to two machines and carries both signatures. It says what one gave the other within one epoch
 * for one currency and cause, cumulatively: `sequence` grows by one with each, quantity and count never fall, and
 * a later one takes the place of an earlier one. The fold credits the difference to what was certified before.
 * Two different counters of one sequence number, both signed by both, freeze the pair's epoch at what was
 * certified before, and are a proof of fraud against both.
 */
import { textToBytes } from '../base/bytes.ts';
import type { Cause, Offer } from '../stake/market.ts';
import {
  blob,
  codecOf,
  key,
  list,
  signature,
  string,
  struct,
  uint32,
  uint64,
  uint8,
} from '../base/struct.ts';
import type { Codec } from '../base/struct.ts';
import type { Encoding } from 'compact-encoding';
import { causeFields, noteLengthMax, offerFields, signed, text } from './market-fields.ts';
import type { MarketBodies } from './market-fields.ts';
import { hexKey } from './snapshot-rows.ts';
import { supplyFields, supplyKindNumbers } from './release-fields.ts';
import type { SupplyBodies } from './release-fields.ts';
import { workFields, workKindNumbers } from './work-fields.ts';
import type { WorkBodies } from './work-fields.ts';

/** Every authored record begins with these. */
export interface Authored {
  /** Device key of the machine that signs it. */
  readonly author: Uint8Array;
  readonly number: number;
  /** Id of this author's record before it; 32 zeros for number 1. */
  readonly previous: Uint8Array;
}

/** Joins a member by invitation, with its first machine, the author. */
export interface MemberBody extends Authored {
  readonly member: Uint8Array;
  readonly name: string;
  /** By the member key over `deviceBinding(member, author)`. */
  readonly binding: Uint8Array;
  /** The signed part of the invitation (shared/ledger/invitation.ts), with its inviter's signature. */
  readonly invitation: Uint8Array;
  readonly invitationSignature: Uint8Array;
  /** By the invitation's secret over this member. */
  readonly proof: Uint8Array;
}

/** Another machine of a member, the author; or a new name or label for one. */
export interface DeviceBody extends Authored {
  readonly member: Uint8Array;
  readonly label: string;
  readonly binding: Uint8Array;
}

/** Ends a machine of the author's member: lost, sold, or rewound. What it signs later counts for nothing. */
export interface RetireBody extends Authored {
  readonly device: Uint8Array;
}

/** Gives part of the author's delegated line to another member (R4). */
export interface SponsorBody extends Authored {
  readonly member: Uint8Array;
  readonly quantity: bigint;
}

/** The author's member leaves. Debts stay on the record. */
export interface LeaveBody extends Authored {
  readonly member: Uint8Array;
}

/**
 * A member's voice for who shall be witnesses. A member's latest counts; when voices of more than half of the
 * trust name the same committee, it certifies from the next height but one on.
 */
export interface VoteBody extends Authored {
  /** Device keys, ascending, 1, 4 or 7 of them, of different members. */
  readonly committee: readonly Uint8Array[];
}

/** Two signed votes of one witness that contradict each other (shared/consensus). */
export interface EvidenceBody extends Authored {
  /** Device key that signed both, so that they prove themselves without knowing the committee of that height. */
  readonly witness: Uint8Array;
  readonly first: Uint8Array;
  readonly second: Uint8Array;
}

/** What the author's member claims it will do (R15). It never changes: whoever says it otherwise writes another. */
export type CauseBody = Authored & Cause;

export const currencies = ['cpu', 'man'] as const;
export type Currency = (typeof currencies)[number];

export interface CounterBody {
  /** Device keys. */
  readonly supplier: Uint8Array;
  readonly consumer: Uint8Array;
  /** Index in `currencies`. */
  readonly currency: number;
  /** Id of the value proposition; zeros without one. */
  readonly cause: Uint8Array;
  readonly epoch: number;
  /** From 1. */
  readonly sequence: number;
  /** Receipts behind it. */
  readonly count: number;
  /** Micros, in all so far. */
  readonly quantity: bigint;
  /** Merkle root (shared/ledger/merkle.ts) over the receipts' ids in the order in which they were taken in. */
  readonly root: Uint8Array;
}

export type RecordBody =
  | { readonly kind: 'member'; readonly body: MemberBody }
  | { readonly kind: 'device'; readonly body: DeviceBody }
  | { readonly kind: 'retire'; readonly body: RetireBody }
  | { readonly kind: 'sponsor'; readonly body: SponsorBody }
  | { readonly kind: 'leave'; readonly body: LeaveBody }
  | { readonly kind: 'vote'; readonly body: VoteBody }
  | { readonly kind: 'evidence'; readonly body: EvidenceBody }
  | { readonly kind: 'cause'; readonly body: CauseBody }
  | { readonly kind: 'counter'; readonly body: CounterBody }
  | RecordsOf<MarketBodies>
  | WorkRecord
  | SupplyRecord;

/** About people's work (rules R5). */
export type WorkRecord = RecordsOf<WorkBodies>;
/** About releases and offered hours (rules R6 and R8). */
export type SupplyRecord = RecordsOf<SupplyBodies>;

type RecordsOf<Bodies> = {
  [Kind in keyof Bodies]: { readonly kind: Kind; readonly body: Authored & Bodies[Kind] };
}[keyof Bodies];

export type RecordKind = RecordBody['kind'];
export type BodyOf<Kind extends RecordKind> = Extract<RecordBody, { readonly kind: Kind }>['body'];

/** The kind byte. Numbers are never used again for something else. */
export const kindNumbers: Readonly<Record<RecordKind, number>> = {
  member: 1,
  device: 2,
  retire: 3,
  sponsor: 4,
  leave: 5,
  vote: 6,
  evidence: 7,
  cause: 8,
  attestation: 9,
  seal: 10,
  opening: 11,
  withdrawal: 12,
  ...workKindNumbers,
  ...supplyKindNumbers,
  counter: 16,
};

/** A record that is what it says: decoded, within its limits, and signed by the keys in it. */
export type CheckedRecord = RecordBody & {
  /** 32 bytes. */
  readonly id: Uint8Array;
  /** The whole encoding, signatures included. */
  readonly bytes: Uint8Array;
};

/** The largest record; an invitation and two votes fit with room. */
export const recordBytesMax = 4096;
export const quantityMax = 1_000_000_000_000_000n;

const authored = { author: key, number: uint32, previous: key };
const nameBytes = 160;

/** How each body is written. */
export const bodyFields: { readonly [Kind in RecordKind]: Encoding<BodyOf<Kind>> } = {
  member: struct<MemberBody>({
    ...authored,
    member: key,
    name: string(nameBytes),
    binding: signature,
    invitation: blob(512),
    invitationSignature: signature,
    proof: signature,
  }),
  device: struct<DeviceBody>({
    ...authored,
    member: key,
    label: string(nameBytes),
    binding: signature,
  }),
  retire: struct<RetireBody>({ ...authored, device: key }),
  sponsor: struct<SponsorBody>({ ...authored, member: key, quantity: uint64 }),
  leave: struct<LeaveBody>({ ...authored, member: key }),
  vote: struct<VoteBody>({ ...authored, committee: list(key, 7) }),
  evidence: struct<EvidenceBody>({
    ...authored,
    witness: key,
    first: blob(1024),
    second: blob(1024),
  }),
  cause: struct<CauseBody>({ ...authored, ...causeFields }),
  attestation: struct<BodyOf<'attestation'>>({
    ...authored,
    cause: hexKey,
    seen: signed(uint64),
    note: text(noteLengthMax),
  }),
  seal: struct<BodyOf<'seal'>>({ ...authored, round: uint32, seal: hexKey }),
  opening: struct<BodyOf<'opening'>>({
    ...authored,
    member: hexKey,
    commitment: hexKey,
    seal: hexKey,
    salt: key,
    offer: struct<Offer>(offerFields),
  }),
  withdrawal: struct<BodyOf<'withdrawal'>>({ ...authored, offer: hexKey }),
  task: struct<BodyOf<'task'>>({ ...authored, ...workFields.task }),
  estimate: struct<BodyOf<'estimate'>>({ ...authored, ...workFields.estimate }),
  reveal: struct<BodyOf<'reveal'>>({ ...authored, ...workFields.reveal }),
  take: struct<BodyOf<'take'>>({ ...authored, ...workFields.take }),
  step: struct<BodyOf<'step'>>({ ...authored, ...workFields.step }),
  verdict: struct<BodyOf<'verdict'>>({ ...authored, ...workFields.verdict }),
  release: struct<BodyOf<'release'>>({ ...authored, ...supplyFields.release }),
  hours_offer: struct<BodyOf<'hours_offer'>>({ ...authored, ...supplyFields.hours_offer }),
  counter: struct<CounterBody>({
    supplier: key,
    consumer: key,
    currency: uint8,
    cause: key,
    epoch: uint32,
    sequence: uint32,
    count: uint32,
    quantity: uint64,
    root: key,
  }),
};

/** The body of a counter by itself, as two machines send it to each other before both have signed it. */
export const counterCodec: Codec<CounterBody> = codecOf(bodyFields.counter);

/** The body's bytes, by kind. */
export function encodeBody(record: RecordBody): Uint8Array {
  return codecOf(bodyFields[record.kind] as Encoding<typeof record.body>).encode(record.body);
}

type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

/** The id of a record, which is what its signatures sign. */
export function recordIdOf(record: RecordBody, community: Uint8Array, hash: Hash): Uint8Array {
  return hash(
    textToBytes(`common-hours/${record.kind}/v1`),
    community,
    new Uint8Array([kindNumbers[record.kind]]),
    encodeBody(record),
  );
}
