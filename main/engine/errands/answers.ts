/** Answers on their way in: the result is put together, and result and receipt are checked against what was agreed. */
import { hexToBytes, sameBytes } from '../../../shared/base/bytes.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { refuse } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberKeyOf } from '../../../shared/domain/peer-id.ts';
import type { Attempt } from '../../../shared/jobs/errand.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { MessageOf } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import type { ErrandWish } from './contract.ts';

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
  /** The slice's id, in hexadecimal. */
  readonly slice: string;
  readonly ratingMilli: number;
  /** As it was told; null where it was not. */
  readonly femtosecondsPerUnit: number | null;
  /** Since it was asked for. */
  readonly elapsedMs: number;
}

export interface Answers {
  /** An answer begins; it is whole at once where the result is inside, or empty. */
  begin(peer: string, message: MessageOf<'answer'>): Arrived | 'other_size_than_said' | null;
  add(
    attempt: string,
    offset: number,
    bytes: Uint8Array,
  ): Arrived | 'piece_out_of_place' | 'too_many_unfinished' | null;
  drop(attempt: string): void;
  /** What the receipt says, if it may be signed. */
  check(
    wish: Pick<ErrandWish, 'job' | 'ceiling'>,
    agreed: Agreed,
    arrived: Arrived,
  ): Result<ReceiptBody, Refusal>;
  /** This peer's signature of this very receipt, if it was given before. */
  signedBefore(supplier: string, attempt: string, body: Uint8Array): Uint8Array | null;
}

interface Incoming {
  readonly peer: string;
  readonly receipt: Uint8Array;
  readonly signature: Uint8Array;
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
    begin(peer, { attempt, resultBytes, result, receipt, signature }) {
      if (result !== null) {
        const isWhole = result.byteLength === resultBytes;
        return isWhole ? { result, body: receipt, signature } : 'other_size_than_said';
      }
      // Sent twice, after a reconnection: the pieces of the first are on their way already.
      if (incoming.has(attempt)) return null;
      incoming.set(attempt, { peer, receipt, signature, result: createAssembler(resultBytes) });
      return whole(attempt);
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
    check({ job, ceiling }, agreed, arrived) {
      const { attempt, slice, ratingMilli, femtosecondsPerUnit, elapsedMs } = agreed;
      const body = decodeReceiptBody(arrived.body);
      if (body === null) return refuse('malformed_receipt', 'The receipt cannot be read.');
      return ledger.check(body, arrived.signature, {
        community: community.id,
        supplier: memberKeyOf(attempt.peer),
        consumer: keys.member,
        job: hexToBytes(job),
        slice: hexToBytes(slice),
        nonce: hexToBytes(attempt.nonce),
        resultHash: cryptography.hash(arrived.result),
        ratingMilli,
        femtosecondsPerUnit,
        ceiling,
        epochs: epochsSince(attempt.askedAtMs, elapsedMs),
        elapsedMs,
      });
    },
    signedBefore(supplier, attempt, body) {
      const kept = ledger.ofAttempt(hexToBytes(attempt));
      if (kept === null || !sameBytes(kept.receipt.body.supplier, memberKeyOf(supplier)))
        return null;
      const isSame = sameBytes(encodeReceiptBody(kept.receipt.body), body);
      return isSame ? kept.receipt.consumerSignature : null;
    },
  };
}
