/**
 * Somebody who lends, by the protocol and with nothing but a map: takes slices into cores and a line behind them,
 * keeps modules by their hash, and keeps each answer until something is said to it. The result of a slice is its
 * input backwards.
 */
import { bytesToHex, hexToBytes } from '../../../shared/base/bytes.ts';
import { microCpuHoursOf } from '../../../shared/domain/cpu-hours.ts';
import { memberKeyOf } from '../../../shared/domain/peer-id.ts';
import { encodeReceiptBody, receiptHash } from '../../../shared/ledger/receipt.ts';
import type { ReceiptBody } from '../../../shared/ledger/receipt.ts';
import { inlineBytesMax } from '../../../shared/peers/protocol.ts';
import type { AskMessage, Message, Piece } from '../../../shared/peers/protocol.ts';
import { cryptography } from '../../../main/adapters/cryptography.ts';
import { createAssembler } from '../../../main/engine/assembler.ts';
import type { Assembler } from '../../../main/engine/assembler.ts';
import type { Peers } from '../../../main/engine/peers/peers.ts';
import type { ErrandMember } from './member.ts';

/** What one unit of work takes on the reference core. */
export const femtosecondsPerUnit = 1_000_000;
const ratingMilli = 1000;

export interface LenderTraits {
  cores: number;
  room: number;
  cpuMs: number;
  /** Ends without a result, for this reason. */
  fails: (slice: AskMessage) => string | null;
  resultOf: (input: Uint8Array) => Uint8Array;
}

export const honest: LenderTraits = {
  cores: 2,
  room: 0,
  cpuMs: 50,
  fails: () => null,
  resultOf: (input) => input.toReversed(),
};

interface Run {
  readonly ask: AskMessage;
  readonly peer: string;
  readonly input: Assembler;
  isRunning: boolean;
}

interface Kept {
  readonly peer: string;
  readonly message: Message & { readonly type: 'answer' };
  readonly body: ReceiptBody;
  readonly result: Uint8Array;
}

export interface Lender {
  readonly taken: string[];
  readonly modulesSeen: number;
  message(peer: string, message: Message): void;
  piece(peer: string, piece: Piece): void;
  arrived(peer: string): void;
  left(peer: string): void;
  announce(): void;
}

/** What outlives a fall of the lender: answers, and receipts by their attempt. */
export interface LenderDisk {
  readonly kept: Map<string, Kept>;
  readonly receipts: Map<string, ReceiptBody>;
  readonly disputes: string[];
}

export const createLenderDisk = (): LenderDisk => ({
  kept: new Map(),
  receipts: new Map(),
  disputes: [],
});

export function createLender(member: ErrandMember, peers: Peers, after: After): Lender {
  const { traits, lenderDisk: disk } = member;
  const runs = new Map<string, Run>();
  const modules = new Map<string, Assembler>();
  const taken: string[] = [];

  const running = () => [...runs.values()].filter(({ isRunning }) => isRunning).length;

  function announce(): void {
    const { cores, room } = traits;
    const freeSlots = Math.max(0, cores - runs.size);
    const roomLeft = Math.max(0, room - Math.max(0, runs.size - cores));
    peers.announce({ lending: cores > 0, freeSlots, ratingMilli }, () => roomLeft);
  }

  function asked(peer: string, ask: AskMessage): void {
    const { attempt, moduleHash, moduleBytes, inputBytes } = ask;
    if (runs.size >= traits.cores + traits.room) {
      const detail = 'All lent cores are busy there.';
      peers.send(peer, { type: 'decline', attempt, name: 'no_free_core', detail });
      return;
    }
    const needsModule = !modules.has(moduleHash);
    if (needsModule) modules.set(moduleHash, createAssembler(moduleBytes));
    const run: Run = { ask, peer, input: createAssembler(inputBytes), isRunning: false };
    if (ask.input !== null) run.input.add(0, ask.input);
    runs.set(attempt, run);
    taken.push(attempt);
    peers.send(peer, { type: 'take', attempt, ratingMilli, needsModule });
    begin();
    announce();
  }

  function begin(): void {
    for (const run of runs.values()) {
      const module = modules.get(run.ask.moduleHash)?.complete() ?? null;
      const input = run.input.complete();
      if (run.isRunning || module === null || input === null) continue;
      if (running() >= traits.cores) return;
      run.isRunning = true;
      peers.send(run.peer, { type: 'began', attempt: run.ask.attempt });
      after(traits.cpuMs, () => {
        if (runs.get(run.ask.attempt) === run) finish(run, input);
      });
    }
  }

  function finish({ ask, peer }: Run, input: Uint8Array): void {
    const { attempt } = ask;
    const name = traits.fails(ask);
    if (name === null) answer(peer, ask, traits.resultOf(input));
    else peers.send(peer, { type: 'failed', attempt, name, detail: `It ended: ${name}.` });
    runs.delete(attempt);
    begin();
    announce();
  }

  function answer(peer: string, ask: AskMessage, result: Uint8Array): void {
    const { attempt } = ask;
    const cpuMicroseconds = traits.cpuMs * 1000;
    const measured = {
      ...{ cpuMicroseconds, ratingMilli, workCount: cpuMicroseconds * 1000 },
      femtosecondsPerUnit: ask.femtosecondsPerUnit ?? femtosecondsPerUnit,
    };
    const body: ReceiptBody = {
      community: member.community.id,
      supplier: member.keys.member,
      consumer: memberKeyOf(peer),
      job: hexToBytes(ask.job),
      slice: hexToBytes(ask.slice),
      nonce: hexToBytes(attempt),
      resultHash: cryptography.hash(result),
      ...measured,
      microCpuHours: microCpuHoursOf(measured),
      epoch: member.community.epochAt(member.nowMs()),
    };
    const signature = member.keys.sign(receiptHash(body, cryptography.hash));
    const isSmall = result.byteLength <= inlineBytesMax;
    const message = {
      ...{ type: 'answer' as const, attempt, resultBytes: result.byteLength },
      ...{ result: isSmall ? result : null, receipt: encodeReceiptBody(body), signature },
    };
    disk.kept.set(attempt, { peer, message, body, result });
    send(attempt);
  }

  function send(attempt: string): void {
    const kept = disk.kept.get(attempt);
    if (kept === undefined) return;
    peers.send(kept.peer, kept.message);
    if (kept.message.result === null)
      peers.sendBlob(kept.peer, attempt, 'result', () => kept.result);
  }

  return {
    taken,
    get modulesSeen() {
      return modules.size;
    },
    announce,
    message(peer, message) {
      if (message.type === 'ask') asked(peer, message);
      else if (message.type === 'signed') {
        const kept = disk.kept.get(message.attempt);
        if (kept?.peer !== peer) return;
        const id = receiptHash(kept.body, cryptography.hash);
        if (!cryptography.verify(id, message.signature, kept.body.consumer)) return;
        disk.receipts.set(message.attempt, kept.body);
        disk.kept.delete(message.attempt);
      } else if (message.type === 'dispute') {
        if (disk.kept.delete(message.attempt)) disk.disputes.push(message.name);
      } else if (message.type === 'stop') {
        runs.delete(message.attempt);
        disk.kept.delete(message.attempt);
        begin();
        announce();
      } else if (message.type === 'status') {
        const { attempt } = message;
        const used = { cpuMicroseconds: 0, workCount: 0, suspended: false };
        if (runs.has(attempt)) peers.send(peer, { type: 'used', attempt, ...used });
        else if (!disk.kept.has(attempt)) peers.send(peer, { type: 'unknown', attempt });
      }
    },
    piece(_peer, { attempt, part, offset, bytes }) {
      const run = runs.get(attempt);
      if (run === undefined || part === 'result') return;
      if (part === 'module') modules.get(run.ask.moduleHash)?.add(offset, bytes);
      else run.input.add(offset, bytes);
      begin();
    },
    arrived(peer) {
      for (const [attempt, kept] of disk.kept) if (kept.peer === peer) send(attempt);
    },
    left(peer) {
      // A module that was on its way is asked for again.
      for (const [hash, module] of modules) if (module.complete() === null) modules.delete(hash);
      for (const [attempt, run] of runs) {
        if (run.peer === peer && !run.isRunning) runs.delete(attempt);
      }
      announce();
    },
  };
}

type After = (ms: number, action: () => void) => void;

/** The attempt of a body, as it is named in messages. */
export const attemptOfBody = (body: ReceiptBody): string => bytesToHex(body.nonce);
