/**
 * Whether a message may be given to the machine, by its bytes alone, and whether two of them prove that a
 * witness lied. The names of refusals stand in the order of precedence, and none is ever used for something else.
 */
import type { Refusal, Result } from '../base/result.ts';
import { ok, refuse } from '../base/result.ts';
import { sameBytes } from '../base/bytes.ts';
import type { Evidence } from './contract.ts';
import type { Hash, Message } from './messages.ts';
import { messageHash, saysTheSame } from './messages.ts';

export type MessageRefusalName =
  'wrong_height' | 'unknown_witness' | 'not_the_proposer' | 'wrong_value_id' | 'bad_signature';

export type EvidenceRefusalName =
  'not_of_one_place' | 'no_contradiction' | Exclude<MessageRefusalName, 'wrong_height'>;

/** What is known of the height before anybody speaks. */
export interface Assembly {
  /** Public keys; the position is the witness's number. */
  readonly committee: readonly Uint8Array[];
  /** Id of the community. */
  readonly chain: Uint8Array;
  readonly height: number;
}

export interface VoteChecks {
  readonly hash: Hash;
  verify(message: Uint8Array, signature: Uint8Array, publicKey: Uint8Array): boolean;
  /** As the machine's host computes it. */
  idOf(value: Uint8Array): Uint8Array;
}

/** Round robin, so that a silent witness costs one round in so many. */
export function proposerOf(committeeSize: number, height: number, round: number): number {
  return (height + round) % committeeSize;
}

/** Whether the message belongs to this height and is by whom it says. */
export function checkMessage(
  message: Message,
  { committee, chain, height }: Assembly,
  { hash, verify, idOf }: VoteChecks,
): Result<Message, Refusal<MessageRefusalName>> {
  if (message.height !== height) {
    return refuse('wrong_height', 'The vote belongs to another height.');
  }
  const publicKey = committee[message.witness];
  if (publicKey === undefined) {
    return refuse('unknown_witness', 'The vote names a witness that the committee does not have.');
  }
  if (message.kind === 'proposal') {
    if (message.witness !== proposerOf(committee.length, height, message.round)) {
      return refuse('not_the_proposer', 'It is another witness’s turn to propose.');
    }
    if (!sameBytes(message.id, idOf(message.value))) {
      return refuse('wrong_value_id', 'The proposal names another value than it carries.');
    }
  }
  if (!verify(messageHash(message, chain, hash), message.signature, publicKey)) {
    return refuse('bad_signature', 'The witness’s signature does not fit the vote.');
  }
  return ok(message);
}

/** Whether the two prove that one witness said two different things where it may say one. */
export function checkEvidence(
  { first, second }: Evidence,
  { committee, chain }: Omit<Assembly, 'height'>,
  checks: VoteChecks,
): Result<Evidence, Refusal<EvidenceRefusalName>> {
  if (!isOfOnePlace(first, second)) {
    return refuse('not_of_one_place', 'The two votes are not about the same question.');
  }
  if (saysTheSame(first, second)) {
    return refuse('no_contradiction', 'The two votes say the same.');
  }
  const assembly = { committee, chain, height: first.height };
  for (const message of [first, second]) {
    const checked = checkMessage(message, assembly, checks);
    if (!checked.ok) return refuse(nameInEvidence(checked.error.name), checked.error.detail);
  }
  return ok({ first, second });
}

/** Whether a witness may say only one of them, unless they say the same. */
export function isOfOnePlace(a: Message, b: Message): boolean {
  return (
    a.kind === b.kind && a.height === b.height && a.round === b.round && a.witness === b.witness
  );
}

/** The height is the messages' own. */
function nameInEvidence(name: MessageRefusalName): EvidenceRefusalName {
  return name === 'wrong_height' ? 'not_of_one_place' : name;
}
