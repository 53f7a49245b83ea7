/**
 * Carries out what `shared/jobs/job.ts` decides: every step of a job is kept first, and then done. It knows
 * whom to ask and how long to wait; what others say is read in `replies.ts`.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { attemptOf, next } from '../../../shared/jobs/job.ts';
import type { Attempt, JobEffect, JobEvent } from '../../../shared/jobs/job.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { Answers } from './answers.ts';
import type { Avoidance } from './avoidance.ts';
import { choosePeer } from './choose-peer.ts';
import type { JobBook } from './job-book.ts';
import type { KeptJob } from './kept-job.ts';
import { patienceIn } from './patience.ts';

const lookEveryMs = 2_000;

/** What is known of a job while it is under way, and need not outlive a restart. */
export interface Meanwhile {
  readonly sentBytes: number;
  readonly cpuMicroseconds: number;
}

export interface Dispatch {
  /** Takes one step in the life of a job: keeps it, then does what follows from it. */
  happened(id: string, event: JobEvent, more?: Partial<KeptJob>): void;
  /** Offers every waiting job to somebody suitable, the oldest first. */
  look(): void;
  meanwhile(id: string): Meanwhile | null;
  noted(id: string, change: Partial<Meanwhile>): void;
  /** A sign of life of the peer that has the job. */
  bePatient(id: string): void;
  /** The job that this attempt belongs to, while it is under way at that member. */
  jobOf(attempt: string, member: string): string | null;
  /** Time since the attempt was asked for: the longer of what the two clocks say, as one may be set back. */
  elapsedSinceAsked(attempt: Attempt): number;
  arrived(member: string): void;
  left(member: string): void;
  start(): void;
  stop(): void;
}

interface DispatchParts {
  readonly ports: Pick<Ports, 'clock' | 'random'>;
  readonly book: JobBook;
  readonly peers: Peers;
  readonly avoidance: Avoidance;
  readonly answers: Answers;
  readonly onChange: () => void;
}

/** The hands of the jobs service. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const { ports, book, peers, avoidance, answers, onChange } = parts;
  const { clock, random } = ports;
  const meanwhile = new Map<string, Meanwhile>();
  const timers = new Map<string, () => void>();
  const jobByAttempt = new Map<string, string>();
  /** By the clock that never runs back; unknown for what was asked before a restart. */
  const askedAt = new Map<string, number>();
  let stopLooking = () => undefined as void;

  function happened(id: string, event: JobEvent, more: Partial<KeptJob> = {}): void {
    const job = book.find(id);
    if (job === null) return;
    const before = attemptOf(job.progress.state);
    const { progress, effects } = next(job.progress, event);
    if (progress === job.progress) return;
    book.update(id, { ...job, ...more, progress });
    const now = attemptOf(progress.state);
    if (before !== null && now === null) forgetAttempt(id, before);
    if (now !== null) jobByAttempt.set(now.nonce, id);
    bePatient(id);
    onChange();
    for (const effect of effects) carryOut(id, effect);
  }

  function forgetAttempt(id: string, { nonce, peer }: Attempt): void {
    jobByAttempt.delete(nonce);
    askedAt.delete(nonce);
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
    else if (effect.do === 'send_parts') sendParts(id, effect.attempt);
    else if (effect.do === 'ask_status') peers.send(peer, { type: 'status', attempt: nonce });
    else peers.send(peer, { type: 'stop', attempt: nonce });
  }

  function ask(id: string, { nonce, peer }: Attempt): void {
    const job = book.find(id);
    if (job === null) return;
    askedAt.set(nonce, clock.elapsed());
    const { moduleHash, moduleBytes, inputHash, inputBytes, entry, args, ceiling, slice } = job;
    peers.send(peer, {
      type: 'ask',
      attempt: nonce,
      job: id,
      slice,
      moduleHash,
      moduleBytes,
      inputHash,
      inputBytes,
      entry,
      args,
      ceiling,
      memoryBytes: limits.memoryBytesDefault,
      wallMs: limits.wallMsDefault,
    });
  }

  function sendParts(id: string, { nonce, peer }: Attempt): void {
    const module = book.module(id);
    const input = book.input(id);
    if (module === null || input === null) {
      const reason = 'Its module or input is no longer on this computer.';
      happened(id, { type: 'failed_there', fault: 'job', reason, nowMs: clock.now() });
      return;
    }
    const sent = (sentBytes: number) => {
      // The last piece of an attempt that has ended may still go out.
      if (jobByAttempt.get(nonce) !== id) return;
      noted(id, { sentBytes });
      bePatient(id);
    };
    peers.sendBlob(peer, nonce, 'module', module, sent);
    peers.sendBlob(peer, nonce, 'input', input, (bytes) => {
      sent(module.byteLength + bytes);
    });
  }

  function noted(id: string, change: Partial<Meanwhile>): void {
    meanwhile.set(id, { sentBytes: 0, cpuMicroseconds: 0, ...meanwhile.get(id), ...change });
    onChange();
  }

  /** Waits for the peer that has the job, anew after each of its words. */
  function bePatient(id: string): void {
    timers.get(id)?.();
    timers.delete(id);
    const state = book.find(id)?.progress.state;
    const attempt = state === undefined ? null : attemptOf(state);
    const patience = state === undefined ? null : patienceIn(state);
    if (attempt === null || patience === null) return;
    const giveUp = () => {
      avoidance.avoid(id, attempt.peer, 'long');
      happened(id, { type: 'peer_lost', reason: patience.then, nowMs: clock.now() });
    };
    timers.set(id, clock.after(patience.ms, giveUp));
  }

  function look(): void {
    for (const [id, job] of [...book.all()]) {
      if (job.progress.state.at !== 'waiting') continue;
      const isAvoided = (member: string) => avoidance.isAvoided(id, member);
      const peer = choosePeer(peers.present(), offersTo, isAvoided);
      if (peer === null) continue;
      const attempt = {
        nonce: bytesToHex(random.bytes(16)),
        peer: peer.member,
        askedAtMs: clock.now(),
      };
      happened(id, { type: 'asked', attempt });
    }
  }

  function offersTo(member: string): number {
    let offers = 0;
    for (const [, { progress }] of book.all()) {
      const { state } = progress;
      if (state.at === 'offered' && state.attempt.peer === member) offers += 1;
    }
    return offers;
  }

  return {
    happened,
    look,
    noted,
    bePatient,
    meanwhile: (id) => meanwhile.get(id) ?? null,
    jobOf(attempt, member) {
      const id = jobByAttempt.get(attempt);
      const job = id === undefined ? null : book.find(id);
      return id !== undefined && job !== null && attemptOf(job.progress.state)?.peer === member
        ? id
        : null;
    },
    elapsedSinceAsked({ nonce, askedAtMs }) {
      const now = clock.elapsed();
      return Math.max(0, clock.now() - askedAtMs, now - (askedAt.get(nonce) ?? now));
    },
    arrived(member) {
      for (const [id, { progress }] of [...book.all()]) {
        const { state } = progress;
        if (state.at !== 'running' || state.attempt.peer !== member) continue;
        happened(id, { type: 'peer_back' });
      }
    },
    left(member) {
      for (const [id, { progress }] of [...book.all()]) {
        const attempt = attemptOf(progress.state);
        if (attempt?.peer !== member) continue;
        answers.drop(attempt.nonce);
        happened(id, { type: 'peer_left', nowMs: clock.now() });
      }
    },
    start() {
      for (const [id, { progress }] of book.all()) {
        const attempt = attemptOf(progress.state);
        if (attempt === null) continue;
        jobByAttempt.set(attempt.nonce, id);
        bePatient(id);
      }
      stopLooking = clock.every(lookEveryMs, look);
    },
    stop() {
      stopLooking();
      for (const cancel of timers.values()) cancel();
    },
  };
}
