/** From a finished run to a receipt that both have signed: the answer is kept until its consumer has signed it. */
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import { microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';
import { memberKeyOf, memberOf } from '../../../shared/domain/peer-id.ts';
import type { SliceOutcome } from '../../../shared/jobs/task.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import { inlineBytesMax } from '../../../shared/peers/protocol.ts';
import type { MessageOf } from '../../../shared/peers/protocol.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { keptRun } from './live-run.ts';
import type { LiveRun } from './live-run.ts';
import { isUnderpaid, rateTooLow } from './pay.ts';
import type { RunBook } from './run-book.ts';
import { isAwaited } from './run.ts';
import type { ShortWork } from './short-work.ts';
import type { KeptRun, UnratedRun } from './run.ts';

/** A consumer that is here and does not say its work rate for so long after the end gets nothing. */
const rateWithinMs = 60_000;

export interface Answering {
  /**
   * Signs and keeps the answer of a run, and sends it; without a work rate it is kept until that comes. `cpuLimit`
   * is what the ceiling allows; `then` is called when it was kept, and sent where it could be.
   */
  answer(run: LiveRun, outcome: SliceOutcome, cpuLimit: number, then: () => void): void;
  /** The work rate of a run that is done. */
  rated(peer: string, message: MessageOf<'rate'>): void;
  /** Sends an answer that waits for its signature, with the result behind it; once on each connection. */
  send(peer: string, attempt: string): void;
  /** The peer is there anew. */
  sendAll(peer: string): void;
  left(peer: string): void;
  signed(peer: string, message: MessageOf<'signed'>): void;
  /** The consumer does not want it, or does not accept it. */
  withdraw(peer: string, attempt: string, detail: string): void;
  stop(): void;
}

export interface AnsweringParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community'>;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly group: GroupCommit;
  readonly book: RunBook;
  readonly shortWork: ShortWork;
  readonly onChange: () => void;
}

/** The supplier's half of every receipt. */
export function createAnswering(parts: AnsweringParts): Answering {
  const { ports, peers, ledger, group, book, shortWork, onChange } = parts;
  const { clock, cryptography } = ports;
  /** What was sent on the present connection and waits: asking again costs nothing, and so it gets nothing. */
  const sent = new Map<string, Set<string>>();
  const waits = new Map<string, () => void>();
  /** Receipts that were signed here in this start of the program: nobody has to check that. */
  const signedHere = new WeakSet<NonNullable<KeptRun['receipt']>>();

  // The receipt is on the disk first, and that the run has ended by it only later.
  for (const [attempt, run] of [...book.kept()]) {
    const body = run.state === 'answered' && run.receipt !== null ? run.receipt.body : null;
    const signed = body === null ? null : decodeReceiptBody(body);
    if (signed !== null && ledger.isKept(signed)) given(attempt, run);
  }

  function given(attempt: string, run: KeptRun): void {
    sent.get(run.peer)?.delete(attempt);
    book.putSoon(attempt, { ...run, state: 'given', receipt: null, atMs: clock.now() });
  }

  function send(peer: string, attempt: string, known?: Uint8Array): void {
    const run = book.find(attempt);
    if (run?.state !== 'answered' || run.receipt === null || run.resultBytes === null) {
      peers.send(peer, { type: 'unknown', attempt });
      return;
    }
    const before = sent.get(peer) ?? new Set();
    if (before.has(attempt) || peers.find(peer) === null) return;
    sent.set(peer, before.add(attempt));
    const { resultBytes, console } = run;
    const said = console === undefined ? {} : { console };
    const { body, signature } = run.receipt;
    const result = resultBytes <= inlineBytesMax ? (known ?? book.result(attempt)) : null;
    const answer = { attempt, resultBytes, result, receipt: body, signature, ...said };
    peers.send(peer, { type: 'answer', ...answer });
    if (result === null) peers.sendBlob(peer, attempt, 'result', () => book.result(attempt));
  }

  /** Signs what is kept, or is about to be. */
  function sign(attempt: string, run: KeptRun, of: SignedFacts, how: HowKept = {}): void {
    const body = bodyOf(parts, attempt, run, of);
    const { microCpuHours } = body;
    const receipt = { body: encodeReceiptBody(body), signature: ledger.propose(body) };
    signedHere.add(receipt);
    const answered = { ...run, state: 'answered', unrated: null, receipt, microCpuHours } as const;
    book.put(attempt, answered, how.result, () => {
      // It may have been taken back in between.
      if (book.find(attempt)?.state === 'answered') send(run.peer, attempt, how.result);
      how.then?.();
    });
  }

  function awaitRate(peer: string, attempt: string): void {
    endWait(attempt);
    const unrated = book.find(attempt)?.unrated ?? null;
    if (unrated === null || peers.find(peer) === null) return;
    const { cpuMicroseconds, workCount } = unrated;
    // Whoever does not want it any more says so, and whoever waits for it stays patient.
    peers.send(peer, { type: 'used', attempt, cpuMicroseconds, workCount, suspended: false });
    const detail = 'The work rate of the program did not come in time.';
    waits.set(
      attempt,
      clock.after(rateWithinMs, () => {
        fail(attempt, 'no_rate', detail);
      }),
    );
  }

  function endWait(attempt: string): void {
    waits.get(attempt)?.();
    waits.delete(attempt);
  }

  function fail(attempt: string, name: string, detail: string): void {
    const run = book.find(attempt);
    if (run === null) return;
    endWait(attempt);
    const ended = { ...run, state: 'failed', failure: name, detail, unrated: null } as const;
    book.put(attempt, { ...ended, atMs: clock.now() }, undefined, () => {
      peers.send(run.peer, { type: 'failed', attempt, name, detail });
      onChange();
    });
  }

  /** Within a change of the group commit. The name of what is wrong with the signature, or null. */
  function keepSigned(peer: string, attempt: string, signature: Uint8Array): string | null {
    const run = book.find(attempt);
    if (run?.peer !== peer || run.state !== 'answered' || run.receipt === null) return null;
    const body = decodeReceiptBody(run.receipt.body);
    if (body === null) return null;
    const isOurs = signedHere.has(run.receipt);
    const kept = ledger.keepGiven(peer, body, run.receipt.signature, signature, isOurs);
    if (!kept.ok) return kept.error.name;
    given(attempt, run);
    return null;
  }

  return {
    answer(run, { output, cpuMicroseconds, workCount, console }, cpuLimit, then) {
      const { attempt, slice } = run.ask;
      const resultHash = bytesToHex(cryptography.hash(output));
      // The last moments before a limit is noticed are not charged: the ceiling is a promise.
      const charged = Math.min(cpuMicroseconds, cpuLimit);
      const { ratingMilli, femtosecondsPerUnit } = run;
      const unrated = { slice, resultHash, cpuMicroseconds: charged, ratingMilli, workCount };
      const said = console === undefined ? {} : { console };
      const kept = { ...keptRun(run, clock.now()), resultBytes: output.byteLength, ...said };
      if (femtosecondsPerUnit === null) {
        book.put(attempt, { ...kept, state: 'unrated', unrated }, output, then);
        awaitRate(run.peer, attempt);
      } else sign(attempt, kept, { ...unrated, femtosecondsPerUnit }, { result: output, then });
    },
    rated(peer, { attempt, femtosecondsPerUnit }) {
      const run = book.find(attempt);
      if (run?.peer !== peer || run.unrated === null) return;
      const { unrated } = run;
      const { ratingMilli } = unrated;
      const isTooMuch = shortWork.isTooMuch(
        memberOf(peer),
        femtosecondsPerUnit,
        unrated,
        ratingMilli,
      );
      if (isTooMuch || isUnderpaid(femtosecondsPerUnit, unrated, ratingMilli, 'inAll')) {
        fail(attempt, rateTooLow.name, rateTooLow.because);
        return;
      }
      endWait(attempt);
      sign(attempt, run, { ...unrated, femtosecondsPerUnit });
      onChange();
    },
    send,
    left(peer) {
      sent.delete(peer);
      for (const attempt of book.answeredFor(peer)) endWait(attempt);
    },
    sendAll(peer) {
      sent.delete(peer);
      for (const attempt of book.answeredFor(peer)) {
        if (book.find(attempt)?.state === 'unrated') awaitRate(peer, attempt);
        else send(peer, attempt);
      }
    },
    signed(peer, { attempt, signature }) {
      let refused: string | null = null;
      group.write(
        () => {
          refused = keepSigned(peer, attempt, signature);
        },
        () => {
          if (refused === null) onChange();
          else peers.misbehaved(peer, refused);
        },
      );
    },
    withdraw(peer, attempt, detail) {
      const run = book.find(attempt);
      if (run?.peer !== peer || !isAwaited(run)) return;
      endWait(attempt);
      sent.get(peer)?.delete(attempt);
      peers.dropBlobs(peer, attempt);
      book.put(attempt, { ...run, state: 'failed', detail, unrated: null, atMs: clock.now() });
      onChange();
    },
    stop() {
      for (const cancel of waits.values()) cancel();
    },
  };
}

interface HowKept {
  /** Where it is not kept yet. */
  readonly result?: Uint8Array;
  readonly then?: () => void;
}

type SignedFacts = UnratedRun & Pick<ReceiptBody, 'femtosecondsPerUnit'>;

function bodyOf(
  { ports: { clock, keys, community } }: AnsweringParts,
  attempt: string,
  { peer, job }: KeptRun,
  { slice, resultHash, ...measured }: SignedFacts,
): ReceiptBody {
  return {
    community: community.id,
    supplier: keys.member,
    consumer: memberKeyOf(peer),
    job: hexToBytes(job),
    slice: hexToBytes(slice),
    resultHash: hexToBytes(resultHash),
    nonce: hexToBytes(attempt),
    ...measured,
    microCpuHours: microCpuHoursOf(measured),
    epoch: community.epochAt(clock.now()),
  };
}
