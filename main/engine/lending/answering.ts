/** From a finished run to a receipt that both have signed: the answer is kept until its consumer has signed it. */
import { hexToBytes } from '../../../shared/base/bytes.ts';
import { microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';
import { epochOf } from '../../../shared/domain/epoch.ts';
import type { SliceOutcome } from '../../../shared/jobs/task.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { MessageOf } from '../../../shared/peers/protocol.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { RunBook } from './run-book.ts';
import { keptRun } from './live-run.ts';
import type { LiveRun } from './live-run.ts';

export interface Answering {
  /** Signs and keeps the answer of a run, and sends it. `cpuLimit` is what the ceiling allows. */
  answer(run: LiveRun, outcome: SliceOutcome, cpuLimit: number): void;
  /** Sends an answer that waits for its signature, with the result behind it; once on each connection. */
  send(member: string, attempt: string): void;
  /** The member is there anew. */
  sendAll(member: string): void;
  left(member: string): void;
  signed(member: string, message: MessageOf<'signed'>): void;
  /** The consumer does not want it, or does not accept it. */
  withdraw(member: string, attempt: string, detail: string): void;
}

export interface AnsweringParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography'>;
  readonly community: Uint8Array;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly book: RunBook;
  readonly onChange: () => void;
}

/** The supplier's half of every receipt. */
export function createAnswering(parts: AnsweringParts): Answering {
  const { ports, community, peers, ledger, book, onChange } = parts;
  const { clock, keys, cryptography } = ports;
  /** What was sent on the present connection: asking again costs nothing, and so it gets nothing. */
  const sent = new Map<string, Set<string>>();

  function send(member: string, attempt: string): void {
    const run = book.find(attempt);
    if (run?.receipt == null || run.resultBytes === null) {
      peers.send(member, { type: 'unknown', attempt });
      return;
    }
    const before = sent.get(member) ?? new Set();
    if (before.has(attempt) || peers.find(member) === null) return;
    sent.set(member, before.add(attempt));
    const { resultBytes } = run;
    const { body, signature } = run.receipt;
    peers.send(member, { type: 'answer', attempt, resultBytes, receipt: body, signature });
    if (resultBytes > 0) peers.sendBlob(member, attempt, 'result', () => book.result(attempt));
  }

  return {
    answer(run, { output, cpuMicroseconds }, cpuLimit) {
      const { ask, ratingMilli, member } = run;
      // The last moments before a limit is noticed are not charged: the ceiling is a promise.
      const charged = Math.min(cpuMicroseconds, cpuLimit);
      const microCpuHours = microCpuHoursOf(charged, ratingMilli);
      const body: ReceiptBody = {
        community,
        supplier: keys.member,
        consumer: hexToBytes(member),
        job: hexToBytes(ask.job),
        slice: hexToBytes(ask.slice),
        resultHash: cryptography.hash(output),
        nonce: hexToBytes(ask.attempt),
        cpuMicroseconds: charged,
        ratingMilli,
        microCpuHours,
        epoch: epochOf(clock.now()),
      };
      const receipt = { body: encodeReceiptBody(body), signature: ledger.propose(body) };
      const kept = keptRun(run, clock.now());
      const resultBytes = output.byteLength;
      const answered = { ...kept, state: 'answered', receipt, resultBytes, microCpuHours } as const;
      book.put(ask.attempt, answered, output);
      send(member, ask.attempt);
    },
    send,
    left(member) {
      sent.delete(member);
    },
    sendAll(member) {
      sent.delete(member);
      for (const attempt of book.answeredFor(member)) send(member, attempt);
    },
    signed(member, { attempt, signature }) {
      const run = book.find(attempt);
      if (run?.member !== member || run.state !== 'answered' || run.receipt === null) return;
      const body = decodeReceiptBody(run.receipt.body);
      if (body === null) return;
      const receipt = ledger.keepGiven(body, run.receipt.signature, signature);
      if (receipt.ok) {
        book.put(attempt, { ...run, state: 'given', atMs: clock.now() });
        onChange();
      } else peers.misbehaved(member, receipt.error.name);
    },
    withdraw(member, attempt, detail) {
      const run = book.find(attempt);
      if (run?.member !== member || run.state !== 'answered') return;
      peers.dropBlobs(member, attempt);
      book.put(attempt, { ...run, state: 'failed', detail, atMs: clock.now() });
      onChange();
    },
  };
}
