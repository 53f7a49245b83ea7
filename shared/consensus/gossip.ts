/** What a node says again, from time to time, until the height is over: the network may have lost any of it. */
import type { Message } from './messages.ts';
import type { ConsensusState } from './state.ts';

/**
 * What others may need to follow, in an order in which they can use it: values before the votes for them. That is
 * more than its own messages. The paper builds on all honest nodes hearing in the end what one of them heard
 * (gossip communication), and a liar's vote that only one of them got may have been what took it to the next round,
 * or what proves the value that it is locked on. So everybody repeats what was said in this round and the one
 * before, the proof of the valid value, and its own messages of the earlier rounds.
 */
export function gossip(state: ConsensusState): readonly Message[] {
  const { decision, valid, config, rounds, round } = state;
  if (decision !== null) return [decision.proposal, ...decision.precommits];
  const proof = valid === null ? [] : [valid.proposal, ...valid.prevotes];
  const said = rounds
    .toSorted((a, b) => a.round - b.round)
    .flatMap(({ proposals, votes }) => [...proposals, ...votes])
    .filter((message) => message.witness === config.me || message.round >= round - 1)
    .filter((message) => !proof.includes(message));
  return [...proof, ...said];
}
