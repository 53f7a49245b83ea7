/** An own estimate as this machine keeps it: what reveals it, and what became of it. */
import { codecOf, key, struct, uint64, uint8 } from '../../../shared/base/struct.ts';
import { text } from '../../../shared/ledger/market-fields.ts';
import { hexKey, optional } from '../../../shared/ledger/snapshot-rows.ts';
import { answerField } from '../../../shared/ledger/work-fields.ts';
import type { Answer } from '../../../shared/work/work-state.ts';

export interface KeptEstimate {
  readonly task: string;
  readonly round: number;
  readonly answer: Answer;
  readonly salt: Uint8Array;
  readonly madeAtMs: bigint;
  /** Id of the record that seals it; null while that one is being written. */
  readonly id: string | null;
  /** Id of the last record that reveals it. */
  readonly reveal: string | null;
  /** Why the record did not take it, by name. */
  readonly refusal: string | null;
}

const version = 1;
const refusalLengthMax = 40;

const codec = codecOf(
  struct<KeptEstimate & { readonly version: number }>({
    version: uint8,
    task: hexKey,
    round: uint8,
    salt: key,
    madeAtMs: uint64,
    id: optional(hexKey),
    reveal: optional(hexKey),
    refusal: optional(text(refusalLengthMax)),
    answer: answerField,
  }),
);

export function encodeKeptEstimate(kept: KeptEstimate): Uint8Array {
  return codec.encode({ version, ...kept });
}

/** Null for what is none. */
export function decodeKeptEstimate(bytes: Uint8Array): KeptEstimate | null {
  const read = codec.decode(bytes);
  if (read?.version !== version) return null;
  const { version: _version, ...kept } = read;
  return kept;
}
