/**
 * What witnesses say to each other while they agree on one certificate: Tendermint's three messages
 * (Buchman, Kwon, Milosevic: The latest gossip on BFT consensus, 2018, arXiv 1807.04938).
 *
 * The bytes are canonical (see struct.ts). What is signed is `hash("common-hours/vote/v1" | chain | body)`.
 * The body of a proposal carries the id of its value and not the value, so that all bodies are of one length.
 *
 *     body      version 1 | kind 1 | height 4 | round 4 | witness 1 | valid round + 1: 4 | has id 1 | id 32
 *     message   body | signature 64 | of a proposal only: length of the value 4 | value
 */
import { concatBytes, sameBytes, textToBytes } from '../base/bytes.ts';
import { blob, codecOf, key, signature, struct, uint32, uint8 } from '../base/struct.ts';

/** Rounds are counted from 0; none is later than this one. */
export const roundMax = 2 ** 31 - 1;
/** Witnesses in a committee. */
export const witnessesMax = 16;
/** Bytes of a proposed value: roots and hashes, never the records themselves. */
export const valueBytesMax = 512;

export type VoteKind = 'prevote' | 'precommit';
export type MessageKind = 'proposal' | VoteKind;

/** Who says it, and about which round of which height. */
interface Place {
  /** Of the certificate that is to be agreed on; below 2^32. */
  readonly height: number;
  readonly round: number;
  /** Position in the committee, from 0. */
  readonly witness: number;
}

export interface ProposalBody extends Place {
  readonly kind: 'proposal';
  /** 32 bytes that stand for the value wherever it is voted on. */
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

interface Body {
  readonly version: number;
  readonly kind: number;
  readonly height: number;
  readonly round: number;
  readonly witness: number;
  readonly validRoundAndOne: number;
  readonly hasId: number;
  readonly id: Uint8Array;
}

const version = 1;
const domain = textToBytes('common-hours/vote/v1');
const kinds: readonly MessageKind[] = ['proposal', 'prevote', 'precommit'];
const noId = new Uint8Array(32);
const bodyFields = struct<Body>({
  version: uint8,
  kind: uint8,
  height: uint32,
  round: uint32,
  witness: uint8,
  validRoundAndOne: uint32,
  hasId: uint8,
  id: key,
});
const bodyCodec = codecOf(bodyFields);
const voteCodec = codecOf(struct({ body: bodyFields, signature }));
const proposalCodec = codecOf(struct({ body: bodyFields, signature, value: blob(valueBytesMax) }));

/** Bytes of an encoded vote, and of a proposal before its value. */
export const voteBytes = 48 + 64;
/** No message is longer. */
export const messageBytesMax = voteBytes + 4 + valueBytesMax;

/** What `hash` is taken of before a witness signs; `chain` is the id of the community. */
export function signedBytes(message: MessageBody, chain: Uint8Array): Uint8Array {
  return concatBytes(domain, chain, bodyCodec.encode(bodyOf(message)));
}

/** What a witness signs: 32 bytes. */
export function messageHash(message: MessageBody, chain: Uint8Array, hash: Hash): Uint8Array {
  return hash(signedBytes(message, chain));
}

/** Whether both say the same of the same place, whatever their signatures. */
export function saysTheSame(a: MessageBody, b: MessageBody): boolean {
  return (
    a.kind === b.kind &&
    a.height === b.height &&
    a.round === b.round &&
    a.witness === b.witness &&
    validRoundOf(a) === validRoundOf(b) &&
    sameId(a.id, b.id)
  );
}

function validRoundOf(message: MessageBody): number {
  return message.kind === 'proposal' ? message.validRound : -1;
}

/** Whether two votes name the same value, or none both. */
export function sameId(a: Uint8Array | null, b: Uint8Array | null): boolean {
  return a === null || b === null ? a === b : sameBytes(a, b);
}

/** The canonical bytes of a message. */
export function encodeMessage(message: Message): Uint8Array {
  const signed = { body: bodyOf(message), signature: message.signature };
  if (message.kind !== 'proposal') return voteCodec.encode(signed);
  return proposalCodec.encode({ ...signed, value: message.value });
}

/** The message that these bytes encode, or null if they encode none. */
export function decodeMessage(bytes: Uint8Array): Message | null {
  if (bytes.byteLength < voteBytes || bytes.byteLength > messageBytesMax) return null;
  if (bytes.byteLength === voteBytes) {
    const read = voteCodec.decode(bytes);
    return read === null ? null : voteOf(read.body, read.signature);
  }
  const read = proposalCodec.decode(bytes);
  return read === null ? null : proposalOf(read.body, read.signature, read.value);
}

function bodyOf(message: MessageBody): Body {
  return {
    version,
    kind: kinds.indexOf(message.kind),
    height: message.height,
    round: message.round,
    witness: message.witness,
    validRoundAndOne: validRoundOf(message) + 1,
    hasId: message.id === null ? 0 : 1,
    id: message.id ?? noId,
  };
}

function voteOf(body: Body, signed: Uint8Array): Vote | null {
  const kind = kinds[body.kind];
  if (kind === undefined || kind === 'proposal' || !isInRange(body)) return null;
  if (body.validRoundAndOne !== 0) return null;
  if (body.hasId === 0 && !sameBytes(body.id, noId)) return null;
  const { height, round, witness } = body;
  const id = body.hasId === 0 ? null : body.id;
  return { kind, height, round, witness, id, signature: signed };
}

function proposalOf(body: Body, signed: Uint8Array, value: Uint8Array): Proposal | null {
  const kind = kinds[body.kind];
  if (kind !== 'proposal' || !isInRange(body) || body.hasId !== 1) return null;
  const { height, round, witness, id } = body;
  const validRound = body.validRoundAndOne - 1;
  if (validRound >= round) return null;
  return { kind, height, round, witness, id, validRound, value, signature: signed };
}

function isInRange(body: Body): boolean {
  if (body.version !== version || body.hasId > 1) return false;
  return body.round <= roundMax && body.witness < witnessesMax;
}
