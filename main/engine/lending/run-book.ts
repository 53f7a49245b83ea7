/**
 * The runs that outlive a restart: answers that wait for a signature, and the last ones that ended. What happens in
 * one moment is written together, each run as it stands then: of a short slice three steps may be one write.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import { toWire } from '../../../shared/base/fields.ts';
import type { EndedRunView } from '../../../shared/api/contract.ts';
import { limits } from '../../../shared/domain/limits.ts';
import type { GroupCommit } from '../group-commit.ts';
import { createLateWrites } from '../late-writes.ts';
import type { Ports } from '../ports.ts';
import type { Names } from '../peers/names.ts';
import { createAwaited } from './awaited.ts';
import type { AwaitedSum } from './awaited.ts';
import { isAwaited, parseKeptRun, runHasEnded, smallResultBytes, withoutResult } from './run.ts';
import type { KeptRun } from './run.ts';

const endedShown = 20;
const endedKept = 100;
/** After so long the consumer will not come back for its answer. */
const answerKeptMs = 14 * 86_400_000;
/** The disk is asked so often how much room it has, and for so much more than is needed. */
const roomKnownMs = 1_000;
const roomAheadBytes = 8 * limits.resultBytes;

export interface RunBook {
  find(attempt: string): KeptRun | null;
  /** It is so from now on, and `then` is called when that is on the disk. */
  put(attempt: string, run: KeptRun, result?: Uint8Array, then?: () => void): void;
  /** It has ended, as the record says by now: to write that down has time, and most need not be written at all. */
  putSoon(attempt: string, run: KeptRun): void;
  result(attempt: string): Uint8Array | null;
  /** Attempts of this peer that wait for its work rate or its signature. */
  answeredFor(peer: string): readonly string[];
  /** Answers that wait for a word, of all and of a member over all its machines. */
  awaited(): AwaitedSum;
  awaitedOf(member: string): AwaitedSum;
  ended(): EndedRunView[];
  /** All that it keeps, by attempt. */
  kept(): Iterable<readonly [string, KeptRun]>;
  /** Gives up the answers that nobody came back for. */
  expire(): void;
  /** Whether one answer more of the largest size would find room, beside those of so many runs. */
  hasRoom(runs: number): boolean;
}

/** Reads the runs of earlier starts; what was under way then is lost now, and said to be. */
export function createRunBook(
  { work, clock, log }: Pick<Ports, 'work' | 'clock' | 'log'>,
  group: GroupCommit,
  names: Names,
): RunBook {
  const runs = new Map<string, KeptRun>();
  /** In the order in which they ended. */
  const ended = new Set<string>();
  const awaited = createAwaited();
  const late = createLateWrites(group);
  const results = new Map<string, Uint8Array>();
  /** What there was room for, less what was kept since. */
  let room = { bytes: 0, atMs: 0 };

  const found = [...work.states('runs')].flatMap(({ key, state }) => {
    const run = parseKeptRun(state);
    if (run === null) log.warn(`What was kept about run ${key} cannot be read; it is left out.`);
    return run === null ? [] : [[key, run] as const];
  });
  found.sort(([, a], [, b]) => a.atMs - b.atMs);
  for (const [key, run] of found) if (run.state !== 'running') remember(key, run);
  for (const [key, run] of found) {
    const detail = 'The program ended while it ran.';
    if (run.state === 'running') put(key, { ...run, state: 'lost', detail, atMs: clock.now() });
  }
  expire();

  function remember(attempt: string, kept: KeptRun): void {
    // An ended run needs its result no more.
    const run = runHasEnded(kept) ? withoutResult(kept) : kept;
    awaited.changed(attempt, runs.get(attempt) ?? null, run);
    runs.set(attempt, run);
    if (runHasEnded(run)) ended.add(attempt);
    dropOldest(ended, endedKept, (oldest) => {
      runs.delete(oldest);
      keepSoon(oldest);
    });
  }

  function expire(): void {
    const nowMs = clock.now();
    for (const attempt of [...awaited.attempts()]) {
      const run = runs.get(attempt);
      if (run === undefined || nowMs - run.atMs <= answerKeptMs) continue;
      const detail = 'Its owner never came back for the answer.';
      put(attempt, { ...run, state: 'failed', detail, atMs: nowMs });
    }
  }

  function put(attempt: string, run: KeptRun, result?: Uint8Array, then?: () => void): void {
    const isSmall = result !== undefined && result.byteLength <= smallResultBytes;
    remember(attempt, isSmall ? { ...run, result } : run);
    if (result !== undefined && !isSmall) results.set(attempt, result);
    room.bytes -= result?.byteLength ?? 0;
    const writeIt = () => {
      write(attempt);
    };
    late.keep(attempt, writeIt, then);
  }

  function keepSoon(attempt: string): void {
    late.keepSoon(attempt, () => {
      write(attempt);
    });
  }

  function write(attempt: string): void {
    const run = runs.get(attempt);
    const result = results.get(attempt);
    results.delete(attempt);
    if (run === undefined) work.remove('runs', attempt);
    else {
      const blobs = runHasEnded(run) ? null : result === undefined ? {} : { result };
      work.put('runs', attempt, JSON.stringify(toWire(run)), blobs);
    }
  }

  function ofTheLast(attempts: Iterable<string>): KeptRun[] {
    const last = [...attempts].slice(-endedShown);
    return last.flatMap((attempt) => runs.get(attempt) ?? []);
  }

  return {
    find: (attempt) => runs.get(attempt) ?? null,
    kept: () => runs,
    put,
    putSoon(attempt, run) {
      keepSoon(attempt);
      remember(attempt, run);
    },
    result: (attempt) =>
      results.get(attempt) ?? runs.get(attempt)?.result ?? work.blob('runs', attempt, 'result'),
    answeredFor: (peer) =>
      [...awaited.attempts()].filter((attempt) => runs.get(attempt)?.peer === peer),
    expire,
    awaited: awaited.all,
    awaitedOf: awaited.of,
    hasRoom(running) {
      const needed = (running + 1) * limits.resultBytes;
      const nowMs = clock.elapsed();
      if (needed <= room.bytes && nowMs - room.atMs < roomKnownMs) return true;
      const ahead = needed + roomAheadBytes;
      if (!work.hasRoomFor(ahead)) return work.hasRoomFor(needed);
      room = { bytes: ahead, atMs: nowMs };
      return true;
    },
    ended: () =>
      [...ofTheLast(ended), ...ofTheLast(awaited.attempts())]
        .sort((a, b) => b.atMs - a.atMs)
        .slice(0, endedShown)
        .map((run) => ({
          job: run.job,
          for: names.person(run.peer),
          endedAtMs: run.atMs,
          outcome: isAwaited(run) ? 'answered' : (run.state as EndedRunView['outcome']),
          microCpuHours: run.microCpuHours,
          detail: run.detail,
        })),
  };
}
