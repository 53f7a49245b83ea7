/**
 * The write-ahead log of one height: what a witness has said and what binds it, so that a crash at any moment
 * makes it neither contradict itself nor forget a lock.
 */
import type { Encoding } from 'compact-encoding';
import { blob, codecOf, list, struct, uint8 } from '../base/struct.ts';
import type { HeightConfig, LogEntry, Step } from './contract.ts';
import type { Vote } from './messages.ts';
import {
  decodeMessage,
  encodeMessage,
  messageBytesMax,
  voteBytes,
  witnessesMax,
} from './messages.ts';
import type { ConsensusState } from './state.ts';
import { createHeight, hear } from './state.ts';

interface WrittenEntry {
  readonly version: number;
  /** 0: said. 1: a polka. 2: a polka that locks. */
  readonly type: number;
  /** What was said, or the proposal. */
  readonly message: Uint8Array;
  readonly prevotes: readonly Uint8Array[];
}

const version = 1;
const steps: readonly Step[] = ['propose', 'prevote', 'precommit'];
const prevotes: Encoding<readonly Uint8Array[]> = list(blob(voteBytes), witnessesMax);
const codec = codecOf(
  struct<WrittenEntry>({ version: uint8, type: uint8, message: blob(messageBytesMax), prevotes }),
);

/** No entry is longer. */
export const logEntryBytesMax = 2 + 4 + messageBytesMax + 4 + witnessesMax * (4 + voteBytes);

/** Canonical bytes. */
export function encodeLogEntry(entry: LogEntry): Uint8Array {
  if (entry.type === 'said') {
    return codec.encode({ version, type: 0, message: encodeMessage(entry.message), prevotes: [] });
  }
  return codec.encode({
    version,
    type: entry.locks ? 2 : 1,
    message: encodeMessage(entry.polka.proposal),
    prevotes: entry.polka.prevotes.map(encodeMessage),
  });
}

/** The entry that these bytes encode, or null if they encode none. */
export function decodeLogEntry(bytes: Uint8Array): LogEntry | null {
  if (bytes.byteLength > logEntryBytesMax) return null;
  const read = codec.decode(bytes);
  if (read === null || read.version !== version || read.type > 2) return null;
  const message = decodeMessage(read.message);
  if (message === null) return null;
  if (read.type === 0) return read.prevotes.length === 0 ? { type: 'said', message } : null;
  const votes = read.prevotes.map(readPrevote).filter((vote) => vote !== null);
  if (message.kind !== 'proposal' || votes.length !== read.prevotes.length) return null;
  return { type: 'polka', polka: { proposal: message, prevotes: votes }, locks: read.type === 2 };
}

function readPrevote(bytes: Uint8Array): Vote | null {
  const message = decodeMessage(bytes);
  return message?.kind === 'prevote' ? message : null;
}

/**
 * The state of a witness that comes back: in the latest round and step in which it spoke, bound by all of it.
 * What others said is lost and is heard again; the values are judged again. Entries of another height are no
 * concern of this one. The `start` event goes on from here.
 */
export function replay(config: HeightConfig, entries: readonly LogEntry[]): ConsensusState {
  let state = createHeight(config);
  for (const entry of entries) state = afterEntry(state, entry);
  return state;
}

function afterEntry(before: ConsensusState, entry: LogEntry): ConsensusState {
  if (entry.type === 'said') {
    const { message } = entry;
    const isOurs = message.height === before.config.height && message.witness === before.config.me;
    const step = message.kind === 'proposal' ? 'propose' : message.kind;
    return isOurs ? hear(atLeast(before, message.round, step), message).state : before;
  }
  const { polka, locks } = entry;
  const { height, round, id } = polka.proposal;
  if (height !== before.config.height) return before;
  const locked = locks ? { round, id } : before.locked;
  let state: ConsensusState = { ...atLeast(before, round, 'prevote'), locked, valid: polka };
  for (const message of [polka.proposal, ...polka.prevotes]) state = hear(state, message).state;
  return state;
}

/** A witness never goes back. */
function atLeast(state: ConsensusState, round: number, step: Step): ConsensusState {
  if (round < state.round) return state;
  if (round > state.round) return { ...state, round, step };
  const isLater = steps.indexOf(step) > steps.indexOf(state.step);
  return isLater ? { ...state, step } : state;
}
