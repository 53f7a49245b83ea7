/**
 * Checkpoints of what runs here for others: which runs make some, and how they reach whoever asked.
 *
 * In the form that can be left a program runs up to some times slower, and to make that form takes seconds
 * (workers/checkpoint/leavable.ts). So only slices that are expected to take long run in it, and no module of which it
 * was seen here that it cannot be left, or costs too much then. Checkpoints go out one at a time on a connection, each
 * run's newest, and take no more than a small share of it: none is sent of a run before as much time has passed as its
 * last one is worth at that pace. Only the last one of a run that is ended here in order, and not by a fault, is made
 * and sent at once: whoever goes on with it then loses next to nothing.
 */
import { bytesToHex } from '../../../shared/base/bytes.ts';
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { err, ok } from '../../../shared/base/result.ts';
import type { Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { readCheckpointHead } from '../../../shared/jobs/checkpoint-head.ts';
import type { SliceFailure, SliceOutcome, SliceTask } from '../../../shared/jobs/task.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { LiveRun } from './live-run.ts';
import { rateTooLow } from './pay.ts';

/** CPU time from which on a slice is worth it, and from one checkpoint to the next. */
const longMicroseconds = 15_000_000;
const everyMicroseconds = 2_000_000;
const bytesPerSecond = 1024 * 1024;
/** Nobody who quits or switches off waits longer for last checkpoints. */
const lastWithinMs = 700;
/** Modules that are remembered; the one that was learnt of longest ago is forgotten first. */
const unfitMax = 1_000;
const nothing = new Uint8Array(0);

export interface Checkpoints {
  /** What the run is for the sandbox; a checkpoint that it cannot go on from is its failure. */
  task(run: LiveRun, cpuMicroseconds: number): Result<SliceTask, SliceFailure>;
  /** One more checkpoint of a run that is under way. */
  made(run: LiveRun, bytes: Uint8Array): void;
  /**
   * Has one more checkpoint made of a run that is to be ended, and answers when it is on its way, or has taken too
   * long; null where there is none to wait for.
   */
  last(run: LiveRun): Promise<undefined> | null;
  ended(run: LiveRun, outcome: Result<SliceOutcome, SliceFailure>): void;
  left(peer: string): void;
}

interface CheckpointsParts {
  readonly ports: Pick<Ports, 'clock' | 'cryptography'>;
  readonly peers: Pick<Peers, 'send' | 'sendBlob'>;
}

interface Newest {
  readonly bytes: Uint8Array;
  readonly cpuMicroseconds: number;
}

interface Leaving {
  readonly promise: Promise<undefined>;
  /** It is on its way, or nobody waits for it any more. */
  readonly hasLeft: () => void;
}

/** No run has made any at first. */
export function createCheckpoints({ ports, peers }: CheckpointsParts): Checkpoints {
  const { clock, cryptography } = ports;
  const unfit = new Set<string>();
  /** What waits to be sent. */
  const newest = new Map<LiveRun, Newest>();
  const notBefore = new WeakMap<LiveRun, number>();
  /** What is on its way, by peer. */
  const sending = new Map<string, Newest>();
  /** Runs at work that make some. */
  const making = new Set<LiveRun>();
  /** What is to be done when the last one of a run is on its way. */
  const leaving = new Map<LiveRun, Leaving>();

  function pump(peer: string): void {
    if (sending.has(peer)) return;
    const nowMs = clock.elapsed();
    for (const [run, one] of newest) {
      if (run.peer !== peer || nowMs < (notBefore.get(run) ?? 0)) continue;
      newest.delete(run);
      send(run, one);
      return;
    }
  }

  function send(run: LiveRun, one: Newest, onSent = () => undefined as void): void {
    const { peer, ask } = run;
    const { attempt } = ask;
    const { bytes, cpuMicroseconds } = one;
    const size = bytes.byteLength;
    sending.set(peer, one);
    peers.send(peer, {
      ...{ type: 'checkpoint', attempt, bytes: size, cpuMicroseconds },
      hash: bytesToHex(cryptography.hash(bytes)),
    });
    const waitMs = Math.ceil((size * 1_000) / bytesPerSecond);
    notBefore.set(run, clock.elapsed() + waitMs);
    const isTaken = peers.sendBlob(
      ...([peer, attempt, 'checkpoint', () => bytes] as const),
      (sent) => {
        if (sent >= size) sentAll(peer, one, onSent);
      },
    );
    if (!isTaken) sentAll(peer, one, onSent);
    clock.after(waitMs, () => {
      pump(peer);
    });
  }

  function sentAll(peer: string, one: Newest, onSent: () => void): void {
    onSent();
    if (sending.get(peer) !== one) return;
    sending.delete(peer);
    pump(peer);
  }

  return {
    task(run, cpuMicroseconds) {
      const { entry, args, memoryBytes, wallMs, moduleHash } = run.ask;
      const from = run.from?.complete() ?? null;
      const head = from === null ? null : readCheckpointHead(from, memoryBytes);
      if (head?.ok === false) return err(refused(head.error));
      // What goes on from a checkpoint was long before, and runs in the form that can be left in any case.
      const isLong = from !== null || (run.ask.expectedMicroseconds ?? 0) >= longMicroseconds;
      const makesSome = isLong && !unfit.has(moduleHash);
      run.isLeavable = makesSome || from !== null;
      if (makesSome) making.add(run);
      const [outputBytes, workUnits] = [limits.resultBytes, 2 ** 53 - 1];
      return ok({
        ...{ module: run.module ?? nothing, input: run.input.complete() ?? nothing, entry, args },
        limits: { memoryBytes, cpuMicroseconds, workUnits, wallMs, outputBytes },
        from,
        checkpointEvery: makesSome ? everyMicroseconds : null,
      });
    },
    made(run, bytes) {
      const one = { bytes, cpuMicroseconds: run.used.cpuMicroseconds };
      const last = leaving.get(run);
      if (last === undefined) {
        newest.set(run, one);
        pump(run.peer);
      } else {
        newest.delete(run);
        send(run, one, last.hasLeft);
      }
    },
    last(run) {
      // What has not worked for half a second has next to nothing to lose.
      if (!making.has(run) || run.used.cpuMicroseconds === 0) return null;
      const before = leaving.get(run);
      if (before !== undefined) return before.promise;
      const { promise, resolve } = Promise.withResolvers<undefined>();
      const hasLeft = () => {
        cancel();
        leaving.delete(run);
        resolve(undefined);
      };
      const cancel = clock.after(lastWithinMs, hasLeft);
      leaving.set(run, { promise, hasLeft });
      run.wish.wish();
      return promise;
    },
    ended(run, outcome) {
      newest.delete(run);
      making.delete(run);
      leaving.get(run)?.hasLeft();
      if (!run.isLeavable) return;
      const isUnfit = outcome.ok
        ? outcome.value.whyNoCheckpoints !== undefined
        : outcome.error.name === 'ceiling_reached' || run.ending === rateTooLow;
      if (!isUnfit) return;
      unfit.add(run.ask.moduleHash);
      dropOldest(unfit, unfitMax);
    },
    left(peer) {
      sending.delete(peer);
    },
  };
}

function refused(detail: string): SliceFailure {
  return { name: 'checkpoint_refused', detail, cpuMicroseconds: 0, workCount: 0 };
}
