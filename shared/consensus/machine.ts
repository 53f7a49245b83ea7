/**
 * Tendermint's consensus for one height, as a pure machine: Algorithm 1 of Buchman, Kwon, Milosevic (The latest
 * gossip on BFT consensus, 2018, arXiv 1807.04938). The line numbers beside the rules are those of the paper.
 * Agreement holds while fewer than a third of the witnesses lie, whatever the network and the clocks do; an end is
 * reached once messages arrive within the timeouts, which grow until they do.
 *
 * Where the paper leaves room, or the world does:
 * - A height is a machine of its own: lines 52 to 54 are `createHeight` for the next one, by the host.
 * - getValue() and valid(v) take time. The proposer has the timeout of line 21 too, until it has its value; a
 *   value of which nothing is known yet counts as one that has not come.
 * - Line 55 asks for f + 1 messages of one later round. Here they may be of several: this node goes on to
 *   the latest round that f + 1 witnesses have reached, so that one number a witness is enough to remember.
 * - Nothing is said twice in one place: an own message that was heard, or read from the log, binds.
 */
import { assert } from '../base/assert.ts';
import { sameBytes } from '../base/bytes.ts';
import { proposerOf } from './check-message.ts';
import type { ConsensusEvent, Effect, Polka, Signer, Step } from './contract.ts';
import type { Draft } from './draft.ts';
import { judge, sayProposal, sayVote, schedule, takeMessage, update } from './draft.ts';
import type { Proposal } from './messages.ts';
import { roundMax, valueBytesMax } from './messages.ts';
import { faultsOf } from './quorum.ts';
import type { ConsensusState } from './state.ts';
import { hasQuorum, hasSaid, messagesOf, pruned, verdictOn, votesFor } from './state.ts';

export interface Outcome {
  readonly state: ConsensusState;
  /** To be executed in this order, each done before the next one begins. */
  readonly effects: readonly Effect[];
}

/** Says whether it did something. */
type Rule = (draft: Draft) => boolean;

/** No event sets off more: each rule fires at most a few times a round, and rounds are entered one by one. */
const stepsMax = 10_000;

/** What follows from an event. After the decision nothing does. */
export function next(state: ConsensusState, event: ConsensusEvent, signer: Signer): Outcome {
  if (state.decision !== null) return { state, effects: [] };
  const draft: Draft = { state, effects: [], signer };
  take(draft, event);
  if (draft.state === state) return { state, effects: draft.effects };
  let steps = 0;
  while (canGoOn(draft.state) && rules.some((rule) => rule(draft))) {
    assert(++steps < stepsMax, 'the rules come to rest');
  }
  return { state: draft.state, effects: draft.effects };
}

function canGoOn(state: ConsensusState): boolean {
  return state.isStarted && state.decision === null;
}

function take(draft: Draft, event: ConsensusEvent): void {
  switch (event.type) {
    case 'start':
      if (draft.state.isStarted) return;
      update(draft, { isStarted: true });
      if (draft.state.step === 'propose') openRound(draft);
      return;
    case 'message':
      takeMessage(draft, event.message);
      return;
    case 'timeout':
      if (draft.state.isStarted && event.round === draft.state.round) timeOut(draft, event.step);
      return;
    case 'valueValidity':
      judge(draft, event.id, event.valid ? 'valid' : 'invalid');
      return;
    case 'ownValue':
      if (event.round === draft.state.round) propose(draft, event.value);
  }
}

/** In the order in which they are tried: what ends the height or the round first. */
const rules: readonly Rule[] = [
  decide,
  catchUp,
  askForVerdicts,
  prevoteNewValue,
  prevoteOldValue,
  precommitValue,
  precommitNil,
  awaitPrevotes,
  awaitPrecommits,
];

/** Lines 11 to 13. */
function startRound(draft: Draft, round: number): void {
  if (round > roundMax) return;
  draft.state = pruned({ ...draft.state, round, step: 'propose', scheduled: [] });
  openRound(draft);
}

/** Lines 14 to 21. */
function openRound(draft: Draft): void {
  const { valid, round } = draft.state;
  if (isMyTurnToPropose(draft.state)) {
    if (valid === null) draft.effects.push({ type: 'makeValue', round });
    else sayProposal(draft, valid.proposal.value, valid.proposal.id, valid.proposal.round);
  }
  schedule(draft, 'propose');
}

function isMyTurnToPropose(state: ConsensusState): boolean {
  const { config, round } = state;
  const proposer = proposerOf(config.committee.length, config.height, round);
  return proposer === config.me && !hasSaid(state, round, 'proposal');
}

/** Lines 18 and 19, when getValue() has answered. Too late an answer is for nothing: the round goes on to nil. */
function propose(draft: Draft, value: Uint8Array): void {
  const { isStarted, step, valid } = draft.state;
  if (!isStarted || step !== 'propose' || valid !== null || !isMyTurnToPropose(draft.state)) return;
  assert(value.byteLength <= valueBytesMax, 'a value keeps to its limit');
  const id = draft.signer.idOf(value);
  judge(draft, id, 'valid');
  sayProposal(draft, value, id, -1);
}

/** Lines 22 to 27. */
function prevoteNewValue(draft: Draft): boolean {
  const { state } = draft;
  if (state.step !== 'propose') return false;
  const { locked } = state;
  return proposalsNow(state).some((proposal) => {
    if (proposal.validRound !== -1) return false;
    return prevote(draft, proposal, locked === null || sameBytes(locked.id, proposal.id));
  });
}

/** Lines 28 to 33. */
function prevoteOldValue(draft: Draft): boolean {
  const { state } = draft;
  if (state.step !== 'propose') return false;
  const { locked } = state;
  return proposalsNow(state).some((proposal) => {
    const { validRound, id } = proposal;
    if (validRound < 0 || validRound >= state.round) return false;
    if (!hasQuorum(state, validRound, 'prevote', id)) return false;
    const isFree = locked === null || locked.round <= validRound || sameBytes(locked.id, id);
    return prevote(draft, proposal, isFree);
  });
}

/** Lines 23 to 27 and 29 to 33: for the value, or for nil; or nothing yet, while its validity is unknown. */
function prevote(draft: Draft, { id }: Proposal, isFree: boolean): boolean {
  const verdict = isFree ? verdictOn(draft.state, id) : 'invalid';
  if (verdict !== 'valid' && verdict !== 'invalid') return false;
  sayVote(draft, 'prevote', verdict === 'valid' ? id : null);
  update(draft, { step: 'prevote' });
  return true;
}

/** Lines 34 and 35. */
function awaitPrevotes(draft: Draft): boolean {
  const { state } = draft;
  if (state.step !== 'prevote' || state.scheduled.includes('prevote')) return false;
  if (!hasQuorum(state, state.round, 'prevote', 'any')) return false;
  schedule(draft, 'prevote');
  return true;
}

/** Lines 36 to 43. Done for the first time means that the valid round is this one, and the precommit is said. */
function precommitValue(draft: Draft): boolean {
  const { state } = draft;
  const { round, step } = state;
  if (step === 'propose') return false;
  if (step === 'precommit' && state.valid?.proposal.round === round) return false;
  const proposal = proposalsNow(state).find(
    ({ id }) => verdictOn(state, id) === 'valid' && hasQuorum(state, round, 'prevote', id),
  );
  if (proposal === undefined) return false;
  const { id } = proposal;
  const locks = step === 'prevote';
  const polka: Polka = { proposal, prevotes: votesFor(state, round, 'prevote', id) };
  draft.effects.push({ type: 'persist', entry: { type: 'polka', polka, locks } });
  if (locks) {
    update(draft, { locked: { round, id } });
    sayVote(draft, 'precommit', id);
    update(draft, { step: 'precommit' });
  }
  update(draft, { valid: polka });
  return true;
}

/** Lines 44 to 46. */
function precommitNil(draft: Draft): boolean {
  const { state } = draft;
  if (state.step !== 'prevote' || !hasQuorum(state, state.round, 'prevote', null)) return false;
  sayVote(draft, 'precommit', null);
  update(draft, { step: 'precommit' });
  return true;
}

/** Lines 47 and 48. */
function awaitPrecommits(draft: Draft): boolean {
  const { state } = draft;
  if (state.scheduled.includes('precommit')) return false;
  if (!hasQuorum(state, state.round, 'precommit', 'any')) return false;
  schedule(draft, 'precommit');
  return true;
}

/** Lines 49 to 51: of any round. */
function decide(draft: Draft): boolean {
  const { state } = draft;
  const proposal = state.rounds
    .flatMap(({ proposals }) => proposals)
    .find(
      ({ round, id }) =>
        verdictOn(state, id) === 'valid' && hasQuorum(state, round, 'precommit', id),
    );
  if (proposal === undefined) return false;
  const { round, id, value } = proposal;
  const precommits = votesFor(state, round, 'precommit', id);
  const decision = { round, id, value, proposal, precommits };
  draft.effects.push({ type: 'decide', ...decision });
  update(draft, { decision });
  return true;
}

/** Lines 55 and 56. */
function catchUp(draft: Draft): boolean {
  const { config, heardRounds, round } = draft.state;
  const reached = heardRounds.toSorted((a, b) => b - a)[faultsOf(config.committee.length)] ?? -1;
  if (reached <= round) return false;
  startRound(draft, reached);
  return true;
}

/** Lines 57 to 67; the host's timer says the step that it was scheduled for. */
function timeOut(draft: Draft, timer: Step): void {
  const { step, round } = draft.state;
  if (timer === 'precommit') {
    startRound(draft, round + 1);
  } else if (timer === step) {
    sayVote(draft, timer === 'propose' ? 'prevote' : 'precommit', null);
    update(draft, { step: timer === 'propose' ? 'prevote' : 'precommit' });
  }
}

/** valid(v) is asked once for each value of this round or an earlier one. */
function askForVerdicts(draft: Draft): boolean {
  const { state } = draft;
  const proposal = state.rounds
    .filter(({ round }) => round <= state.round)
    .flatMap(({ proposals }) => proposals)
    .find(({ id }) => verdictOn(state, id) === null);
  if (proposal === undefined) return false;
  const { id, value } = proposal;
  update(draft, { judgements: [...state.judgements, { id, verdict: 'asked' }] });
  draft.effects.push({ type: 'validate', id, value });
  return true;
}

function proposalsNow(state: ConsensusState): readonly Proposal[] {
  return messagesOf(state, state.round).proposals;
}
