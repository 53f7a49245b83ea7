/** What suppliers say about this person's jobs, and what it means for them. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { printable } from '../../../shared/base/printable.ts';
import { attemptOf } from '../../../shared/jobs/job.ts';
import { ratingMilliMax } from '../../../shared/domain/cpu-hours.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { faultsOfTheJob } from '../../../shared/jobs/task.ts';
import type { Message, MessageOf, Piece } from '../../../shared/peers/protocol.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock, KeptReceipt } from '../ports.ts';
import type { Answers, Arrived } from './answers.ts';
import type { Avoidance } from './avoidance.ts';
import type { Dispatch } from './dispatch.ts';
import type { JobBook } from './job-book.ts';
import type { JobRates } from './job-rates.ts';
import { mediaOf } from './media.ts';

const jobFaults: ReadonlySet<string> = new Set(faultsOfTheJob);
const rateTooLow = 'rate_too_low';
const newsOfARun: ReadonlySet<string> = new Set(['take', 'began', 'used']);

export interface Replies {
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
  /** Ends the jobs whose receipt was kept just before the program fell over. */
  finishPaid(): void;
}

interface RepliesParts {
  readonly clock: Clock;
  readonly book: JobBook;
  readonly peers: Peers;
  readonly avoidance: Avoidance;
  readonly answers: Answers;
  readonly dispatch: Dispatch;
  readonly rates: JobRates;
}

/** The ears of the jobs service. */
export function createReplies(parts: RepliesParts): Replies {
  const { clock, book, peers, avoidance, answers, dispatch, rates } = parts;
  const { happened } = dispatch;

  function told(id: string, peer: string, message: Message): void {
    const nowMs = clock.now();
    switch (message.type) {
      case 'take': {
        const { ratingMilli } = message;
        if (ratingMilli < 1 || ratingMilli > ratingMilliMax) {
          peers.misbehaved(peer, 'rating_out_of_range');
        } else happened(id, { type: 'taken', ratingMilli });
        return;
      }
      case 'decline':
        avoidance.avoid(id, peer, 'declined');
        happened(id, {
          type: 'declined',
          reason: printable(message.detail),
          doubtsRate: message.name === rateTooLow,
        });
        return;
      case 'began':
        happened(id, { type: 'began', nowMs });
        return;
      case 'used': {
        const { cpuMicroseconds, workCount, suspended } = message;
        const heldSinceMs = suspended ? (dispatch.meanwhile(id)?.heldSinceMs ?? nowMs) : null;
        dispatch.noted(id, { cpuMicroseconds, workCount, heldSinceMs });
        return;
      }
      case 'answer': {
        happened(id, { type: 'answer_came' });
        if (book.find(id)?.progress.state.at !== 'checking') {
          peers.misbehaved(peer, 'answer_before_its_time');
          return;
        }
        const arrived = answers.begin(peer, message);
        if (arrived !== null) check(id, peer, arrived);
        return;
      }
      case 'unknown':
        avoidance.avoid(id, peer, 'declined');
        happened(id, { type: 'peer_lost', reason: 'The program there was restarted.', nowMs });
        return;
      case 'failed': {
        avoidance.avoid(id, peer, 'failed');
        const fault = faultOf(message.name);
        const othersLend = peers
          .present()
          .some((other) => other.member !== memberOf(peer) && other.standing.lending);
        const reason = printable(message.detail);
        happened(id, { type: 'failed_there', fault, reason, othersLend, nowMs });
        return;
      }
      default:
    }
  }

  /** An answer that comes again, because its signature did not arrive; or one that comes too late. */
  function answerOfNoJob(peer: string, { attempt, receipt }: MessageOf<'answer'>): void {
    const signature = answers.signedBefore(peer, attempt, receipt);
    if (signature !== null) peers.send(peer, { type: 'signed', attempt, signature });
    else {
      const detail = 'The answer came after the job had gone to somebody else or was cancelled.';
      peers.send(peer, { type: 'dispute', attempt, name: 'late', detail });
    }
  }

  function check(id: string, peer: string, arrived: Arrived): void {
    const job = book.find(id);
    if (job?.progress.state.at !== 'checking') return;
    const { attempt, ratingMilli } = job.progress.state;
    const { elapsedMs, isMeasured } = dispatch.elapsedSinceAsked(attempt);
    // The result is kept before the receipt is, so that nobody pays for what a fall then takes away.
    book.update(id, job, arrived.result);
    const { femtosecondsPerUnit } = job.progress;
    const agreed = { attempt, ratingMilli, femtosecondsPerUnit, elapsedMs };
    const kept = answers.check(id, job, agreed, arrived);
    if (!kept.ok) {
      refused(id, peer, attempt.nonce, kept.error);
      if (!isMatterOfClocks(kept.error.name, isMeasured)) peers.misbehaved(peer, kept.error.name);
      return;
    }
    rates.learn(id, kept.value.receipt.body);
    accepted(id, kept.value, arrived.result);
    const signature = kept.value.receipt.consumerSignature;
    peers.send(peer, { type: 'signed', attempt: attempt.nonce, signature });
  }

  function accepted(
    id: string,
    { id: receipt, receipt: { body } }: KeptReceipt,
    whole: Uint8Array,
  ) {
    const { cpuMicroseconds, workCount, microCpuHours: cost, resultHash } = body;
    const result = { hash: bytesToHex(resultHash), bytes: whole.byteLength };
    const nowMs = clock.now();
    happened(
      id,
      { type: 'accepted', result, receipt, cpuMicroseconds, workCount, cost, nowMs },
      mediaOf(whole),
    );
  }

  function refused(
    id: string,
    peer: string,
    attempt: string,
    { name, detail }: { readonly name: string; readonly detail: string },
  ): void {
    avoidance.avoid(id, peer, 'failed');
    peers.send(peer, { type: 'dispute', attempt, name, detail });
    const reason = `The answer was not accepted. ${detail}`;
    happened(id, { type: 'refused', reason, nowMs: clock.now() });
  }

  return {
    message(peer, message) {
      if (!('attempt' in message)) return;
      const id = dispatch.jobOf(message.attempt, peer);
      if (id !== null) told(id, peer, message);
      else if (message.type === 'answer') answerOfNoJob(peer, message);
      else if (newsOfARun.has(message.type)) {
        // Whoever could not be told to stop when the job was cancelled or given up is told now.
        peers.send(peer, { type: 'stop', attempt: message.attempt });
      }
    },
    piece(peer, { attempt, part, offset, bytes }) {
      const id = dispatch.jobOf(attempt, peer);
      if (id === null || part !== 'result') return;
      const arrived = answers.add(attempt, offset, bytes);
      if (typeof arrived === 'string') peers.misbehaved(peer, arrived);
      else if (arrived !== null) check(id, peer, arrived);
      else dispatch.bePatient(id);
    },
    finishPaid() {
      for (const [id, { progress }] of [...book.all()]) {
        const attempt = attemptOf(progress.state);
        const paid = attempt === null ? null : answers.paidFor(attempt.nonce);
        const result = paid === null ? null : book.result(id);
        if (paid === null || result === null) continue;
        happened(id, { type: 'answer_came' });
        accepted(id, paid, result);
      }
    },
  };
}

function faultOf(name: string): 'job' | 'machine' | 'rate' {
  if (name === rateTooLow) return 'rate';
  return jobFaults.has(name) ? 'job' : 'machine';
}

/**
 * Whether an honest supplier can be refused for this: the clock of either may be wrong, and the time since the
 * asking is not known for certain when this program was started anew in between.
 */
function isMatterOfClocks(name: string, isMeasured: boolean): boolean {
  return name === 'wrong_epoch' || (name === 'more_than_the_time_that_passed' && !isMeasured);
}
