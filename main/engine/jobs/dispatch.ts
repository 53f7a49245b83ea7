/**
 * Carries out what `shared/jobs/job.ts` decides: every step of a job is kept first, and then done. It knows
 * whom to ask and how long to wait; what others say is read in `replies.ts`.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { attemptMs, attemptOf, hasEnded, next } from '../../../shared/jobs/job.ts';
import type { Attempt, JobEffect, JobEvent, JobProgress } from '../../../shared/jobs/job.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { Answers } from './answers.ts';
import { askFor } from './ask.ts';
import type { Avoidance } from './avoidance.ts';
import { choosePeer } from './choose-peer.ts';
import type { JobBook } from './job-book.ts';
import type { JobRates } from './job-rates.ts';
import type { KeptJob } from './kept-job.ts';
import { nothingYet } from './meanwhile.ts';
import type { Meanwhile } from './meanwhile.ts';
import { patienceIn } from './patience.ts';

const lookEveryMs = 2_000;

export interface Dispatch {
  /** Takes one step in the life of a job: keeps it, then does what follows from it. */
  happened(id: string, event: JobEvent, more?: Partial<KeptJob>): void;
  /** Offers every waiting job to somebody suitable, the oldest first. */
  look(): void;
  meanwhile(id: string): Meanwhile | null;
  noted(id: string, change: Partial<Meanwhile>): void;
  /** A sign of life of the peer that has the job. */
  bePatient(id: string): void;
  /** The job that this attempt belongs to, while it is under way at that peer. */
  jobOf(attempt: string, peer: string): string | null;
  /**
   * Time since the attempt was asked for: the longer of what the two clocks say, as one may be set back.
   * Measured by the clock that never runs back, if it was asked in this start of the program.
   */
  elapsedSinceAsked(attempt: Attempt): { readonly elapsedMs: number; readonly isMeasured: boolean };
  /** Whether this job is not asked of that peer now. */
  isAvoided(id: string, peer: string): boolean;
  arrived(peer: string): void;
  left(peer: string): void;
  start(): void;
  stop(): void;
}

interface DispatchParts {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly book: JobBook;
  readonly peers: Peers;
  readonly avoidance: Avoidance;
  readonly answers: Answers;
  readonly rates: JobRates;
  readonly onChange: () => void;
}

/** An attempt that is under way. */
interface Known {
  readonly job: string;
  /** When it was asked for, or when this program was started; by the clock that never runs back. */
  readonly sinceMs: number;
  readonly isOfThisStart: boolean;
}

/** The hands of the jobs service. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const { ports, book, peers, avoidance, answers, rates, onChange } = parts;
  const { clock, random } = ports;
  const meanwhile = new Map<string, Meanwhile>();
  const timers = new Map<string, () => void>();
  const attempts = new Map<string, Known>();
  /** When the last attempt of a job that somebody says is at fault came to nothing. */
  const accusedAt = new Map<string, number>();
  let stopLooking = () => undefined as void;

  function happened(id: string, event: JobEvent, more: Partial<KeptJob> = {}): void {
    const job = book.find(id);
    if (job === null) return;
    const before = attemptOf(job.progress.state);
    const { progress, effects } = next(job.progress, event);
    if (progress === job.progress) return;
    if (isUntaken(job.progress) && isUntaken(progress))
      book.note(id, { ...job, ...more, progress });
    else book.update(id, { ...job, ...more, progress });
    const now = attemptOf(progress.state);
    if (before !== null && now === null) forgetAttempt(id, before);
    if (hasEnded(progress.state)) rates.forget(id);
    if (now !== null && before === null) {
      attempts.set(now.nonce, { job: id, sinceMs: clock.elapsed(), isOfThisStart: true });
    }
    if (progress.accused === null || hasEnded(progress.state)) accusedAt.delete(id);
    else if (progress.failedAttempts > job.progress.failedAttempts) {
      accusedAt.set(id, clock.elapsed());
    }
    // What happens here says nothing about whether the peer still lives.
    if (event.type !== 'rated') bePatient(id);
    onChange();
    for (const effect of effects) carryOut(id, effect);
  }

  function forgetAttempt(id: string, { nonce, peer }: Attempt): void {
    attempts.delete(nonce);
    answers.drop(nonce);
    peers.dropBlobs(peer, nonce);
    meanwhile.delete(id);
  }

  function carryOut(id: string, effect: JobEffect): void {
    if (effect.do === 'look_for_peer') {
      look();
      return;
    }
    const { nonce, peer } = effect.attempt;
    if (effect.do === 'ask') ask(id, effect.attempt);
    else if (effect.do === 'send_rate') sendRate(id, effect.attempt);
    else if (effect.do === 'send_parts') sendParts(id, effect.attempt);
    else if (effect.do === 'ask_status') {
      sendRate(id, effect.attempt);
      peers.send(peer, { type: 'status', attempt: nonce });
    } else peers.send(peer, { type: 'stop', attempt: nonce });
  }

  function sendRate(id: string, { nonce, peer }: Attempt): void {
    const femtosecondsPerUnit = book.find(id)?.progress.femtosecondsPerUnit ?? null;
    if (femtosecondsPerUnit !== null)
      peers.send(peer, { type: 'rate', attempt: nonce, femtosecondsPerUnit });
  }

  /** The rate is found out while the job is under way; it is told when it is known. */
  function findRate(id: string): void {
    rates.find(id, (femtosecondsPerUnit) => {
      happened(id, { type: 'rated', femtosecondsPerUnit });
    });
  }

  function ask(id: string, { nonce, peer }: Attempt): void {
    const job = book.find(id);
    if (job === null) return;
    peers.send(peer, askFor(id, nonce, job));
    if (job.progress.femtosecondsPerUnit === null) findRate(id);
  }

  function sendParts(id: string, { nonce, peer }: Attempt): void {
    const read = (part: 'module' | 'input') => () => {
      const bytes = book[part](id);
      const reason = 'Its module or input is no longer on this computer.';
      if (bytes === null) happened(id, { type: 'lost_here', reason, nowMs: clock.now() });
      return bytes;
    };
    const sent = (sentBytes: number) => {
      // The last piece of an attempt that has ended may still go out.
      if (!attempts.has(nonce)) return;
      noted(id, { sentBytes });
      bePatient(id);
    };
    const moduleBytes = book.find(id)?.moduleBytes ?? 0;
    peers.sendBlob(peer, nonce, 'module', read('module'), sent);
    peers.sendBlob(peer, nonce, 'input', read('input'), (bytes) => {
      sent(moduleBytes + bytes);
    });
  }

  function noted(id: string, change: Partial<Meanwhile>): void {
    meanwhile.set(id, { ...nothingYet, ...meanwhile.get(id), ...change });
    onChange();
  }

  /** Waits for the peer that has the job, anew after each of its words. */
  function bePatient(id: string): void {
    timers.get(id)?.();
    timers.delete(id);
    const progress = book.find(id)?.progress;
    const patience = progress === undefined ? null : patienceIn(progress);
    if (progress === undefined || patience === null) return;
    const attempt = attemptOf(progress.state);
    const known = attempt === null ? undefined : attempts.get(attempt.nonce);
    const nowMs = clock.elapsed();
    // Words of the peer make us patient anew, but not for ever.
    const lastMs =
      attempt === null
        ? (accusedAt.get(id) ?? nowMs) + patience.ms
        : (known?.sinceMs ?? nowMs) + attemptMs;
    const giveUp = () => {
      if (attempt === null) happened(id, { type: 'nobody_else', nowMs: clock.now() });
      else {
        avoidance.avoid(id, attempt.peer, 'failed');
        happened(id, { type: 'peer_lost', reason: patience.then, nowMs: clock.now() });
      }
    };
    timers.set(id, clock.after(Math.max(0, Math.min(patience.ms, lastMs - nowMs)), giveUp));
  }

  function isAvoided(id: string, peer: string): boolean {
    const accuser = book.find(id)?.progress.accused?.peer;
    const hasAccused = accuser !== undefined && memberOf(accuser) === memberOf(peer);
    return hasAccused || avoidance.isAvoided(id, peer);
  }

  function look(): void {
    const waiting = [...book.all()].filter(([, { progress }]) => progress.state.at === 'waiting');
    if (waiting.length === 0) return;
    const present = peers.present();
    const offers = offersByMember();
    for (const [id] of waiting) {
      if (book.find(id)?.progress.state.at !== 'waiting') continue;
      const offersTo = (other: string) => offers.get(other) ?? 0;
      const peer = choosePeer(present, offersTo, (other) => isAvoided(id, other));
      if (peer === null) continue;
      offers.set(peer.id, offersTo(peer.id) + 1);
      const attempt = {
        nonce: bytesToHex(random.bytes(16)),
        peer: peer.id,
        askedAtMs: clock.now(),
      };
      happened(id, { type: 'asked', attempt, femtosecondsPerUnit: rates.known(id) });
    }
  }

  function offersByMember(): Map<string, number> {
    const offers = new Map<string, number>();
    for (const [, { progress }] of book.all()) {
      if (progress.state.at !== 'offered') continue;
      const { peer } = progress.state.attempt;
      offers.set(peer, (offers.get(peer) ?? 0) + 1);
    }
    return offers;
  }

  return {
    happened,
    look,
    noted,
    bePatient,
    isAvoided,
    meanwhile: (id) => meanwhile.get(id) ?? null,
    jobOf(attempt, peer) {
      const id = attempts.get(attempt)?.job;
      const job = id === undefined ? null : book.find(id);
      return id !== undefined && job !== null && attemptOf(job.progress.state)?.peer === peer
        ? id
        : null;
    },
    elapsedSinceAsked({ nonce, askedAtMs }) {
      const now = clock.elapsed();
      const known = attempts.get(nonce);
      const elapsedMs = Math.max(0, clock.now() - askedAtMs, now - (known?.sinceMs ?? now));
      return { elapsedMs, isMeasured: known?.isOfThisStart ?? false };
    },
    arrived(peer) {
      for (const [id, { progress }] of [...book.all()]) {
        const { state } = progress;
        if (state.at !== 'running' || state.attempt.peer !== peer) continue;
        happened(id, { type: 'peer_back' });
      }
    },
    left(peer) {
      for (const [id, { progress }] of [...book.all()]) {
        const attempt = attemptOf(progress.state);
        if (attempt?.peer !== peer) continue;
        answers.drop(attempt.nonce);
        happened(id, { type: 'peer_left', nowMs: clock.now() });
      }
    },
    start() {
      for (const [id, { progress }] of book.all()) {
        const attempt = attemptOf(progress.state);
        if (attempt !== null) {
          attempts.set(attempt.nonce, { job: id, sinceMs: clock.elapsed(), isOfThisStart: false });
        }
        if (attempt !== null && progress.femtosecondsPerUnit === null) findRate(id);
        if (progress.accused !== null) accusedAt.set(id, clock.elapsed());
        bePatient(id);
      }
      stopLooking = clock.every(lookEveryMs, look);
    },
    stop() {
      stopLooking();
      rates.stop();
      for (const cancel of timers.values()) cancel();
    },
  };
}

/** Nobody has it: whether it waits or somebody is being asked, a restart begins with asking. */
function isUntaken({ state }: JobProgress): boolean {
  return state.at === 'waiting' || state.at === 'offered';
}
