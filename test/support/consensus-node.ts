/** One witness's machine in a test's hands, and what the others of its committee might say to it. */
import { createHeight } from '../../shared/consensus/state.ts';
import type { ConsensusState } from '../../shared/consensus/state.ts';
import type {
  ConsensusEvent,
  Effect,
  HeightConfig,
  LogEntry,
  Signer,
} from '../../shared/consensus/contract.ts';
import { next } from '../../shared/consensus/machine.ts';
import type { MessageBody, Message, Proposal, Vote } from '../../shared/consensus/messages.ts';
import { replay } from '../../shared/consensus/log.ts';
import { textToBytes } from '../../shared/base/bytes.ts';
import { proposerOf } from '../../shared/consensus/check-message.ts';

export const timeouts = {
  proposeMs: 1000,
  prevoteMs: 500,
  precommitMs: 400,
  growthMs: 100,
  mostMs: 2000,
};

/** 32 bytes that anybody can tell apart at a glance. */
export function idOf(value: Uint8Array): Uint8Array {
  const id = new Uint8Array(32).fill(value.byteLength);
  id.set(value.subarray(0, 32));
  return id;
}

/** Signs with as little as the machine looks at: it believes its host. */
const signer: Signer = {
  hash: (...parts) => new Uint8Array(parts[0] ?? []).slice(0, 32),
  sign: (hash) => new Uint8Array(64).fill(hash[0] ?? 0),
  idOf,
};

/** A height that is a multiple of every committee's size here, so that witness 0 proposes in round 0. */
export const height = 28;

export function configOf(size: number, me: number | null): HeightConfig {
  const committee = Array.from({ length: size }, (_, index) => new Uint8Array(32).fill(index + 1));
  return { committee, me, height, chain: new Uint8Array(32).fill(9), timeouts };
}

export function valueOf(name: string) {
  const value = textToBytes(name);
  return { value, id: idOf(value) };
}

export interface NodeInHand {
  state(): ConsensusState;
  /** Every effect so far. */
  readonly effects: Effect[];
  /** What followed from this one event. */
  give(event: ConsensusEvent): readonly Effect[];
  hear(...messages: readonly Message[]): readonly Effect[];
  /** Says so as the host does when it is asked. */
  judge(id: Uint8Array, valid: boolean): readonly Effect[];
  /** What it has said, in words: `prevote 0 blue`. */
  said(): readonly string[];
  log(): readonly LogEntry[];
}

/** A machine of witness `me` of `size`; `start` is given already, unless there is a log to go on from. */
export function nodeInHand(
  size: number,
  me: number | null,
  log: readonly LogEntry[] | null = null,
): NodeInHand {
  const config = configOf(size, me);
  let state = log === null ? createHeight(config) : replay(config, log);
  const effects: Effect[] = [];
  function give(event: ConsensusEvent): readonly Effect[] {
    const outcome = next(state, event, signer);
    ({ state } = outcome);
    effects.push(...outcome.effects);
    return outcome.effects;
  }
  const node: NodeInHand = {
    state: () => state,
    effects,
    give,
    hear: (...messages) => messages.flatMap((message) => give({ type: 'message', message })),
    judge: (id, valid) => give({ type: 'valueValidity', id, valid }),
    said: () =>
      effects.filter((each) => each.type === 'broadcast').map((each) => inWords(each.message)),
    log: () => effects.filter((each) => each.type === 'persist').map((each) => each.entry),
  };
  give({ type: 'start' });
  return node;
}

/** `proposal 1 blue since 0`, `prevote 0 nil`. */
export function inWords(message: MessageBody): string {
  const name = message.id === null ? 'nil' : nameOf(message.id);
  const since = message.kind === 'proposal' && message.validRound >= 0;
  const words = `${message.kind} ${message.round} ${name}`;
  return since ? `${words} since ${message.validRound}` : words;
}

function nameOf(id: Uint8Array): string {
  return String.fromCharCode(...id.filter((byte) => byte >= 97));
}

const signature = new Uint8Array(64);

/** By whose turn it is. */
export function proposal(size: number, round: number, name: string, validRound = -1): Proposal {
  const witness = proposerOf(size, height, round);
  return { kind: 'proposal', height, round, witness, validRound, ...valueOf(name), signature };
}

/** Of each of these witnesses; without a name for nil. */
export function votes(
  kind: Vote['kind'],
  witnesses: readonly number[],
  round: number,
  name: string | null,
): readonly Vote[] {
  const id = name === null ? null : valueOf(name).id;
  return witnesses.map((witness) => ({ kind, height, round, witness, id, signature }));
}
