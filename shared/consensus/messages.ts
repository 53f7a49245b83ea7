/**
 * What witnesses say to each other while they agree on one epoch's certificate: Tendermint's three messages
 * (Buchman, Kwon, Milosevic: The latest gossip on BFT consensus, 2018, arXiv 1807.04938).
 *
 * The bytes are canonical: fixed fields in a fixed order, integers as wide as the field, so that one message
 * has one encoding. What is signed is `hash("common-hours/vote/v1" | chain | body)`. The body of a proposal
 * carries the id of its value and not the value, so that a proof of a double proposal needs no value.
 *
 *     body      version 1 | kind 1 | height 4 | round 4 | witness 1 | valid round + 1: 4 | has id 1 | id 32
 *     message   body | signature 64 | of a proposal: length of the value 4 | value
 */
import c from 'compact-encoding';
import { concatBytes, sameBytes, textToBytes } from '../base/bytes.ts';

/** Rounds are counted from 0; nobody gets as far as this one. */
export const roundMax = 2 ** 31 - 1;
/** Witnesses in a committee. */
export const witnessesMax = 16;
/** Bytes of a proposed value: roots and hashes, never the records themselves. */
export const valueBytesMax = 4096;

export type VoteKind = 'prevote' | 'precommit';
export type MessageKind = 'proposal' | VoteKind;

/** Who says it, and about which round of which height. */
interface Place {
  /** The epoch that is to be certified, below 2^32. */
  readonly height: number;
  readonly round: number;
  /** Position in the committee, from 0. */
  readonly witness: number;
}

export interface ProposalBody extends Place {
  readonly kind: 'proposal';
  /** `valueId` of the value: 32 bytes. */
  readonly id: Uint8Array;
  /** The round in which the proposer saw a quorum prevote this value; -1 for a new one. */
  readonly validRound: number;
  /** Canonical bytes that the machine does not read, at most `valueBytesMax`. */
  readonly value: Uint8Array;
}

export interface VoteBody extends Place {
  readonly kind: VoteKind;
  /** 32 bytes, or null for a vote against whatever the round has to offer. */
  readonly id: Uint8Array | null;
}

export type MessageBody = ProposalBody | VoteBody;

/** Ed25519 of the witness over `messageHash`: 64 bytes. */
interface Signed {
  readonly signature: Uint8Array;
}

export type Proposal = ProposalBody & Signed;
export type Vote = VoteBody & Signed;
export type Message = Proposal | Vote;

export type Hash = (...parts: readonly Uint8Array[]) => Uint8Array;

const version = 1;
const domain = textToBytes('common-hours/vote/v1');
const valueDomain = textToBytes('common-hours/value/v1');
const kinds: readonly MessageKind[] = ['proposal', 'prevote', 'precommit'];
const bodyBytes = 1 + 1 + 4 + 4 + 1 + 4 + 1 + 32;
const signatureBytes = 64;
const noId = new Uint8Array(32);

/** Bytes of an encoded vote, and of a proposal before its value. */
export const voteBytes = bodyBytes + signatureBytes;
/** No message is longer. */
export const messageBytesMax = voteBytes + 4 + valueBytesMax;

/** What votes name instead of the value itself. `hash` is 32 bytes wide. */
export function valueId(value: Uint8Array, hash: Hash): Uint8Array {
  return hash(valueDomain, value);
}

/** What `hash` is taken of before a witness signs; `chain` is the id of the community. */
export function signedBytes(message: MessageBody, chain: Uint8Array): Uint8Array {
  return concatBytes(domain, chain, encodeBody(message));
}

/** What a witness signs: 32 bytes. */
export function messageHash(message: MessageBody, chain: Uint8Array, hash: Hash): Uint8Array {
  return hash(signedBytes(message, chain));
}

/** Whether both say the same, whatever their signatures. */
export function saysTheSame(a: MessageBody, b: MessageBody): boolean {
  return sameBytes(encodeBody(a), encodeBody(b));
}

function encodeBody(message: MessageBody): Uint8Array {
  const validRound = message.kind === 'proposal' ? message.validRound : -1;
  return concatBytes(
    c.encode(c.uint8, version),
    c.encode(c.uint8, kinds.indexOf(message.kind)),
    c.encode(c.uint32, message.height),
    c.encode(c.uint32, message.round),
    c.encode(c.uint8, message.witness),
    c.encode(c.uint32, validRound + 1),
    c.encode(c.uint8, message.id === null ? 0 : 1),
    message.id ?? noId,
  );
}

/** The canonical bytes of a message. */
export function encodeMessage(message: Message): Uint8Array {
  const said = [encodeBody(message), message.signature];
  if (message.kind !== 'proposal') return concatBytes(...said);
  return concatBytes(...said, c.encode(c.uint32, message.value.byteLength), message.value);
}

/** The message that these bytes encode, or null if they encode none. */
export function decodeMessage(bytes: Uint8Array): Message | null {
  if (bytes.byteLength < voteBytes || bytes.byteLength > messageBytesMax) return null;
  const message = readMessage(bytes);
  if (message === null || !sameBytes(encodeMessage(message), bytes)) return null;
  return message;
}

function readMessage(bytes: Uint8Array): Message | null {
  const state = { start: 1, end: bytes.byteLength, buffer: bytes };
  const kind = kinds[c.uint8.decode(state)];
  const height = c.uint32.decode(state);
  const round = c.uint32.decode(state);
  const witness = c.uint8.decode(state);
  const validRound = c.uint32.decode(state) - 1;
  const hasId = c.uint8.decode(state) === 1;
  const named = new Uint8Array(c.fixed32.decode(state));
  const signature = new Uint8Array(c.fixed64.decode(state));
  if (kind === undefined || round > roundMax || witness >= witnessesMax) return null;
  const place = { height, round, witness, signature };
  if (kind !== 'proposal') return { ...place, kind, id: hasId ? named : null };
  if (!hasId || validRound >= round || bytes.byteLength < voteBytes + 4) return null;
  const length = c.uint32.decode(state);
  if (length !== bytes.byteLength - state.start) return null;
  return { ...place, kind, id: named, validRound, value: bytes.slice(state.start) };
}
