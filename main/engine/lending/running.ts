/** Runs from the moment they are taken until a worker is done with them: parts arrive, a thread works, limits hold. */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Result } from '../../../shared/base/result.ts';
import { cpuMicrosecondsWithin } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { SliceFailure, SliceOutcome } from '../../../shared/jobs/task.ts';
import type { AskMessage, Piece } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { KnownRates } from '../metering/known-rates.ts';
import type { Answering } from './answering.ts';
import { createHold } from './hold.ts';
import { keptRun } from './live-run.ts';
import type { Ending, LiveRun } from './live-run.ts';
import { isRefused, isUnderpaid, rateToRemember, rateTooLow } from './pay.ts';
import type { RunBook } from './run-book.ts';
import type { ShortWork } from './short-work.ts';

export interface Running {
  readonly live: ReadonlyMap<string, LiveRun>;
  begin(peer: string, ask: AskMessage, ratingMilli: number): void;
  piece(peer: string, piece: Piece): void;
  /** The consumer has said the work rate; the first word holds. */
  rated(run: LiveRun, femtosecondsPerUnit: number): void;
  /** Ends a run; its thread is gone at once. */
  halt(run: LiveRun, because: string): void;
  /** Ends all runs and says so before it returns; nothing is heard of them later. */
  endAll(because: string): void;
  /** Forgets the runs of this peer whose parts are still arriving. */
  forgetReceiving(peer: string): void;
}

export interface RunningParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography' | 'runner' | 'log'>;
  readonly peers: Peers;
  readonly book: RunBook;
  readonly answering: Answering;
  readonly known: KnownRates;
  readonly shortWork: ShortWork;
  /** Something that people see has changed. */
  readonly onProgress: () => void;
  /** A core became busy, or free. */
  readonly onSlots: () => void;
}

type FailureName = SliceFailure['name'] | Ending['name'];

/** From one part to the next, before a run gives its core back. */
const partsWithinMs = 60_000;

/** The runs that are under way. */
export function createRunning(parts: RunningParts): Running {
  const { ports, peers, book, answering, known, shortWork, onProgress, onSlots } = parts;
  const { clock, cryptography, runner, log } = ports;
  const live = new Map<string, LiveRun>();

  function startWhenComplete(run: LiveRun): void {
    const module = run.module.complete();
    const input = run.input.complete();
    if (module === null || input === null || run.isRunning) return;
    const isWhatWasAsked =
      bytesToHex(cryptography.hash(module)) === run.ask.moduleHash &&
      bytesToHex(cryptography.hash(input)) === run.ask.inputHash;
    if (!isWhatWasAsked) {
      forget(run);
      peers.misbehaved(run.peer, 'other_bytes_than_asked');
      return;
    }
    run.cancelWait();
    run.isRunning = true;
    run.beganAtMs = clock.elapsed();
    book.put(run.ask.attempt, keptRun(run, clock.now()));
    peers.send(run.peer, { type: 'began', attempt: run.ask.attempt });
    onProgress();
    // Whatever befalls the runner, the run must not hold its core for ever.
    work(run, module, input).catch((cause: unknown) => {
      log.warn('A run ended by a fault of the program.', cause);
      if (live.get(run.ask.attempt) !== run) return;
      end(run, 'The program there has a fault.');
      onSlots();
    });
  }

  async function work(run: LiveRun, module: Uint8Array, input: Uint8Array): Promise<void> {
    const { attempt, entry, args, ceiling, memoryBytes, wallMs } = run.ask;
    const cpuLimit = cpuMicrosecondsWithin(ceiling, run.ratingMilli);
    const outputBytes = limits.resultBytes;
    const outcome = await runner.run(
      {
        module,
        input,
        entry,
        args,
        limits: {
          memoryBytes,
          cpuMicroseconds: cpuLimit,
          workUnits: 2 ** 53 - 1,
          wallMs,
          outputBytes,
        },
        from: null,
        checkpointEvery: null,
      },
      run.abort.signal,
      {
        hold: run.hold,
        progress(used) {
          run.used = used;
          const suspended = run.heldUntilMs !== null;
          peers.send(run.peer, { type: 'used', attempt, ...used, suspended });
          if (isUnderpaid(run.femtosecondsPerUnit, used, run.ratingMilli, 'underWay')) {
            halt(run, rateTooLow);
          }
          onProgress();
        },
      },
    );
    finish(run, outcome, cpuLimit);
  }

  function finish(
    run: LiveRun,
    outcome: Result<SliceOutcome, SliceFailure>,
    cpuLimit: number,
  ): void {
    const { femtosecondsPerUnit, ratingMilli } = run;
    if (live.get(run.ask.attempt) !== run) return;
    forget(run);
    if (outcome.ok) {
      const rate = rateToRemember(outcome.value, ratingMilli);
      if (rate !== null) known.learnOwn(run.ask.moduleHash, rate);
      const isTooMuch =
        femtosecondsPerUnit !== null &&
        shortWork.isTooMuch(memberOf(run.peer), femtosecondsPerUnit, outcome.value, ratingMilli);
      if (isTooMuch || isUnderpaid(femtosecondsPerUnit, outcome.value, ratingMilli, 'inAll')) {
        fail(run, rateTooLow);
      } else answering.answer(run, outcome.value, cpuLimit);
    } else fail(run, endingOf(run, outcome.error));
    onSlots();
  }

  function waitForParts(run: LiveRun): void {
    run.cancelWait();
    run.cancelWait = clock.after(partsWithinMs, () => {
      end(run, 'Its parts did not arrive in time.');
      onSlots();
    });
  }

  function forget(run: LiveRun): void {
    run.cancelWait();
    live.delete(run.ask.attempt);
  }

  function end(run: LiveRun, because: string): void {
    run.abort.abort();
    forget(run);
    fail(run, { name: 'stopped', because });
  }

  function halt(run: LiveRun, ending: Ending): void {
    run.ending ??= ending;
    if (run.isRunning) {
      run.abort.abort();
      return;
    }
    forget(run);
    fail(run, ending);
    onSlots();
  }

  function fail(
    run: LiveRun,
    { name, because }: Pick<Ending, 'because'> & { readonly name: FailureName },
  ): void {
    const { attempt } = run.ask;
    const detail = because.slice(0, limits.detailLength);
    const state = name === 'stopped' ? 'stopped' : 'failed';
    // What never began was never kept, and whoever comes back to ask is told that it is unknown.
    if (run.isRunning) {
      book.put(attempt, { ...keptRun(run, clock.now()), state, failure: name, detail });
    }
    peers.send(run.peer, { type: 'failed', attempt, name, detail });
  }

  return {
    live,
    begin(peer, ask, ratingMilli) {
      const run: LiveRun = {
        peer,
        ask,
        ratingMilli,
        takenAtMs: clock.now(),
        module: createAssembler(ask.moduleBytes),
        input: createAssembler(ask.inputBytes),
        abort: new AbortController(),
        hold: createHold(),
        femtosecondsPerUnit: ask.femtosecondsPerUnit,
        isRunning: false,
        beganAtMs: 0,
        used: { cpuMicroseconds: 0, workCount: 0 },
        heldUntilMs: null,
        wasSuspended: false,
        ending: null,
        cancelWait: () => undefined,
      };
      live.set(ask.attempt, run);
      waitForParts(run);
      if (ask.input !== null && !run.input.add(0, ask.input)) {
        forget(run);
        peers.misbehaved(peer, 'other_bytes_than_asked');
        return;
      }
      peers.send(peer, { type: 'take', attempt: ask.attempt, ratingMilli, needsModule: true });
      onSlots();
      startWhenComplete(run);
    },
    piece(peer, { attempt, part, offset, bytes }) {
      const run = live.get(attempt);
      // Pieces that were under way when the run ended are nobody's fault.
      if (run?.peer !== peer || part === 'result' || run.isRunning) return;
      if (run[part].add(offset, bytes)) {
        waitForParts(run);
        startWhenComplete(run);
      } else peers.misbehaved(peer, 'piece_out_of_place');
    },
    rated(run, femtosecondsPerUnit) {
      if (run.femtosecondsPerUnit !== null) return;
      run.femtosecondsPerUnit = femtosecondsPerUnit;
      if (isRefused(femtosecondsPerUnit, known.own(run.ask.moduleHash))) halt(run, rateTooLow);
    },
    halt(run, because) {
      halt(run, { name: 'stopped', because });
    },
    endAll(because) {
      for (const run of [...live.values()]) end(run, because);
    },
    forgetReceiving(peer) {
      for (const run of [...live.values()]) {
        if (run.peer === peer && !run.isRunning) forget(run);
      }
      onSlots();
    },
  };
}

/** What is said of a run that failed: its own fault, unless somebody here ended it or held it up. */
function endingOf(
  { ending, wasSuspended }: LiveRun,
  { name, detail }: SliceFailure,
): Pick<Ending, 'because'> & { readonly name: FailureName } {
  if (ending !== null && name === 'stopped') return ending;
  if (name === 'time_limit' && wasSuspended) {
    return { name: 'stopped', because: 'The lender had paused it, and then its time ran out.' };
  }
  return { name, because: ending?.because ?? detail };
}
