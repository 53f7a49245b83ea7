/**
 * What a node knows while one height is being agreed on: plain data, replaced and never changed. Memory is
 * bounded by the committee: rounds far behind or ahead are not kept, a witness has one proposal a round and one
 * vote a kind and round, and what it says beyond that is kept only where the algorithm could still need it.
 */
import { assert } from '../base/assert.ts';
import { bytesToHex, sameBytes } from '../base/bytes.ts';
import type { Decision, HeightConfig, Polka, Step } from './contract.ts';
import type { Message, Proposal, Vote, VoteKind } from './messages.ts';
import { sameId, saysTheSame, witnessesMax } from './messages.ts';
import { faultsOf, quorumOf } from './quorum.ts';

/** What was said in one round, in order of arrival. */
export interface RoundMessages {
  readonly round: number;
  readonly proposals: readonly Proposal[];
  readonly votes: readonly Vote[];
}

/** What is known of a value: the host was asked, or has answered. */
export interface Judgement {
  readonly id: Uint8Array;
  readonly verdict: 'asked' | 'valid' | 'invalid';
}

export interface ConsensusState {
  readonly config: HeightConfig;
  readonly isStarted: boolean;
  /** round_p and step_p of the paper. */
  readonly round: number;
  readonly step: Step;
  /** lockedRound_p and the id of lockedValue_p; null for -1 and nil. */
  readonly locked: { readonly round: number; readonly id: Uint8Array } | null;
  /** validRound_p and validValue_p, with what proves them. */
  readonly valid: Polka | null;
  /** decision_p of this height. */
  readonly decision: Decision | null;
  readonly rounds: readonly RoundMessages[];
  /** The latest round that each witness was heard in; -1 for none. */
  readonly heardRounds: readonly number[];
  readonly judgements: readonly Judgement[];
  /** Timeouts of this round that were scheduled: lines 34 and 47 do so "for the first time". */
  readonly scheduled: readonly Step[];
  /** Witnesses whose contradiction has been shown. */
  readonly accused: readonly number[];
}

/** Rounds before and after the present one in which messages are kept. */
const roundsBehind = 64;
const roundsAhead = 16;

/** Before anything was heard or said. */
export function createHeight(config: HeightConfig): ConsensusState {
  const { committee, me } = config;
  assert(committee.length >= 1 && committee.length <= witnessesMax, 'a committee is 1 to 16');
  assert(new Set(committee.map(bytesToHex)).size === committee.length, 'witnesses are different');
  assert(me === null || me in committee, 'this node is one of the committee, or none');
  return {
    config,
    isStarted: false,
    round: 0,
    step: 'propose',
    locked: null,
    valid: null,
    decision: null,
    rounds: [],
    heardRounds: committee.map(() => -1),
    judgements: [],
    scheduled: [],
    accused: [],
  };
}

/** What was said in this round, as far as it was heard and kept. */
export function messagesOf(state: ConsensusState, round: number): RoundMessages {
  return state.rounds.find((each) => each.round === round) ?? { round, proposals: [], votes: [] };
}

/** The votes for this value, or for nil, by witness; at most one of each. */
export function votesFor(
  state: ConsensusState,
  round: number,
  kind: VoteKind,
  id: Uint8Array | null,
): readonly Vote[] {
  return messagesOf(state, round)
    .votes.filter((vote) => vote.kind === kind && sameId(vote.id, id))
    .toSorted((a, b) => a.witness - b.witness);
}

/** Whether a quorum voted so: for this value, for nil, or (`any`) for whatever. */
export function hasQuorum(
  state: ConsensusState,
  round: number,
  kind: VoteKind,
  id: Uint8Array | null | 'any',
): boolean {
  const votes = messagesOf(state, round).votes.filter(
    (vote) => vote.kind === kind && (id === 'any' || sameId(vote.id, id)),
  );
  const witnesses = new Set(votes.map(({ witness }) => witness));
  return witnesses.size >= quorumOf(state.config.committee.length);
}

/** Whether this node is bound already by what it said in this place, perhaps before a crash. */
export function hasSaid(state: ConsensusState, round: number, kind: Message['kind']): boolean {
  const { proposals, votes } = messagesOf(state, round);
  return [...proposals, ...votes].some(
    (message) => message.kind === kind && message.witness === state.config.me,
  );
}

/** What the host said of this value. */
export function verdictOn(state: ConsensusState, id: Uint8Array): Judgement['verdict'] | null {
  return state.judgements.find((each) => sameBytes(each.id, id))?.verdict ?? null;
}

/** The state after a message: the same if it was nothing new. And what it contradicts, if anything. */
export function hear(
  before: ConsensusState,
  message: Message,
): { readonly state: ConsensusState; readonly contradicts: Message | null } {
  const { round, witness } = message;
  const state = withRound(before, witness, round);
  if (!isKept(state, round)) return { state, contradicts: null };
  const told = messagesOf(state, round);
  const all: readonly Message[] = message.kind === 'proposal' ? told.proposals : told.votes;
  const earlier = all.filter((each) => each.kind === message.kind && each.witness === witness);
  if (earlier.some((each) => saysTheSame(each, message))) return { state, contradicts: null };
  const [contradicts = null] = earlier;
  if (contradicts !== null && !isNeeded(state, message)) return { state, contradicts };
  return { state: withMessage(state, message), contradicts };
}

function withRound(state: ConsensusState, witness: number, round: number): ConsensusState {
  const { heardRounds } = state;
  return round > (heardRounds[witness] ?? round)
    ? { ...state, heardRounds: heardRounds.with(witness, round) }
    : state;
}

/**
 * A liar may tell each of us something else, and the algorithm counts all of it. A further proposal is kept
 * once an honest witness has voted for it, a further vote once a proposal makes it count (lines 28, 36 and 49).
 */
function isNeeded(state: ConsensusState, message: Message): boolean {
  const { id, round } = message;
  if (id === null) return false;
  if (message.kind !== 'proposal') {
    return allProposals(state).some(
      (proposal) =>
        sameBytes(proposal.id, id) && (proposal.round === round || proposal.validRound === round),
    );
  }
  const { proposals, votes } = messagesOf(state, round);
  if (proposals.some((each) => sameBytes(each.id, id))) return false;
  const voters = votes.filter((vote) => sameId(vote.id, id)).map(({ witness }) => witness);
  return new Set(voters).size > faultsOf(state.config.committee.length);
}

function withMessage(state: ConsensusState, message: Message): ConsensusState {
  const told = messagesOf(state, message.round);
  const next =
    message.kind === 'proposal'
      ? { ...told, proposals: [...told.proposals, message] }
      : { ...told, votes: [...told.votes, message] };
  return { ...state, rounds: [...state.rounds.filter((each) => each !== told), next] };
}

function allProposals(state: ConsensusState): readonly Proposal[] {
  return state.rounds.flatMap(({ proposals }) => proposals);
}

/** A round out of reach counts again when a proposal within reach, or we ourselves, refer to it. */
function isKept(state: ConsensusState, round: number): boolean {
  if (isWithinReach(state, round)) return true;
  if (round === state.locked?.round || round === state.valid?.proposal.round) return true;
  return allProposals(state).some(
    (proposal) => proposal.validRound === round && isWithinReach(state, proposal.round),
  );
}

function isWithinReach(state: ConsensusState, round: number): boolean {
  return round >= state.round - roundsBehind && round <= state.round + roundsAhead;
}

/** Without what no rule can need any more. */
export function pruned(state: ConsensusState): ConsensusState {
  const rounds = state.rounds.filter(({ round }) => isKept(state, round));
  const ids = rounds.flatMap(({ proposals }) => proposals.map(({ id }) => id));
  const named = new Set(
    [...ids, ...(state.valid === null ? [] : [state.valid.proposal.id])].map(bytesToHex),
  );
  const judgements = state.judgements.filter(({ id }) => named.has(bytesToHex(id)));
  return { ...state, rounds, judgements };
}
