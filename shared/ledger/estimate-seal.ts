/** Seals answers to a task (R5): until all of a panel have sealed theirs, none can be led by another's. */
import { hexToBytes, textToBytes } from '../base/bytes.ts';
import { codecOf } from '../base/struct.ts';
import type { Answer } from '../work/work-state.ts';
import type { Hash } from './merkle.ts';
import { answerField } from './work-fields.ts';

const domain = textToBytes('common-hours/estimate/v1');

/** An answer by itself, as its seal covers it and its machine keeps it. */
export const answerCodec = codecOf(answerField);

/**
 * 32 bytes: `hash("common-hours/estimate/v1" | community | task | round | member | salt | answer)`; the salt is 32
 * secret bytes, without which the few answers that there are could be tried out.
 */
export function sealOfAnswer(
  {
    community,
    task,
    round,
    member,
    salt,
    answer,
  }: {
    readonly community: Uint8Array;
    readonly task: string;
    readonly round: number;
    readonly member: string;
    readonly salt: Uint8Array;
    readonly answer: Answer;
  },
  hash: Hash,
): Uint8Array {
  const who = [hexToBytes(task), Uint8Array.of(round), hexToBytes(member)];
  return hash(domain, community, ...who, salt, answerCodec.encode(answer));
}
