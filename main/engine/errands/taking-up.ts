/**
 * Errands that go on where they were left: keeps the checkpoints that lenders send of what takes long, and gives the
 * newest to whoever has the errand next, if it may be given to them (shared/jobs/taking-up.ts).
 *
 * What is looked at of a checkpoint here is its hash, its size and its head; whoever runs it looks at all of it, and
 * who goes on from one that cannot be gone on from says so. Then, and whenever what was taken up ends in a failure
 * that may be the checkpoint's, the errand starts from the beginning, and what it was told is not believed.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import { readCheckpointHead } from '../../../shared/jobs/checkpoint-head.ts';
import { attemptOf, errandHasEnded } from '../../../shared/jobs/errand.ts';
import type { Attempt, ErrandEvent } from '../../../shared/jobs/errand.ts';
import { handedOn, mayTakeUp } from '../../../shared/jobs/taking-up.ts';
import type { AskMessage, MessageOf } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Peers } from '../peers/peers.ts';
import type { Clock, Cryptography } from '../ports.ts';
import type { CheckpointBook } from './checkpoint-book.ts';
import type { ErrandSource } from './contract.ts';
import type { Errand } from './errand.ts';

export interface TakingUp {
  /** What is added to an attempt with this member. */
  attempt(errand: Errand, member: string): Pick<Attempt, 'from'>;
  /** What is added to the asking. */
  asked(errand: Errand, attempt: Attempt): Pick<AskMessage, 'expectedMicroseconds' | 'from'>;
  /** The bytes that it goes on from; null where they are gone, and then it starts from the beginning next time. */
  read(errand: Errand): Uint8Array | null;
  /** A checkpoint is on its way from whoever has the errand. */
  announced(errand: Errand, peer: string, message: MessageOf<'checkpoint'>): void;
  piece(errand: Errand, peer: string, offset: number, bytes: Uint8Array): void;
  /** To be told of each step of an errand, with the attempt that was under way before it. */
  happened(errand: Errand, was: Attempt | null, event: ErrandEvent): void;
  /** CPU time that whoever has it has used. */
  used(errand: Errand, cpuMicroseconds: number): void;
  forget(errand: Errand): void;
}

export interface TakingUpParts {
  readonly ports: { readonly clock: Clock; readonly cryptography: Cryptography };
  readonly book: CheckpointBook;
  readonly peers: Pick<Peers, 'misbehaved'>;
  readonly source: ErrandSource;
}

interface Coming {
  readonly peer: string;
  readonly nonce: string;
  readonly message: MessageOf<'checkpoint'>;
  readonly bytes: Assembler;
}

/** Modules of which it is known how long their slices take; the first are forgotten first. */
const modulesMax = 1_000;
/** What one peer may have on its way here. */
const comingBytesMax = 128 * 1024 * 1024;
/** So much is written to the disk in a second, on the whole; what comes sooner is passed over. */
const bytesPerSecond = 16 * 1024 * 1024;
/** What is shorter needs no word of it. */
const saidFromMicroseconds = 1_000_000;
/** How an attempt that was taken up may end without its checkpoint being to blame. */
const excused: ReadonlySet<string> = new Set(['stopped', 'no_free_core', 'rate_too_low']);

/** Nothing has come at first. */
export function createTakingUp({ ports, book, peers, source }: TakingUpParts): TakingUp {
  const { clock, cryptography } = ports;
  const coming = new Map<Errand, Coming>();
  /** CPU time of a slice of each module, in microseconds. */
  const lengths = new Map<string, number>();
  let notBeforeMs = 0;

  function learn({ wish }: Errand, cpuMicroseconds: number, isWhole: boolean): void {
    const spec = source.jobOf(wish.job);
    if (spec === null || spec.kind === 'javascript') return;
    const { moduleHash } = spec;
    const before = lengths.get(moduleHash) ?? 0;
    lengths.delete(moduleHash);
    lengths.set(moduleHash, isWhole ? cpuMicroseconds : Math.max(before, cpuMicroseconds));
    dropOldest(lengths, modulesMax);
  }

  function comingFrom(peer: string): number {
    let sum = 0;
    for (const one of coming.values()) if (one.peer === peer) sum += one.bytes.received();
    return sum;
  }

  function keep(errand: Errand, { peer, nonce, message }: Coming, bytes: Uint8Array): void {
    const { hash, cpuMicroseconds } = message;
    const attempt = attemptOf(errand.progress.state);
    if (attempt?.nonce !== nonce) return;
    if (bytesToHex(cryptography.hash(bytes)) !== hash) {
      peers.misbehaved(peer, 'other_bytes_than_said');
      return;
    }
    const head = readCheckpointHead(bytes, errand.wish.memoryBytes);
    const before = Math.max(attempt.from?.workCount ?? 0, book.find(errand.id)?.workCount ?? 0);
    if (!head.ok || head.value.workCount <= before || clock.elapsed() < notBeforeMs) return;
    const { workCount } = head.value;
    const made = handedOn(attempt.from, memberOf(peer), { workCount, cpuMicroseconds });
    const size = bytes.byteLength;
    if (!book.keep(errand.id, { ...made, bytes: size, hash }, bytes)) return;
    notBeforeMs = clock.elapsed() + (size * 1_000) / bytesPerSecond;
  }

  return {
    attempt({ id, wish }, member) {
      const kept = book.find(id);
      if (kept === null || !mayTakeUp(kept, member, wish.mayChangeHands === true)) return {};
      const { workCount, cpuMicroseconds, by } = kept;
      return { from: { workCount, cpuMicroseconds, by } };
    },
    asked({ id, wish }, attempt) {
      const spec = source.jobOf(wish.job);
      const expected = spec === null ? 0 : (lengths.get(spec.moduleHash) ?? 0);
      const kept = attempt.from === undefined ? null : book.find(id);
      return {
        ...(expected < saidFromMicroseconds ? {} : { expectedMicroseconds: expected }),
        ...(kept === null ? {} : { from: { bytes: kept.bytes, hash: kept.hash } }),
      };
    },
    read({ id }) {
      const bytes = book.bytes(id);
      if (bytes === null) book.drop(id);
      return bytes;
    },
    announced(errand, peer, message) {
      const attempt = attemptOf(errand.progress.state);
      const isTheirs = attempt?.peer === peer && attempt.nonce === message.attempt;
      if (!isTheirs || comingFrom(peer) > comingBytesMax) return;
      const bytes = createAssembler(message.bytes);
      coming.set(errand, { peer, nonce: attempt.nonce, message, bytes });
    },
    piece(errand, peer, offset, bytes) {
      const one = coming.get(errand);
      if (one?.peer !== peer) return;
      if (!one.bytes.add(offset, bytes)) {
        coming.delete(errand);
        peers.misbehaved(peer, 'piece_out_of_place');
        return;
      }
      const whole = one.bytes.complete();
      if (whole === null) return;
      coming.delete(errand);
      keep(errand, one, whole);
    },
    happened(errand, was, event) {
      const { state } = errand.progress;
      if (attemptOf(state)?.nonce !== was?.nonce || event.type === 'peer_left')
        coming.delete(errand);
      if (event.type === 'accepted' && state.at === 'answered') {
        const before = state.attempt.from?.cpuMicroseconds ?? 0;
        learn(errand, before + state.answer.cpuMicroseconds, true);
      }
      const isItsFault = event.type === 'failed_there' && !excused.has(event.name);
      if (errandHasEnded(state) || (isItsFault && was?.from !== undefined)) book.drop(errand.id);
    },
    used(errand, cpuMicroseconds) {
      const before = attemptOf(errand.progress.state)?.from?.cpuMicroseconds ?? 0;
      learn(errand, before + cpuMicroseconds, false);
    },
    forget(errand) {
      coming.delete(errand);
      book.drop(errand.id);
    },
  };
}
