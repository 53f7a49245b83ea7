/**
 * Working for others: takes what is asked while the person allows it, runs it sealed off, and answers with the
 * result and a receipt. Ending one run, or all of them, ends their threads at once.
 */
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { LendingView, PersonView } from '../../../shared/api/contract.ts';
import type { LendingNowView, TermsView } from '../../../shared/api/lending-contract.ts';
import { printable } from '../../../shared/base/printable.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { AskMessage, Message, MessageOf, Piece } from '../../../shared/peers/protocol.ts';
import type { Budget } from '../ledger/budget.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { Rating } from '../metering/rating.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createPublisher, togetherOf } from '../publisher.ts';
import { createAbsence } from './absence.ts';
import type { Absence } from './absence.ts';
import { createAnnouncing } from './announcing.ts';
import { createAnswering } from './answering.ts';
import { createAsked } from './asked.ts';
import { clearAnswers } from './clearing.ts';
import type { RunBook } from './run-book.ts';
import type { LiveRun } from './live-run.ts';
import { createSelfTest } from './self-test.ts';
import type { SelfTest } from './self-test.ts';
import { createRoom } from './room.ts';
import { createRunning } from './running.ts';
import { createShortWork } from './short-work.ts';
import { createSuspension } from './suspension.ts';
import { createHandBack, isForThePerson } from '../limits/hand-back.ts';
import { nowView } from './now-view.ts';
import { termsView } from './terms-view.ts';
import { lendingView } from './view.ts';
import type { Willingness } from './willingness.ts';

const expireEveryMs = 3_600_000;

export interface Lending {
  readonly state: Cell<LendingView>;
  readonly terms: Cell<TermsView>;
  readonly now: Cell<LendingNowView>;
  /** Whether anything runs for others, or is held. */
  isRunning(): boolean;
  /** Runs that are under way, by attempt. */
  readonly live: ReadonlyMap<string, LiveRun>;
  /** Runs a small job of our own, for nobody's account. */
  readonly selfTest: SelfTest['run'];
  /** Memory and disk of this machine are known, on which the terms of a new node depend. */
  factsRead(): void;
  /** Reads the settings as they are when the node starts. */
  begin(): void;
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
  arrived(peer: string): void;
  left(peer: string): void;
  /** Whether the network can be reached has changed. */
  reachable(): void;
  /** Something that decides over lending has changed: the switch, the pause or the rating. */
  reconsider(): void;
  /** Ends all that runs here for others, as soon as what is done of it is saved. */
  haltAll(because: string): void;
  readonly absence: Pick<Absence, 'sleep' | 'wake' | 'leave'>;
  stopRun(job: string): boolean;
  /** The program of a job that runs here; null when there is none. */
  code(job: string): Uint8Array | null;
  clearKept(): number;
  stop(): void;
}

export interface LendingParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'community' | 'runner' | 'log'>;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly budget: Budget;
  readonly group: GroupCommit;
  readonly rating: Rating;
  readonly known: KnownRates;
  readonly book: RunBook;
  readonly willingness: Willingness;
  readonly personOf: (peer: string) => PersonView;
}

/** The supplier's side of every job. */
export function createLending(parts: LendingParts): Lending {
  const { ports, peers, rating, group, book, willingness, personOf } = parts;
  const { clock, log, runner } = ports;
  let hadWork = false;
  const onProgress = () => {
    publisher.changed();
  };
  const shortWork = createShortWork();
  const answering = createAnswering({ ...parts, shortWork, onChange: onProgress });
  const running = createRunning({
    ...{ ...parts, shortWork, answering, onSlots: slotsChanged },
    onProgress() {
      onProgress();
      announcing.lookAgain();
    },
    cores: () => suspension.cores(),
    memoryBytes: () => willingness.decision().memoryBytes,
    usualMs: (job) => room.usualMs(job),
    onTook: (job, ms) => {
      room.took(job, ms);
    },
  });
  const { live, underWay, unsaidTo } = running;
  const { shareMilli } = willingness;
  const room = createRoom({ clock, underWay, cores: willingness.cores, unsaidTo });
  const announcing = createAnnouncing({
    ...{ clock, peers, room },
    standing: () => ({
      lending: willingness.isLending() && rating.milli() !== null,
      freeSlots: freeSlots(),
      ratingMilli: rating.milli(),
    }),
  });
  const door = createAsked({ ...parts, clock, running, room, freeSlots });
  const suspension = createSuspension({ ports, peers, running, shareMilli });
  const handBack = createHandBack({ clock, runner, onMeasured: onProgress });
  const absence = createAbsence({ clock, save: running.save, onChange: reconsider });
  const selfTest = createSelfTest({
    ...{ runner, clock, onDone: onProgress },
    isHolding: suspension.isHolding,
  });
  const source = () => ({
    ...{ live, willingness, rating, peers, personOf },
    lastAskedAtMs: door.lastAtMs(),
    ended: book.ended(),
    kept: book.awaited(),
    handBack: handBack.last(),
    declined: door.declined(),
    testPassed: selfTest.passed(),
    wall: runner.wall(),
  });
  const state = createCell<LendingView>(lendingView(source()));
  const now = createCell<LendingNowView>(nowView(source()));
  const terms = createCell<TermsView>(termsView(willingness));
  const publisher = togetherOf([
    createPublisher(clock, state, () => lendingView(source())),
    createPublisher(clock, now, () => nowView(source())),
  ]);
  const stopExpiring = clock.every(expireEveryMs, book.expire);

  function freeSlots(): number {
    const taken = running.unsaid() + underWay.placed().runs;
    const isTaking = willingness.isLending() && !absence.isNear();
    return isTaking ? Math.max(0, willingness.cores() - taken) : 0;
  }

  function enforce(): void {
    const { may, reason } = willingness.decision();
    if (may) rating.ensure();
    const isWorking = [...live.values()].some((run) => run.isRunning && run.heldUntilMs === null);
    const isHandedBack = reason !== null && isForThePerson(reason.name) && isWorking;
    // Switching off has ended what ran; what a restart finds switched off has nothing to hold.
    const keeps = may || willingness.isFinishing() || reason?.name === 'off';
    suspension.keepTo(keeps && !absence.isAsleep() ? Math.max(1, willingness.cores()) : 0);
    if (isHandedBack) handBack.begin(willingness.inputSinceMs());
  }

  function reconsider(): void {
    terms.set(termsView(willingness));
    enforce();
    slotsChanged();
    running.pump();
  }

  function slotsChanged(): void {
    suspension.changed();
    if (hadWork !== live.size > 0) {
      hadWork = live.size > 0;
      willingness.runsChanged();
    }
    publisher.changed();
    announcing.changed();
  }

  function asked(peer: string, ask: AskMessage): void {
    const { attempt } = ask;
    if (live.has(attempt) || book.find(attempt) !== null) tellStatus(peer, attempt);
    else door.ask(peer, ask);
  }

  function tellStatus(peer: string, attempt: string): void {
    const run = live.get(attempt);
    const kept = book.find(attempt);
    if (run?.peer === peer && run.isRunning) {
      const suspended = run.heldUntilMs !== null;
      peers.send(peer, { type: 'used', attempt, ...run.used, suspended });
    } else if (kept?.peer === peer && kept.unrated !== null) {
      const { cpuMicroseconds, workCount } = kept.unrated;
      peers.send(peer, { type: 'used', attempt, cpuMicroseconds, workCount, suspended: false });
    } else if (kept?.peer === peer && kept.state === 'answered') {
      answering.send(peer, attempt);
    } else if (kept?.peer === peer && kept.failure !== null) {
      const { failure: name, detail } = kept;
      peers.send(peer, { type: 'failed', attempt, name, detail: detail ?? '' });
    } else peers.send(peer, { type: 'unknown', attempt });
  }

  function unwanted(peer: string, attempt: string, because: string): void {
    const detail = because.slice(0, limits.detailLength);
    const run = live.get(attempt);
    if (run?.peer === peer) running.halt(run, detail);
    else answering.withdraw(peer, attempt, detail);
  }

  function toldRate(peer: string, message: MessageOf<'rate'>): void {
    const run = live.get(message.attempt);
    if (run?.peer === peer) running.rated(run, message.femtosecondsPerUnit);
    else answering.rated(peer, message);
  }

  return {
    state,
    terms,
    now,
    isRunning: () => live.size > 0,
    live,
    selfTest: selfTest.run,
    factsRead() {
      terms.set(termsView(willingness));
      onProgress();
    },
    begin() {
      runner.setShare(shareMilli());
      runner.onWallChange(onProgress);
      publisher.now();
    },
    piece: running.piece,
    message(peer, message) {
      switch (message.type) {
        case 'ask':
          asked(peer, message);
          break;
        case 'rate':
          toldRate(peer, message);
          break;
        case 'signed':
          answering.signed(peer, message);
          break;
        case 'status':
          tellStatus(peer, message.attempt);
          break;
        case 'stop':
          door.takenBack(peer);
          unwanted(peer, message.attempt, 'Its owner took it back.');
          break;
        case 'dispute': {
          const sentence = `Not accepted: ${printable(message.detail)}`;
          if (book.find(message.attempt)?.peer === peer) log.warn(sentence);
          unwanted(peer, message.attempt, sentence);
          break;
        }
        default:
      }
    },
    arrived(peer) {
      publisher.changed();
      answering.sendAll(peer);
    },
    left(peer) {
      door.left(peer);
      answering.left(peer);
      running.left(peer);
    },
    reachable: onProgress,
    reconsider,
    haltAll(because) {
      for (const run of [...live.values()]) running.letGo(run, because);
    },
    absence,
    stopRun(job) {
      const runs = [...live.values()].filter(({ ask }) => ask.job === job);
      for (const run of runs) running.halt(run, 'The lender stopped it.');
      return runs.length > 0;
    },
    code: (job) => [...live.values()].find(({ ask }) => ask.job === job)?.module ?? null,
    clearKept: () => clearAnswers(book, answering, peers),
    stop() {
      stopExpiring();
      running.endAll('The program there was ended.');
      // What happened last is written and said.
      group.flush();
      announcing.stop();
      answering.stop();
      publisher.stop();
    },
  };
}
