/** One event at work in the machine: what follows from it, in the order in which it is to be done. */
import { sameBytes } from '../base/bytes.ts';
import type { Effect, Signer, Step } from './contract.ts';
import type { Message, MessageBody, VoteKind } from './messages.ts';
import { messageHash } from './messages.ts';
import type { ConsensusState } from './state.ts';
import { hasSaid, hear } from './state.ts';

/** The present state, and what is to be done, while one event is worked on. */
export interface Draft {
  state: ConsensusState;
  readonly effects: Effect[];
  readonly signer: Signer;
}

/** The first answer stands. */
export function judge(draft: Draft, id: Uint8Array, verdict: 'valid' | 'invalid'): void {
  const { judgements } = draft.state;
  const open = judgements.filter((each) => !sameBytes(each.id, id) || each.verdict !== 'asked');
  if (open.some((each) => sameBytes(each.id, id))) return;
  update(draft, { judgements: [...open, { id, verdict }] });
}

/**
 * What a witness said, and the proof where it has said something else before. A word of our own that comes from
 * the network, because the log was lost, binds us like one that we know of: it goes into the log, too.
 */
export function takeMessage(draft: Draft, message: Message): void {
  const { config, rounds, accused } = draft.state;
  const { state, contradicts } = hear(draft.state, message);
  draft.state = state;
  if (message.witness === config.me && state.rounds !== rounds) {
    draft.effects.push({ type: 'persist', entry: { type: 'said', message } });
  }
  if (contradicts === null || accused.includes(message.witness)) return;
  update(draft, { accused: [...accused, message.witness] });
  draft.effects.push({ type: 'evidence', first: contradicts, second: message });
}

/** Line 19, unless something has been said in its place. */
export function sayProposal(
  draft: Draft,
  value: Uint8Array,
  id: Uint8Array,
  validRound: number,
): void {
  const { config, round } = draft.state;
  if (config.me === null || hasSaid(draft.state, round, 'proposal')) return;
  const place = { height: config.height, round, witness: config.me };
  const body = { kind: 'proposal', ...place, id, validRound, value } as const;
  say(draft, { ...body, signature: signatureOf(draft, body) });
}

/** A vote of this round, for a value or for nil, unless one has been said in its place. */
export function sayVote(draft: Draft, kind: VoteKind, id: Uint8Array | null): void {
  const { config, round } = draft.state;
  if (config.me === null || hasSaid(draft.state, round, kind)) return;
  const body = { kind, height: config.height, round, witness: config.me, id } as const;
  say(draft, { ...body, signature: signatureOf(draft, body) });
}

function signatureOf({ state, signer }: Draft, body: MessageBody): Uint8Array {
  return signer.sign(messageHash(body, state.config.chain, signer.hash));
}

/** Into the log first, then to everybody, ourselves among them. */
function say(draft: Draft, message: Message): void {
  takeMessage(draft, message);
  draft.effects.push({ type: 'broadcast', message });
}

/** timeoutX(round) of the paper: longer with each round. */
export function schedule(draft: Draft, step: Step): void {
  const { config, round, scheduled } = draft.state;
  const { proposeMs, prevoteMs, precommitMs, growthMs, mostMs } = config.timeouts;
  const firstMs = { propose: proposeMs, prevote: prevoteMs, precommit: precommitMs }[step];
  const ms = Math.min(mostMs, firstMs + growthMs * round);
  update(draft, { scheduled: [...scheduled, step] });
  draft.effects.push({ type: 'scheduleTimeout', step, round, ms });
}

/** The state with some of it replaced. */
export function update(draft: Draft, change: Partial<ConsensusState>): void {
  draft.state = { ...draft.state, ...change };
}
