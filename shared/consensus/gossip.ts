/** What a node says again, from time to time, until the height is over: the network may have lost any of it. */
import type { Message } from './messages.ts';
import type { ConsensusState } from './state.ts';

/**
 * Its own messages of this height, and the proof of what it holds to be valid or decided: others may never have
 * heard those votes, and could not follow (what the paper calls gossip communication). In an order in which
 * a listener can use it: values before the votes for them.
 */
export function gossip(state: ConsensusState): readonly Message[] {
  const { decision, valid, config, rounds } = state;
  if (decision !== null) return [decision.proposal, ...decision.precommits];
  const proof = valid === null ? [] : [valid.proposal, ...valid.prevotes];
  const own = rounds
    .toSorted((a, b) => a.round - b.round)
    .flatMap(({ proposals, votes }) => [...proposals, ...votes])
    .filter((message) => message.witness === config.me && !proof.includes(message));
  return [...proof, ...own];
}
