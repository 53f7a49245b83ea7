/**
 * Runs from the moment they are taken until a worker is done with them: parts arrive, a core becomes free, a thread
 * works, limits hold.
 */
import type { Result } from '../../../shared/base/result.ts';
import { cpuMicrosecondsWithin } from '../../../shared/domain/cpu-hours.ts';
import type { SliceFailure, SliceOutcome } from '../../../shared/jobs/task.ts';
import type { AskMessage, Piece } from '../../../shared/peers/protocol.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports, RunListener } from '../ports.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { Answering } from './answering.ts';
import { createArriving } from './arriving.ts';
import { createCheckpoints } from './checkpoints.ts';
import { endingOf } from './ending.ts';
import { createLastWords } from './last-words.ts';
import { newRun, type Ending, type LiveRun } from './live-run.ts';
import { createLanes } from './lanes.ts';
import { createModuleCache } from './module-cache.ts';
import { isRefused, isUnderpaid, judgedUse, rateToRemember, rateTooLow } from './pay.ts';
import { createQueue } from './queue.ts';
import type { RunBook } from './run-book.ts';
import { createSpeaking } from './speaking.ts';
import { isPaidTooLittle } from './short-work.ts';
import type { ShortWork } from './short-work.ts';
import { createUnderWay, type UnderWay } from './under-way.ts';

export interface Running {
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly underWay: UnderWay;
  /** Runs whose last word is not on its way yet: their consumers count on their places only after it. */
  unsaid(): number;
  /** The same of one member's. */
  unsaidTo(member: string): number;
  begin(peer: string, ask: AskMessage, ratingMilli: number): void;
  piece(peer: string, piece: Piece): void;
  /** The consumer has said the work rate; the first word holds. */
  rated(run: LiveRun, femtosecondsPerUnit: number): void;
  /** There may be cores, or memory, for what waits. */
  pump(): void;
  /** Ends a run; its thread is gone at once. */
  halt(run: LiveRun, because: string): void;
  /** Ends a run when its last checkpoint is on its way; at once where it makes none. */
  letGo(run: LiveRun, because: string): void;
  /** Has last checkpoints made of all runs, and answers when they are on their way; null where none makes any. */
  save(): Promise<unknown> | null;
  /** Ends all runs, and nothing is heard of them later. */
  endAll(because: string): void;
  /** Forgets the runs of this peer that have not begun. */
  left(peer: string): void;
}

export interface RunningParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography' | 'runner' | 'log'>;
  readonly peers: Peers;
  readonly book: RunBook;
  readonly answering: Answering;
  readonly known: KnownRates;
  readonly shortWork: ShortWork;
  /** Cores and memory that may be at work now. */
  readonly cores: () => number;
  readonly memoryBytes: () => number;
  /** How long slices of this job usually take here; null where none has ended yet. */
  readonly usualMs: (job: string) => number | null;
  /** A slice of this job took so long from its beginning to its end. */
  readonly onTook: (job: string, ms: number) => void;
  /** Something that people see has changed. */
  readonly onProgress: () => void;
  /** A core became busy, or free, or a run was taken or has ended. */
  readonly onSlots: () => void;
}

/** The runs that are under way. */
export function createRunning(parts: RunningParts): Running {
  const { ports, peers, book, answering, known, shortWork, onProgress, onSlots } = parts;
  const { clock, runner, log } = ports;
  const live = new Map<string, LiveRun>();
  const underWay = createUnderWay();
  const { atWork } = underWay;
  const queue = createQueue();
  const checkpoints = createCheckpoints({ ports, peers });
  const lanes = createLanes();
  const { unsaid, unsaidTo, said, fail } = createLastWords({ clock, peers, book, onSlots });
  const speaking = createSpeaking({
    ...{ clock, peers, book, live, atWork, halt },
    isInLine: queue.has,
    onTold(runs) {
      // What takes its time keeps nobody waiting behind it.
      runs.flatMap(lanes.withdraw).forEach(queue.add);
      onSlots();
      pump();
    },
    onSpoken: pump,
  });
  const arriving = createArriving({
    ...{ ports, peers, underWay, modules: createModuleCache() },
    onReady(run) {
      if (live.get(run.ask.attempt) === run) queue.add(run);
      pump();
    },
    onSlow: onSlots,
    onLate(run) {
      end(run, 'Its parts did not arrive in time.');
    },
  });

  function pump(): void {
    while (atWork.size < parts.cores()) {
      const run = lanes.next() ?? queue.take(fits);
      if (run === null) break;
      start(run);
      lanes.fillUp(run, parts.usualMs(run.ask.job), queue).forEach(give);
    }
    if (live.size > atWork.size) speaking.waits();
  }

  /** Whatever is taken fits by itself, or did when it was taken. */
  function fits({ ask }: LiveRun): boolean {
    let bytes = ask.memoryBytes;
    for (const run of atWork) bytes += run.ask.memoryBytes;
    return atWork.size === 0 || bytes <= parts.memoryBytes();
  }

  function start(run: LiveRun): void {
    const isGiven = lanes.of(run) !== undefined;
    run.wasBehind = isGiven;
    if (isGiven) lanes.promote(run);
    else lanes.take(run);
    underWay.began(run);
    run.beganAtMs = clock.elapsed();
    speaking.began();
    onProgress();
    if (!isGiven) give(run);
  }

  /** Whatever befalls the runner, the run must not hold its core for ever. */
  function give(run: LiveRun): void {
    work(run).catch((cause: unknown) => {
      log.warn('A run ended by a fault of the program.', cause);
      if (live.get(run.ask.attempt) === run) end(run, 'The program there has a fault.');
    });
  }

  async function work(run: LiveRun): Promise<void> {
    const { attempt, ceiling } = run.ask;
    const { abort } = run;
    const lane = lanes.of(run);
    const cpuLimit = cpuMicrosecondsWithin(ceiling, run.ratingMilli);
    const task = checkpoints.task(run, cpuLimit);
    const listener: RunListener = {
      ...{ hold: run.hold, wish: run.wish },
      ...(lane === undefined ? {} : { lane }),
      checkpoint(bytes) {
        if (live.get(attempt) === run) checkpoints.made(run, bytes);
      },
      progress(used) {
        run.used = used;
        const suspended = run.heldUntilMs !== null;
        peers.send(run.peer, { type: 'used', attempt, ...used, suspended });
        const judged = judgedUse(used, run.isLeavable);
        if (isUnderpaid(run.femtosecondsPerUnit, judged, run.ratingMilli, 'underWay')) {
          halt(run, rateTooLow);
        }
        onProgress();
      },
    };
    const outcome = task.ok ? await runner.run(task.value, abort.signal, listener) : task;
    // It was taken back, and given to another core since then, or to none.
    if (run.abort !== abort) return;
    checkpoints.ended(run, outcome);
    if (live.get(attempt) === run && !run.isRunning) start(run);
    finish(run, outcome, cpuLimit);
  }

  function finish(
    run: LiveRun,
    outcome: Result<SliceOutcome, SliceFailure>,
    cpuLimit: number,
  ): void {
    const { ratingMilli, ask } = run;
    if (live.get(ask.attempt) !== run) return;
    run.cancelWait();
    timed(run, (outcome.ok ? outcome.value : outcome.error).cpuMicroseconds);
    if (outcome.ok) {
      const rate = run.isLeavable ? null : rateToRemember(outcome.value, ratingMilli);
      if (rate !== null) known.learnOwn(ask.moduleHash, rate);
      if (isPaidTooLittle(run, outcome.value, shortWork)) {
        fail(run, rateTooLow);
      } else answering.answer(run, outcome.value, cpuLimit, said(run));
    } else fail(run, endingOf(run, outcome.error));
    forget(run);
  }

  /** Those behind it on its core are done at the same time, and say nothing more of how long each took. */
  function timed(run: LiveRun, cpuMicroseconds: number): void {
    const tookMs = clock.elapsed() - run.beganAtMs;
    if (run.wasBehind && tookMs < 1) return;
    parts.onTook(run.ask.job, Math.max(tookMs / lanes.together(run), cpuMicroseconds / 1_000));
  }

  function forget(run: LiveRun): void {
    if (live.delete(run.ask.attempt)) underWay.ended(run);
    queue.remove(run);
    if (!run.isRunning) run.abort.abort();
    lanes.remove(run);
    arriving.ended(run);
    onSlots();
    pump();
  }

  function end(run: LiveRun, because: string): void {
    run.abort.abort();
    fail(run, { name: 'stopped', because });
    forget(run);
  }

  function halt(run: LiveRun, ending: Ending): void {
    run.ending ??= ending;
    if (run.isRunning) {
      run.abort.abort();
      return;
    }
    fail(run, ending);
    forget(run);
  }

  return {
    ...{ live, underWay },
    pump,
    unsaid,
    unsaidTo,
    begin(peer, ask, ratingMilli) {
      const run = newRun(peer, ask, ratingMilli, clock);
      if (ask.input !== null && !run.input.add(0, ask.input)) {
        peers.misbehaved(peer, 'other_bytes_than_asked');
        return;
      }
      const { attempt } = ask;
      live.set(attempt, run);
      underWay.taken(run);
      const needsModule = arriving.expect(run);
      peers.send(peer, { type: 'take', attempt, ratingMilli, needsModule });
      if (arriving.isReady(run)) queue.add(run);
      onSlots();
      pump();
    },
    piece(peer, piece) {
      const run = live.get(piece.attempt);
      // Pieces that were under way when the run ended are nobody's fault.
      if (run?.peer !== peer || run.isRunning) return;
      arriving.piece(run, piece);
    },
    rated(run, femtosecondsPerUnit) {
      if (run.femtosecondsPerUnit !== null) return;
      run.femtosecondsPerUnit = femtosecondsPerUnit;
      if (isRefused(femtosecondsPerUnit, known.own(run.ask.moduleHash))) halt(run, rateTooLow);
    },
    halt(run, because) {
      halt(run, { name: 'stopped', because });
    },
    letGo(run, because) {
      const ending: Ending = { name: 'stopped', because };
      const last = checkpoints.last(run);
      if (last === null) halt(run, ending);
      else
        void last.then(() => {
          if (live.get(run.ask.attempt) === run) halt(run, ending);
        });
    },
    save() {
      const all = [...live.values()].map(checkpoints.last).filter((last) => last !== null);
      return all.length === 0 ? null : Promise.all(all);
    },
    endAll(because) {
      speaking.stop();
      // What waits goes first, or it would begin.
      const runs = [...live.values()].sort((a, b) => Number(a.isRunning) - Number(b.isRunning));
      for (const run of runs) end(run, because);
    },
    left(peer) {
      for (const run of [...live.values()]) {
        if (run.peer === peer && !run.isRunning) forget(run);
      }
      arriving.left(peer);
      checkpoints.left(peer);
    },
  };
}
