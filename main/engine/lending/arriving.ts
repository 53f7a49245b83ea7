/**
 * What a slice needs before it can begin: its module, unless that is here or already on its way for another slice of
 * the same peer, its input, and the checkpoint that it goes on from where it was begun elsewhere.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import type { Piece } from '../../../shared/peers/protocol.ts';
import { createAssembler } from '../assembler.ts';
import type { Assembler } from '../assembler.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { LiveRun } from './live-run.ts';
import type { ModuleCache } from './module-cache.ts';
import type { UnderWay } from './under-way.ts';

/** A core is kept so long for a slice whose parts are on their way; then others may have it. */
const partsSoonMs = 5_000;
/** From one part of a peer to the next, before its runs give up. */
const partsWithinMs = 60_000;
/** And in all, for one run. */
const allPartsWithinMs = 15 * 60_000;

export interface Arriving {
  /** Whether whoever wants this run has to bring the module. */
  expect(run: LiveRun): boolean;
  /** Whether all is here and is what was asked; false also when the peer was sent away for it. */
  isReady(run: LiveRun): boolean;
  piece(run: LiveRun, piece: Piece): void;
  /** Another brings what this one should have brought. */
  ended(run: LiveRun): void;
  left(peer: string): void;
}

export interface ArrivingParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography'>;
  readonly peers: Peers;
  readonly underWay: Pick<UnderWay, 'slow'>;
  readonly modules: ModuleCache;
  readonly onReady: (run: LiveRun) => void;
  /** Others may have the core that was kept for it. */
  readonly onSlow: () => void;
  /** Its parts did not arrive in time; the run is to be ended. */
  readonly onLate: (run: LiveRun) => void;
}

/** A module on its way from one peer. */
interface Bringing {
  bringer: LiveRun;
  bytes: Assembler;
  /** With the one that brings it. */
  readonly waiters: Set<LiveRun>;
}

/** Nothing is on its way at first. */
export function createArriving(parts: ArrivingParts): Arriving {
  const { ports, peers, underWay, modules, onReady, onLate } = parts;
  const { clock, cryptography } = ports;
  const bringing = new Map<string, Bringing>();
  const lastPieceAt = new Map<string, number>();
  const keyOf = ({ peer, ask }: LiveRun) => `${peer} ${ask.moduleHash}`;

  function waitForParts(run: LiveRun, ms: number): void {
    run.cancelWait();
    run.cancelWait = clock.after(ms, () => {
      const nowMs = clock.elapsed();
      const heardMs = Math.max(run.askedAtMs, lastPieceAt.get(run.peer) ?? 0);
      if (!run.isSlow) {
        underWay.slow(run, true);
        parts.onSlow();
      }
      const leftMs = heardMs + partsWithinMs - nowMs;
      if (leftMs > 0 && nowMs - run.askedAtMs < allPartsWithinMs) waitForParts(run, leftMs);
      else late(run);
    });
  }

  /** Nobody else of that peer brings it either. */
  function late(run: LiveRun): void {
    const shared = bringing.get(keyOf(run));
    const all = shared?.bringer === run ? [...shared.waiters] : [run];
    if (shared?.bringer === run) bringing.delete(keyOf(run));
    for (const each of all) onLate(each);
  }

  /** False when it is something else, and the peer was sent away for it. */
  function moduleCame(run: LiveRun, bytes: Uint8Array): boolean {
    const { moduleHash } = run.ask;
    if (bytesToHex(cryptography.hash(bytes)) !== moduleHash) return sendAway(run);
    modules.keep(moduleHash, bytes);
    const waiters = bringing.get(keyOf(run))?.waiters ?? new Set();
    bringing.delete(keyOf(run));
    for (const each of waiters) each.module = bytes;
    return true;
  }

  function sendAway({ peer }: LiveRun): false {
    peers.misbehaved(peer, 'other_bytes_than_asked');
    return false;
  }

  function inputIsHere(run: LiveRun): boolean {
    if (run.isInputChecked) return true;
    const input = run.input.complete();
    if (input === null) return false;
    if (bytesToHex(cryptography.hash(input)) !== run.ask.inputHash) return sendAway(run);
    run.isInputChecked = true;
    return true;
  }

  function fromIsHere({ peer, ask, from }: LiveRun): boolean {
    if (from === null) return true;
    const bytes = from.complete();
    if (bytes === null) return false;
    if (bytesToHex(cryptography.hash(bytes)) === ask.from?.hash) return true;
    peers.misbehaved(peer, 'other_bytes_than_asked');
    return false;
  }

  function isReady(run: LiveRun): boolean {
    const shared = bringing.get(keyOf(run));
    const module = shared?.bringer === run ? shared.bytes.complete() : null;
    if (module !== null && !moduleCame(run, module)) return false;
    if (run.module === null || !inputIsHere(run) || !fromIsHere(run)) return false;
    run.cancelWait();
    underWay.slow(run, false);
    return true;
  }

  return {
    isReady,
    expect(run) {
      const { moduleHash, moduleBytes } = run.ask;
      run.module = modules.find(moduleHash);
      waitForParts(run, partsSoonMs);
      if (run.module !== null) return false;
      const shared = bringing.get(keyOf(run));
      shared?.waiters.add(run);
      if (shared !== undefined) return false;
      const bytes = createAssembler(moduleBytes);
      bringing.set(keyOf(run), { bringer: run, bytes, waiters: new Set([run]) });
      return true;
    },
    piece(run, { part, offset, bytes }) {
      // Only suppliers send these, and they get none.
      if (part === 'result' || part === 'checkpoint') return;
      // Whoever brings what is here already does nobody harm.
      if (part === 'module' && run.module !== null) return;
      const shared = bringing.get(keyOf(run));
      const module = shared?.bringer === run ? shared.bytes : null;
      const into = part === 'input' ? run.input : part === 'from' ? run.from : module;
      if (into?.add(offset, bytes) !== true) {
        peers.misbehaved(run.peer, 'piece_out_of_place');
        return;
      }
      lastPieceAt.set(run.peer, clock.elapsed());
      const isWhole = into.complete() !== null;
      if (!isWhole) return;
      // One module may be what several wait for.
      const waiting = part === 'module' && shared !== undefined ? [...shared.waiters] : [];
      for (const each of new Set([run, ...waiting])) if (isReady(each)) onReady(each);
    },
    ended(run) {
      run.cancelWait();
      const shared = bringing.get(keyOf(run));
      if (shared?.waiters.delete(run) !== true || shared.bringer !== run) return;
      const [next] = shared.waiters;
      if (next === undefined) {
        bringing.delete(keyOf(run));
        return;
      }
      shared.bringer = next;
      shared.bytes = createAssembler(next.ask.moduleBytes);
      lastPieceAt.set(next.peer, clock.elapsed());
      peers.send(next.peer, { type: 'need', attempt: next.ask.attempt });
    },
    left(peer) {
      lastPieceAt.delete(peer);
    },
  };
}
