/** Answers on their way in: the result is put together, and result and receipt are checked against what was agreed. */
import { hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { refuse } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberKeyOf } from '../../../shared/domain/peer-id.ts';
import type { Attempt } from '../../../shared/jobs/job.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { MessageOf } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { KeptReceipt, Ports } from '../ports.ts';
import type { KeptJob } from './kept-job.ts';

/** Bytes of unfinished answers that one peer may leave here: one at a time arrives, another was broken off. */
const unfinishedBytesMax = 2 * limits.resultBytes;

export interface Arrived {
  readonly result: Uint8Array;
  /** The receipt's body as it came, and the supplier's signature. */
  readonly body: Uint8Array;
  readonly signature: Uint8Array;
}

export interface Agreed {
  readonly attempt: Attempt;
  readonly ratingMilli: number;
  /** As it was told; null where it was not. */
  readonly femtosecondsPerUnit: number | null;
  /** Since it was asked for. */
  readonly elapsedMs: number;
}

export interface Answers {
  /** An answer begins; it is whole at once where the result is empty. */
  begin(peer: string, message: MessageOf<'answer'>): Arrived | null;
  add(
    attempt: string,
    offset: number,
    bytes: Uint8Array,
  ): Arrived | 'piece_out_of_place' | 'too_many_unfinished' | null;
  drop(attempt: string): void;
  /** The receipt, signed by both and kept, or why it was not signed. */
  check(id: string, job: KeptJob, agreed: Agreed, arrived: Arrived): Result<KeptReceipt, Refusal>;
  /** The receipt of this attempt, if it was signed. */
  paidFor(attempt: string): KeptReceipt | null;
  /** This peer's signature of this very receipt, if it was given before. */
  signedBefore(supplier: string, attempt: string, body: Uint8Array): Uint8Array | null;
}

interface Incoming extends Omit<MessageOf<'answer'>, 'result'> {
  readonly peer: string;
  readonly result: Assembler;
}

interface AnswersParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community'>;
  readonly ledger: Ledger;
}

/** Collects answers. */
export function createAnswers({ ports, ledger }: AnswersParts): Answers {
  const { clock, keys, cryptography, community } = ports;
  const incoming = new Map<string, Incoming>();

  function whole(attempt: string): Arrived | null {
    const answer = incoming.get(attempt);
    const result = answer?.result.complete() ?? null;
    if (answer === undefined || result === null) return null;
    incoming.delete(attempt);
    return { result, body: answer.receipt, signature: answer.signature };
  }

  /** By what the clock said at the asking, and by what it says now: it may have been set in between. */
  function epochsSince(askedAtMs: number, elapsedMs: number) {
    const nowMs = clock.now();
    return {
      first: community.epochAt(Math.min(askedAtMs, nowMs - elapsedMs)),
      last: community.epochAt(Math.max(askedAtMs + elapsedMs, nowMs)),
    };
  }

  function unfinishedBytes(peer: string): number {
    let bytes = 0;
    for (const answer of incoming.values())
      if (answer.peer === peer) bytes += answer.result.received();
    return bytes;
  }

  return {
    begin(peer, message) {
      // Sent twice, after a reconnection: the pieces of the first are on their way already.
      if (incoming.has(message.attempt)) return null;
      const result = createAssembler(message.resultBytes);
      if (message.result !== null) result.add(0, message.result);
      incoming.set(message.attempt, { ...message, peer, result });
      return whole(message.attempt);
    },
    add(attempt, offset, bytes) {
      const answer = incoming.get(attempt);
      if (answer === undefined) return null;
      if (!answer.result.add(offset, bytes)) return 'piece_out_of_place';
      const arrived = whole(attempt);
      return arrived === null && unfinishedBytes(answer.peer) > unfinishedBytesMax
        ? 'too_many_unfinished'
        : arrived;
    },
    drop(attempt) {
      incoming.delete(attempt);
    },
    check(id, job, { attempt, ratingMilli, femtosecondsPerUnit, elapsedMs }, arrived) {
      const body = decodeReceiptBody(arrived.body);
      if (body === null) return refuse('malformed_receipt', 'The receipt cannot be read.');
      return ledger.countersign(attempt.peer, body, arrived.signature, {
        community: community.id,
        supplier: memberKeyOf(attempt.peer),
        consumer: keys.member,
        job: hexToBytes(id),
        slice: hexToBytes(job.slice),
        nonce: hexToBytes(attempt.nonce),
        resultHash: cryptography.hash(arrived.result),
        ratingMilli,
        femtosecondsPerUnit,
        ceiling: job.ceiling,
        epochs: epochsSince(attempt.askedAtMs, elapsedMs),
        elapsedMs,
      });
    },
    paidFor: (attempt) => ledger.ofAttempt(hexToBytes(attempt)),
    signedBefore(supplier, attempt, body) {
      const kept = ledger.ofAttempt(hexToBytes(attempt));
      if (kept === null || !sameBytes(kept.receipt.body.supplier, memberKeyOf(supplier)))
        return null;
      const isSame = sameBytes(encodeReceiptBody(kept.receipt.body), body);
      return isSame ? kept.receipt.consumerSignature : null;
    },
  };
}
