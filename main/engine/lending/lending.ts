/**
 * Working for others: takes what is asked while the person allows it, runs it sealed off, and answers with the
 * result and a receipt. Pausing, switching off and stopping one run end the threads at once.
 */
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import { createCell } from '../../../shared/api/handlers.ts';
import type { Cell } from '../../../shared/api/handlers.ts';
import type { LendingView } from '../../../shared/api/contract.ts';
import { cpuMicrosecondsWithin, microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';
import { epochOf } from '../../../shared/domain/epoch.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { SliceFailure, SliceOutcome } from '../../../shared/jobs/task.ts';
import type { Result } from '../../../shared/base/result.ts';
import { decodeReceiptBody, encodeReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import type { AskMessage, Message, MessageOf, Piece } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Rating } from '../metering/rating.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import { createPublisher } from '../publisher.ts';
import { admit } from './admission.ts';
import { answersMax } from './run-book.ts';
import type { RunBook } from './run-book.ts';
import type { Willingness } from './willingness.ts';
import { lendingView } from './view.ts';

/** A run that is receiving or running. */
export interface LiveRun {
  readonly member: string;
  readonly ask: AskMessage;
  readonly ratingMilli: number;
  readonly takenAtMs: number;
  readonly module: Assembler;
  readonly input: Assembler;
  readonly abort: AbortController;
  isRunning: boolean;
  cpuMicroseconds: number;
  /** Set when the person here, or the owner, ended it. */
  stoppedBecause: string | null;
}

export interface Lending {
  readonly state: Cell<LendingView>;
  message(member: string, message: Message): void;
  piece(member: string, piece: Piece): void;
  arrived(member: string): void;
  left(member: string): void;
  /** Something that decides over lending has changed: the switch, the pause, the rating, who is here. */
  reconsider(): void;
  stopRun(job: string): boolean;
  stop(): void;
}

export interface LendingParts {
  readonly ports: Pick<Ports, 'clock' | 'keys' | 'cryptography' | 'runner' | 'log'>;
  readonly community: Uint8Array;
  readonly peers: Peers;
  readonly ledger: Ledger;
  readonly rating: Rating;
  readonly book: RunBook;
  readonly willingness: Willingness;
  readonly personOf: (member: string) => LendingView['running'][number]['for'];
}

/** The supplier's side of every job. */
export function createLending(parts: LendingParts): Lending {
  const { ports, community, peers, ledger, rating, book, willingness, personOf } = parts;
  const { clock, keys, cryptography, runner, log } = ports;
  const live = new Map<string, LiveRun>();
  let lastAskedAtMs: number | null = null;
  const read = () =>
    lendingView({ live, willingness, rating, peers, ended: book.ended(), personOf, lastAskedAtMs });
  const state = createCell<LendingView>(read());
  const publisher = createPublisher(clock, state, read);

  function freeSlots(): number {
    return willingness.isLending() ? Math.max(0, willingness.cores() - live.size) : 0;
  }

  function changed(): void {
    publisher.changed();
    peers.announce({
      lending: willingness.isLending() && rating.milli() !== null,
      freeSlots: freeSlots(),
      ratingMilli: rating.milli(),
    });
  }

  function asked(member: string, ask: AskMessage): void {
    const { attempt } = ask;
    if (live.has(attempt) || book.find(attempt) !== null) {
      tellStatus(member, attempt);
      return;
    }
    lastAskedAtMs = clock.now();
    const rated = admit(ask, {
      isLending: willingness.isLending(),
      ratingMilli: rating.milli(),
      freeSlots: freeSlots(),
      runsForMember: [...live.values()].filter((run) => run.member === member).length,
      hasRoomForAnswers: book.answers() < answersMax,
    });
    if (!rated.ok) {
      peers.send(member, { type: 'decline', attempt, ...rated.error });
      return;
    }
    const run: LiveRun = {
      member,
      ask,
      ratingMilli: rated.value,
      takenAtMs: clock.now(),
      module: createAssembler(ask.moduleBytes),
      input: createAssembler(ask.inputBytes),
      abort: new AbortController(),
      isRunning: false,
      cpuMicroseconds: 0,
      stoppedBecause: null,
    };
    live.set(attempt, run);
    peers.send(member, { type: 'take', attempt, ratingMilli: rated.value });
    changed();
    startWhenComplete(run);
  }

  function piece(member: string, { attempt, part, offset, bytes }: Piece): void {
    const run = live.get(attempt);
    // Pieces that were under way when the run ended are nobody's fault.
    if (run?.member !== member || part === 'result' || run.isRunning) return;
    if (run[part].add(offset, bytes)) startWhenComplete(run);
    else peers.misbehaved(member, 'piece_out_of_place');
  }

  function startWhenComplete(run: LiveRun): void {
    const module = run.module.complete();
    const input = run.input.complete();
    if (module === null || input === null || run.isRunning) return;
    const isWhatWasAsked =
      bytesToHex(cryptography.hash(module)) === run.ask.moduleHash &&
      bytesToHex(cryptography.hash(input)) === run.ask.inputHash;
    if (!isWhatWasAsked) {
      live.delete(run.ask.attempt);
      peers.misbehaved(run.member, 'other_bytes_than_asked');
      return;
    }
    run.isRunning = true;
    book.put(run.ask.attempt, { ...kept(run), state: 'running' });
    peers.send(run.member, { type: 'began', attempt: run.ask.attempt });
    publisher.changed();
    void work(run, module, input);
  }

  async function work(run: LiveRun, module: Uint8Array, input: Uint8Array): Promise<void> {
    const { ask, ratingMilli } = run;
    const cpuLimit = cpuMicrosecondsWithin(ask.ceiling, ratingMilli);
    const outcome = await runner.run(
      {
        module,
        input,
        entry: ask.entry,
        args: ask.args,
        limits: {
          memoryBytes: ask.memoryBytes,
          cpuMicroseconds: cpuLimit,
          wallMs: ask.wallMs,
          outputBytes: limits.resultBytes,
        },
      },
      run.abort.signal,
      (cpuMicroseconds) => {
        run.cpuMicroseconds = cpuMicroseconds;
        peers.send(run.member, { type: 'used', attempt: ask.attempt, cpuMicroseconds });
        publisher.changed();
      },
    );
    finish(run, outcome, cpuLimit);
  }

  function finish(
    run: LiveRun,
    outcome: Result<SliceOutcome, SliceFailure>,
    cpuLimit: number,
  ): void {
    const { attempt } = run.ask;
    if (live.get(attempt) !== run) return;
    live.delete(attempt);
    if (outcome.ok) answer(run, outcome.value, cpuLimit);
    else {
      const detail = run.stoppedBecause ?? outcome.error.detail;
      const { name } = outcome.error;
      book.put(attempt, { ...kept(run), state: name === 'stopped' ? 'stopped' : 'failed', detail });
      peers.send(run.member, { type: 'failed', attempt, name, detail });
    }
    changed();
  }

  function answer(run: LiveRun, { output, cpuMicroseconds }: SliceOutcome, cpuLimit: number): void {
    const { ask, ratingMilli, member } = run;
    // The last moments before a limit is noticed are not charged: the ceiling is a promise.
    const charged = Math.min(cpuMicroseconds, cpuLimit);
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
      microCpuHours: microCpuHoursOf(charged, ratingMilli),
      epoch: epochOf(clock.now()),
    };
    const signature = ledger.propose(body);
    const receipt = { body: encodeReceiptBody(body), signature };
    const { microCpuHours } = body;
    book.put(ask.attempt, { ...kept(run), state: 'answered', receipt, microCpuHours }, output);
    sendAnswer(member, ask.attempt);
  }

  function sendAnswer(member: string, attempt: string): void {
    const run = book.find(attempt);
    const result = book.result(attempt);
    if (run?.receipt == null || result === null) {
      peers.send(member, { type: 'unknown', attempt });
      return;
    }
    const { body, signature } = run.receipt;
    const resultBytes = result.byteLength;
    peers.send(member, { type: 'answer', attempt, resultBytes, receipt: body, signature });
    if (resultBytes > 0) peers.sendBlob(member, attempt, 'result', result);
  }

  function tellStatus(member: string, attempt: string): void {
    const run = live.get(attempt);
    const earlier = book.find(attempt);
    if (run?.member === member && run.isRunning) {
      const { cpuMicroseconds } = run;
      peers.send(member, { type: 'used', attempt, cpuMicroseconds });
    } else if (earlier?.member === member && earlier.state === 'answered') {
      sendAnswer(member, attempt);
    } else if (
      earlier?.member === member &&
      (earlier.state === 'failed' || earlier.state === 'stopped')
    ) {
      const detail = earlier.detail ?? '';
      peers.send(member, { type: 'failed', attempt, name: 'stopped', detail });
    } else peers.send(member, { type: 'unknown', attempt });
  }

  function signed(member: string, { attempt, signature }: MessageOf<'signed'>): void {
    const run = book.find(attempt);
    if (run?.member !== member || run.state !== 'answered' || run.receipt === null) return;
    const body = decodeReceiptBody(run.receipt.body);
    if (body === null) return;
    const receipt = ledger.keepGiven(body, run.receipt.signature, signature);
    if (receipt.ok) {
      book.put(attempt, { ...run, state: 'given', atMs: clock.now() });
      publisher.changed();
    } else peers.misbehaved(member, receipt.error.name);
  }

  function endUnpaid(member: string, attempt: string, detail: string): void {
    const running = live.get(attempt);
    if (running?.member === member) halt(running, detail);
    const run = book.find(attempt);
    if (run?.member === member && run.state === 'answered') {
      peers.dropBlobs(member, attempt);
      book.put(attempt, { ...run, state: 'failed', detail, atMs: clock.now() });
      publisher.changed();
    }
  }

  function halt(run: LiveRun, because: string): void {
    run.stoppedBecause = because;
    if (run.isRunning) run.abort.abort();
    else {
      live.delete(run.ask.attempt);
      const detail = because;
      peers.send(run.member, { type: 'failed', attempt: run.ask.attempt, name: 'stopped', detail });
      changed();
    }
  }

  function kept(run: LiveRun) {
    const { member, ask } = run;
    const atMs = clock.now();
    return { member, job: ask.job, atMs, detail: null, microCpuHours: null, receipt: null };
  }

  return {
    state,
    piece,
    message(member, message) {
      if (message.type === 'ask') asked(member, message);
      else if (message.type === 'signed') signed(member, message);
      else if (message.type === 'status') tellStatus(member, message.attempt);
      else if (message.type === 'stop')
        endUnpaid(member, message.attempt, 'Its owner took it back.');
      else if (message.type === 'dispute') {
        log.warn(`A receipt was not accepted: ${message.detail}`);
        endUnpaid(
          member,
          message.attempt,
          `Not accepted: ${message.detail}`.slice(0, limits.detailLength),
        );
      }
    },
    arrived(member) {
      publisher.changed();
      for (const attempt of book.answeredFor(member)) sendAnswer(member, attempt);
    },
    left(member) {
      publisher.changed();
      for (const run of [...live.values()]) {
        if (run.member === member && !run.isRunning) live.delete(run.ask.attempt);
      }
      changed();
    },
    reconsider() {
      if (willingness.isLending()) rating.ensure();
      else for (const run of [...live.values()]) halt(run, 'Lending was stopped there.');
      changed();
    },
    stopRun(job) {
      const runs = [...live.values()].filter(({ ask }) => ask.job === job);
      for (const run of runs) halt(run, 'The person there stopped it.');
      return runs.length > 0;
    },
    stop() {
      publisher.stop();
      for (const run of live.values()) run.abort.abort();
    },
  };
}
