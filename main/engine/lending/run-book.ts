/** The runs that outlive a restart: answers that wait for a signature, and the last ones that ended. */
import { toWire } from '../../../shared/base/fields.ts';
import type { EndedRunView } from '../../../shared/api/contract.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberOf } from '../../../shared/domain/peer-id.ts';
import type { Ports } from '../ports.ts';
import type { Names } from '../peers/names.ts';
import { isAwaited, parseKeptRun, runHasEnded } from './run.ts';
import type { KeptRun } from './run.ts';

const endedShown = 20;
const endedKept = 100;
/** Answers whose consumer is away. When so many wait, nothing new is taken on. */
export const answersMax = 200;
/** After so long the consumer will not come back for its answer. */
const answerKeptMs = 14 * 86_400_000;

export interface RunBook {
  find(attempt: string): KeptRun | null;
  put(attempt: string, run: KeptRun, result?: Uint8Array): void;
  result(attempt: string): Uint8Array | null;
  /** Attempts of this peer that wait for its work rate or its signature. */
  answeredFor(peer: string): readonly string[];
  answers(): number;
  /** Those of a member, over all its machines. */
  answersFor(member: string): number;
  /** What a member has used by answers that it has not signed, as far as it can be said. */
  unsignedUse(member: string): bigint;
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
  names: Names,
): RunBook {
  const runs = new Map<string, KeptRun>();
  for (const { key, state } of [...work.states('runs')]) {
    const run = parseKeptRun(state);
    if (run === null) {
      log.warn(`What was kept about run ${key} cannot be read; it is left out.`);
    } else if (run.state === 'running') {
      put(key, {
        ...run,
        state: 'lost',
        detail: 'The program ended while it ran.',
        atMs: clock.now(),
      });
    } else runs.set(key, run);
  }
  prune();
  expire();

  function expire(): void {
    const nowMs = clock.now();
    for (const [attempt, run] of [...runs]) {
      if (!isAwaited(run) || nowMs - run.atMs <= answerKeptMs) continue;
      const detail = 'Its owner never came back for the answer.';
      put(attempt, { ...run, state: 'failed', detail, atMs: nowMs });
    }
  }

  function put(attempt: string, run: KeptRun, result?: Uint8Array): void {
    const state = JSON.stringify(toWire(run));
    // An ended run needs its result no more.
    const blobs = runHasEnded(run) ? null : result === undefined ? {} : { result };
    work.put('runs', attempt, state, blobs);
    runs.set(attempt, run);
    if (runHasEnded(run)) prune();
  }

  function endedRuns(): [string, KeptRun][] {
    return [...runs].filter(([, run]) => runHasEnded(run)).sort(([, a], [, b]) => b.atMs - a.atMs);
  }

  function prune(): void {
    for (const [attempt] of endedRuns().slice(endedKept)) {
      runs.delete(attempt);
      work.remove('runs', attempt);
    }
  }

  return {
    find: (attempt) => runs.get(attempt) ?? null,
    kept: () => runs,
    put,
    result: (attempt) => work.blob('runs', attempt, 'result'),
    answeredFor: (peer) =>
      [...runs].flatMap(([attempt, run]) => (isAwaited(run) && run.peer === peer ? [attempt] : [])),
    expire,
    hasRoom: (running) => work.hasRoomFor((running + 1) * limits.resultBytes),
    answers: () => [...runs.values()].filter(isAwaited).length,
    answersFor: (member) =>
      [...runs.values()].filter((run) => isAwaited(run) && memberOf(run.peer) === member).length,
    unsignedUse: (member) =>
      [...runs.values()]
        .filter((run) => isAwaited(run) && memberOf(run.peer) === member)
        .reduce((sum, run) => sum + useOf(run), 0n),
    ended: () =>
      [...runs.values()]
        .filter(({ state }) => state !== 'running')
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

/** As the receipt says; before there is one, what the time alone comes to, which it cannot exceed. */
function useOf({ microCpuHours, unrated }: KeptRun): bigint {
  if (microCpuHours !== null || unrated === null) return microCpuHours ?? 0n;
  return microCpuHoursByTime(unrated.cpuMicroseconds, unrated.ratingMilli);
}
