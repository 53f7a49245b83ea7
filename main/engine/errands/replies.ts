/** What suppliers say about errands, and what it means for them. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { printable, printableLines } from '../../../shared/base/printable.ts';
import { attemptOf } from '../../../shared/jobs/errand.ts';
import { ratingMilliMax } from '../../../shared/domain/cpu-hours.ts';
import { faultsOfTheJob } from '../../../shared/jobs/task.ts';
import type { Message, MessageOf, Piece } from '../../../shared/peers/protocol.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock } from '../ports.ts';
import type { Answers, Arrived } from './answers.ts';
import type { Avoidance } from './avoidance.ts';
import type { ErrandSource } from './contract.ts';
import type { Dispatch } from './dispatch.ts';
import type { ErrandIndex } from './errand-index.ts';
import { heldUntil } from './errand-news.ts';
import type { Errand } from './errand.ts';
import type { TakingUp } from './taking-up.ts';

const jobFaults: ReadonlySet<string> = new Set(faultsOfTheJob);
const rateTooLow = 'rate_too_low';
/** Failures that say nothing about whoever had it. */
const innocent: ReadonlySet<string> = new Set([
  'ceiling_reached',
  'no_free_core',
  'checkpoint_refused',
]);
const newsOfARun: ReadonlySet<string> = new Set(['take', 'need', 'began', 'used']);

export interface Replies {
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
}

interface RepliesParts {
  readonly clock: Clock;
  readonly peers: Peers;
  readonly source: ErrandSource;
  readonly avoidance: Avoidance;
  readonly answers: Answers;
  readonly index: ErrandIndex;
  readonly dispatch: Dispatch;
  readonly takingUp: TakingUp;
}

/** The ears of the errands. */
export function createReplies(parts: RepliesParts): Replies {
  const { clock, peers, source, avoidance, answers, index, dispatch, takingUp } = parts;
  const { happened, asking } = dispatch;

  /** The errand that this attempt belongs to, while it is under way at that peer. */
  function underWay(attempt: string, peer: string): Errand | null {
    const errand = index.byAttempt(attempt);
    return errand !== null && attemptOf(errand.progress.state)?.peer === peer ? errand : null;
  }

  function told(errand: Errand, peer: string, message: Message): void {
    switch (message.type) {
      case 'take': {
        const { ratingMilli, needsModule } = message;
        if (ratingMilli < 1 || ratingMilli > ratingMilliMax) {
          peers.misbehaved(peer, 'rating_out_of_range');
        } else {
          avoidance.taken(errand.wish.job, peer);
          happened(errand, { type: 'taken', ratingMilli, needsModule });
        }
        return;
      }
      case 'need': {
        const { state } = errand.progress;
        if (state.at === 'sending') asking.sendModule(errand, state.attempt);
        return;
      }
      case 'decline': {
        const doubtsRate = message.name === rateTooLow;
        const reason = printable(message.detail);
        avoidance.declined(errand.wish.job, peer, message.name);
        happened(errand, { type: 'declined', reason, doubtsRate });
        return;
      }
      case 'began':
        happened(errand, { type: 'began', nowMs: clock.now() });
        return;
      case 'used':
        used(errand, peer, message);
        return;
      case 'checkpoint':
        takingUp.announced(errand, peer, message);
        return;
      case 'answer':
        answered(errand, peer, message);
        return;
      case 'unknown': {
        const reason = 'The program there was restarted.';
        dispatch.cameToNothing(errand, peer);
        happened(errand, { type: 'peer_lost', reason, nowMs: clock.now() });
        return;
      }
      case 'failed': {
        const { name, detail, console = '' } = message;
        const reason = printable(detail);
        errand.console = printableLines(console);
        // That a slice needs more than it was given, or its turn never came, says nothing about who had it.
        if (!innocent.has(name)) dispatch.cameToNothing(errand, peer);
        const attempt = attemptOf(errand.progress.state);
        const fault = faultOf(name, attempt?.from !== undefined);
        happened(errand, { type: 'failed_there', fault, name, reason, nowMs: clock.now() });
        return;
      }
      default:
    }
  }

  function used(errand: Errand, peer: string, message: MessageOf<'used'>): void {
    const { cpuMicroseconds, workCount, suspended, progressMilli = null } = message;
    takingUp.used(errand, cpuMicroseconds);
    errand.heldSinceMs = suspended ? (errand.heldSinceMs ?? clock.now()) : null;
    // A word of somebody who has it in line, or of one that runs; its time runs on.
    if (errand.progress.state.at === 'sending') dispatch.bePatient(errand);
    const heldUntilMs = heldUntil(errand.heldSinceMs);
    source.onNews(errand.id, errand.wish, {
      ...{ type: 'used', peer, cpuMicroseconds, workCount, heldUntilMs, progressMilli },
    });
  }

  function answered(errand: Errand, peer: string, message: MessageOf<'answer'>): void {
    happened(errand, { type: 'answer_came' });
    if (errand.progress.state.at !== 'checking') {
      peers.misbehaved(peer, 'answer_before_its_time');
      return;
    }
    errand.console = printableLines(message.console ?? '');
    const arrived = answers.begin(peer, message);
    if (typeof arrived === 'string') peers.misbehaved(peer, arrived);
    else if (arrived !== null) check(errand, peer, arrived);
  }

  /** An answer that comes again, because what was said to it did not arrive; or one that comes too late. */
  function answerAgain(peer: string, { attempt, receipt }: MessageOf<'answer'>): void {
    const state = index.byAttempt(attempt)?.progress.state ?? null;
    const isOurs = state !== null && 'attempt' in state && state.attempt.peer === peer;
    // It is judged yet.
    if (isOurs && state.at === 'answered') return;
    const signature = answers.signedBefore(peer, attempt, receipt);
    if (signature !== null) peers.send(peer, { type: 'signed', attempt, signature });
    else if (isOurs && state.at === 'refused') {
      const { name, reason: detail } = state;
      peers.send(peer, { type: 'dispute', attempt, name, detail });
    } else {
      const detail = 'The answer came after the job had gone to somebody else or was cancelled.';
      peers.send(peer, { type: 'dispute', attempt, name: 'late', detail });
    }
  }

  function check(errand: Errand, peer: string, arrived: Arrived): void {
    const { state, femtosecondsPerUnit } = errand.progress;
    const input = asking.inputFactsOf(errand);
    if (state.at !== 'checking' || input === null) return;
    const { attempt, ratingMilli } = state;
    const { elapsedMs, isMeasured } = dispatch.elapsedSinceAsked(attempt);
    const { slice } = input;
    const agreed = { attempt, slice, ratingMilli, femtosecondsPerUnit, elapsedMs };
    const checked = answers.check(errand.wish, agreed, arrived);
    if (!checked.ok) {
      const { name, detail } = checked.error;
      dispatch.cameToNothing(errand, peer);
      peers.send(peer, { type: 'dispute', attempt: attempt.nonce, name, detail });
      const reason = `The answer was not accepted. ${detail}`;
      happened(errand, { type: 'not_accepted', name, reason, nowMs: clock.now() });
      if (!isMatterOfClocks(name, isMeasured)) peers.misbehaved(peer, name);
      return;
    }
    const { resultHash, cpuMicroseconds, microCpuHours: cost } = checked.value;
    // The receipt speaks of what this supplier did; answers are compared by the whole.
    const workCount = checked.value.workCount + (attempt.from?.workCount ?? 0);
    const bytes = arrived.result.byteLength;
    const hash = bytesToHex(resultHash);
    errand.result = arrived.result;
    errand.isChecked = true;
    avoidance.answered(errand.wish.job, peer);
    happened(errand, {
      type: 'accepted',
      answer: { hash, bytes, cpuMicroseconds, workCount, cost },
      proposal: { body: arrived.body, signature: arrived.signature },
      nowMs: clock.now(),
    });
    // Whoever has answered has a core, or a place in line, for the next.
    asking.lookSoon();
  }

  return {
    message(peer, message) {
      if (!('attempt' in message)) return;
      const { type, attempt } = message;
      const errand = underWay(attempt, peer);
      if (errand !== null) told(errand, peer, message);
      else if (type === 'answer') answerAgain(peer, message);
      else if (newsOfARun.has(type) && index.byAttempt(attempt) === null) {
        // Whoever could not be told to stop when it was stopped or given up is told now.
        peers.send(peer, { type: 'stop', attempt });
      }
    },
    piece(peer, { attempt, part, offset, bytes }) {
      const errand = underWay(attempt, peer);
      if (errand !== null && part === 'checkpoint') takingUp.piece(errand, peer, offset, bytes);
      if (errand === null || part !== 'result') return;
      const arrived = answers.add(attempt, offset, bytes);
      if (typeof arrived === 'string') peers.misbehaved(peer, arrived);
      else if (arrived !== null) check(errand, peer, arrived);
      else dispatch.bePatient(errand);
    },
  };
}

/** What was taken up may have been left in a state in which no run of its own would ever be. */
function faultOf(name: string, isTakenUp: boolean): 'job' | 'machine' | 'rate' {
  if (name === rateTooLow) return 'rate';
  return jobFaults.has(name) && !isTakenUp ? 'job' : 'machine';
}

/**
 * Whether an honest supplier can be refused for this: the clock of either may be wrong, and the time since the
 * asking is not known for certain when this program was started anew in between.
 */
function isMatterOfClocks(name: string, isMeasured: boolean): boolean {
  return name === 'wrong_epoch' || (name === 'more_than_the_time_that_passed' && !isMeasured);
}
