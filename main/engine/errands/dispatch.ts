/**
 * Carries out what `shared/jobs/errand.ts` decides: keeps each step as far as it must be kept, and does what follows
 * from it. It knows how long to wait; whom to ask is decided in `asking.ts`, and what others say is read in
 * `replies.ts`.
 */
import { attemptMarginMs, attemptOf, errandHasEnded, next } from '../../../shared/jobs/errand.ts';
import type { Attempt, ErrandEffect, ErrandEvent } from '../../../shared/jobs/errand.ts';
import type { GroupCommit } from '../group-commit.ts';
import { createLooking } from '../looking.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { Answers } from './answers.ts';
import { createAsking } from './asking.ts';
import type { Asking } from './asking.ts';
import type { Avoidance } from './avoidance.ts';
import type { ErrandSource } from './contract.ts';
import type { ErrandBook } from './errand-book.ts';
import { holderOf } from './errand-index.ts';
import type { ErrandIndex } from './errand-index.ts';
import { newsOf } from './errand-news.ts';
import type { Errand } from './errand.ts';
import type { JobRates } from './job-rates.ts';
import { patienceIn } from './patience.ts';
import type { TakingUp } from './taking-up.ts';
import { createWaiting } from './waiting.ts';
import { createWaits } from './waits.ts';
import { createWindows } from './windows.ts';

export interface Dispatch {
  readonly asking: Asking;
  /** Takes one step in the life of an errand, and does what follows from it. */
  happened(errand: Errand, event: ErrandEvent): void;
  /** Says how it stands. */
  tell(errand: Errand): void;
  /** A sign of life of the peer that has it. */
  bePatient(errand: Errand): void;
  /**
   * Time since the attempt was asked for: the longer of what the two clocks say, as one may be set back.
   * Measured by the clock that never runs back, if it was asked in this start of the program.
   */
  elapsedSinceAsked(attempt: Attempt): { readonly elapsedMs: number; readonly isMeasured: boolean };
  /** It came to nothing with this peer, which is not asked for it again for a while. */
  cameToNothing(errand: Errand, peer: string): void;
  /** Members that must not have it: those of the wish, and who has another errand of its slice. */
  barredFrom(errand: Errand): ReadonlySet<string>;
  /** An errand that was begun just now, or in an earlier start. */
  took(errand: Errand): void;
  forget(errand: Errand): void;
  stood(peer: string): void;
  left(peer: string): void;
  start(): void;
  stop(): void;
}

export interface DispatchParts {
  readonly ports: Pick<Ports, 'clock' | 'random' | 'cryptography'>;
  readonly group: Pick<GroupCommit, 'write'>;
  readonly book: ErrandBook;
  readonly index: ErrandIndex;
  readonly peers: Peers;
  readonly source: ErrandSource;
  readonly avoidance: Avoidance;
  readonly answers: Answers;
  readonly rates: JobRates;
  readonly takingUp: TakingUp;
}

/** When an attempt was asked for, or when this program was started; by the clock that never runs back. */
interface Since {
  readonly atMs: number;
  readonly isOfThisStart: boolean;
}

/** The hands of the errands. */
export function createDispatch(parts: DispatchParts): Dispatch {
  const { ports, group, book, index, peers, source, avoidance, answers, rates, takingUp } = parts;
  const { clock } = ports;
  const waiting = createWaiting();
  const windows = createWindows();
  const since = new Map<string, Since>();
  const waits = createWaits(clock, giveUp);
  const asking = createAsking({
    ...{ ...parts, waiting, windows, happened, barredFrom, onSent: bePatient },
  });
  // Most changes are told, but not that a lender may be asked again, or that a core is free by now.
  const looking = createLooking(clock, 2_000, () => !waiting.isEmpty(), asking.look);

  function happened(errand: Errand, event: ErrandEvent): void {
    const before = errand.progress;
    const { progress, effects } = next(before, event);
    if (progress === before) return;
    errand.progress = progress;
    const [was, is] = [attemptOf(before.state), attemptOf(progress.state)];
    if (is !== null && was === null) {
      since.set(is.nonce, { atMs: clock.elapsed(), isOfThisStart: true });
    }
    index.moved(errand);
    takingUp.happened(errand, was, event);
    countWindow(before.state.at, event, was ?? is);
    if (was?.nonce !== is?.nonce || before.state.at === 'waiting') lineUp(errand);
    if (was !== null && is === null) endAttempt(errand, was);
    keep(errand, before.state.at, event);
    // What happens here says nothing about whether the peer still lives.
    if (event.type !== 'rated') bePatient(errand);
    for (const effect of effects) carryOut(errand, effect);
    const { at } = progress.state;
    if (errandHasEnded(progress.state) && index.countOpenOf(errand.wish.job) === 0)
      rates.forget(errand.wish.job);
    const isTold = at !== 'sending' && at !== 'checking' && at !== 'answered' && at !== 'paid';
    // One of the effects may have been its end, which was told then.
    if (isTold && event.type !== 'rated' && errand.progress === progress) tell(errand);
  }

  function tell(errand: Errand): void {
    source.onNews(errand.id, errand.wish, newsOf(errand));
  }

  function countWindow(before: string, event: ErrandEvent, attempt: Attempt | null): void {
    if (attempt === null) return;
    const { peer } = attempt;
    if (event.type === 'asked') windows.asked(peer);
    else if (event.type === 'rated') return;
    else if (before === 'offered') windows.answeredAsking(peer, event.type === 'taken');
    else if (
      event.type === 'answer_came' ||
      event.type === 'failed_there' ||
      event.type === 'moved'
    )
      windows.ended(peer);
  }

  /** Puts it in line or takes it out, and the others of its slice in other lines where that changes who may. */
  function lineUp(errand: Errand): void {
    if (errand.progress.state.at === 'waiting') waiting.add(errand, barredFrom(errand));
    else waiting.remove(errand);
    for (const sibling of index.siblingsOf(errand)) {
      if (waiting.has(sibling)) waiting.add(sibling, barredFrom(sibling));
    }
    looking.goOn();
  }

  /** Nobody is asked twice for one slice: two answers of one member are worth no more than one. */
  function barredFrom(errand: Errand): ReadonlySet<string> {
    const barred = new Set(errand.wish.not);
    for (const sibling of index.siblingsOf(errand)) {
      const holder = holderOf(sibling);
      if (holder !== null) barred.add(holder);
    }
    return barred;
  }

  function endAttempt(errand: Errand, { nonce, peer }: Attempt): void {
    since.delete(nonce);
    answers.drop(nonce);
    peers.dropBlobs(peer, nonce);
    errand.heldSinceMs = null;
  }

  /** An answer, and all that follows from it here, are kept in one change; the rest only saves work after a restart. */
  function keep(errand: Errand, before: string, event: ErrandEvent): void {
    const { at } = errand.progress.state;
    if (at === 'answered') {
      group.write(() => {
        book.keep(errand);
        if (errand.progress.state.at === 'answered') tell(errand);
      });
      return;
    }
    const isSame = at === before && event.type !== 'rated';
    // Whoever was asked and has not taken it is not looked for after a restart.
    const isUntaken = at === 'offered' || (at === 'waiting' && before === 'offered');
    if (!isSame && !isUntaken && at !== 'checking' && at !== 'paid') book.keepSoon(errand);
  }

  function carryOut(errand: Errand, effect: ErrandEffect): void {
    switch (effect.do) {
      case 'look_for_peer':
        asking.lookSoon();
        return;
      case 'doubt_rate':
        rates.doubted(errand.wish.job, effect.femtosecondsPerUnit);
        return;
      case 'ask':
        asking.ask(errand, effect.attempt);
        return;
      case 'send_rate':
        asking.sendRate(errand, effect.attempt);
        return;
      case 'send_parts':
        asking.sendParts(errand, effect.attempt, effect.needsModule);
        return;
      case 'ask_status': {
        asking.sendRate(errand, effect.attempt);
        const { nonce, peer } = effect.attempt;
        peers.send(peer, { type: 'status', attempt: nonce });
        return;
      }
      case 'tell_stop': {
        const { nonce, peer } = effect.attempt;
        peers.send(peer, { type: 'stop', attempt: nonce });
        return;
      }
      case 'dispute': {
        const { attempt, name, detail } = effect;
        peers.send(attempt.peer, { type: 'dispute', attempt: attempt.nonce, name, detail });
      }
    }
  }

  /** Waits for the peer that has it, anew after each of its words, but not for ever. */
  function bePatient(errand: Errand): void {
    const { state } = errand.progress;
    const { wallMs } = errand.wish;
    const patience = patienceIn(state, wallMs);
    const attempt = attemptOf(state);
    if (patience === null || attempt === null) {
      waits.end(errand);
      return;
    }
    const nowMs = clock.elapsed();
    const lastMs = (since.get(attempt.nonce)?.atMs ?? nowMs) + wallMs + attemptMarginMs;
    waits.until(errand, Math.max(0, Math.min(patience.ms, lastMs - nowMs)));
  }

  function giveUp(errand: Errand): void {
    const { state } = errand.progress;
    const attempt = attemptOf(state);
    const patience = patienceIn(state, errand.wish.wallMs);
    if (attempt === null || patience === null) return;
    cameToNothing(errand, attempt.peer);
    happened(errand, { type: 'peer_lost', reason: patience.then, nowMs: clock.now() });
  }

  function cameToNothing(errand: Errand, peer: string): void {
    errand.hasFailed = true;
    avoidance.failed({ id: errand.id, job: errand.wish.job }, peer);
  }

  function took(errand: Errand): void {
    const { state, femtosecondsPerUnit } = errand.progress;
    index.moved(errand);
    lineUp(errand);
    const attempt = attemptOf(state);
    if (attempt !== null) {
      since.set(attempt.nonce, { atMs: clock.elapsed(), isOfThisStart: false });
      if (femtosecondsPerUnit === null) rates.find(errand.wish);
      bePatient(errand);
    }
    asking.lookSoon();
  }

  return {
    asking,
    happened,
    tell,
    bePatient,
    cameToNothing,
    barredFrom,
    took,
    elapsedSinceAsked({ nonce, askedAtMs }) {
      const now = clock.elapsed();
      const known = since.get(nonce);
      const elapsedMs = Math.max(0, clock.now() - askedAtMs, now - (known?.atMs ?? now));
      return { elapsedMs, isMeasured: known?.isOfThisStart ?? false };
    },
    forget(errand) {
      waits.end(errand);
      waiting.remove(errand);
      takingUp.forget(errand);
      index.forgotten(errand);
      const holder = holderOf(errand);
      for (const sibling of index.siblingsOf(errand)) {
        if (holder === null || errandHasEnded(sibling.progress.state)) continue;
        // Whoever had it is known to nobody else from now on.
        const { wish } = sibling;
        if (!wish.not.includes(holder)) sibling.wish = { ...wish, not: [...wish.not, holder] };
        book.keep(sibling);
      }
    },
    stood(peer) {
      windows.stood(peer);
      asking.lookSoon();
    },
    left(peer) {
      for (const errand of index.at(peer)) {
        const attempt = attemptOf(errand.progress.state);
        if (attempt !== null) answers.drop(attempt.nonce);
        happened(errand, { type: 'peer_left', nowMs: clock.now() });
      }
      windows.left(peer);
    },
    start: looking.start,
    stop() {
      looking.stop();
      asking.stop();
      waits.stop();
    },
  };
}
