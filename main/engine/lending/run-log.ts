/**
 * All that ever ran here, up to five thousand runs: for whom, what code, how it ended and what it brought. It is
 * written every two seconds and not with each run, of which there may be a thousand a second; what a crash loses of
 * it is read again from the runs that the run book keeps.
 */
import * as v from 'valibot';
import type {
  LoggedRunView,
  LogQuestionView,
  LogView,
} from '../../../shared/api/lending-contract.ts';
import { outcomes } from '../../../shared/api/lending-terms-shape.ts';
import { count, hex32, integer, text, toWire } from '../../../shared/base/fields.ts';
import { refuse, ok } from '../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../shared/base/result.ts';
import { limits } from '../../../shared/domain/limits.ts';
import { memberOf, peerId } from '../../../shared/domain/peer-id.ts';
import type { GroupCommit } from '../group-commit.ts';
import type { Names } from '../peers/names.ts';
import type { Clock, WorkStore } from '../ports.ts';
import type { LiveRun } from './live-run.ts';
import type { RunBook } from './run-book.ts';
import { isAwaited, runHasEnded } from './run.ts';
import type { KeptRun } from './run.ts';

const keptMax = 5_000;
const writeAfterMs = 2_000;

const Entry = v.object({
  /** Orders them over restarts. */
  number: count,
  job: hex32,
  peer: peerId,
  startedAtMs: v.nullable(count),
  endedAtMs: count,
  outcome: v.picklist(outcomes),
  microCpuHours: v.nullable(integer),
  detail: v.nullable(text(limits.detailLength)),
  module: v.nullable(
    v.object({ hash: hex32, bytes: count, memoryLimitBytes: count, wallLimitMs: count }),
  ),
});
type Entry = v.InferOutput<typeof Entry>;
const EntryJson = v.pipe(v.string(), v.parseJson(), Entry);

export interface RunLog {
  /** The run book, which writes what it is given into this log too. */
  readonly book: RunBook;
  /** The hours of a run that both have signed for are gone, and this is why. */
  takenBack(attempt: string, why: string): void;
  answer(question: LogQuestionView): Result<LogView, Refusal<'unknown_run'>>;
  stop(): void;
}

interface RunLogParts {
  readonly work: WorkStore;
  /** Nobody waits for what is written. */
  readonly group: Pick<GroupCommit, 'write'>;
  readonly clock: Pick<Clock, 'after'>;
  readonly names: Names;
  readonly book: RunBook;
  /** What is known of a run that is under way. */
  readonly live: () => ReadonlyMap<string, LiveRun>;
}

/** Entries that cannot be read are left out: nothing depends on them. */
export function createRunLog(parts: RunLogParts): RunLog {
  const { work, group, clock, names, book, live } = parts;
  const entries = readEntries(work);
  const unwritten = new Set<string>();
  /** Answers that were not signed for yet when they were to be written: most are a moment later. */
  const putOff = new Set<string>();
  let last = Math.max(0, ...[...entries.values()].map(({ number }) => number));
  let cancel: (() => void) | null = null;

  function put(attempt: string, run: KeptRun): void {
    const before = entries.get(attempt);
    const begun = live().get(attempt);
    const facts = begun === undefined ? null : factsOf(begun);
    entries.set(attempt, {
      ...{ job: run.job, peer: run.peer, endedAtMs: run.atMs, detail: run.detail },
      number: before?.number ?? (last += 1),
      startedAtMs: facts?.startedAtMs ?? before?.startedAtMs ?? null,
      outcome: isAwaited(run) ? 'answered' : (run.state as Entry['outcome']),
      microCpuHours: run.microCpuHours,
      module: facts?.module ?? before?.module ?? null,
    });
    keepSoon(attempt);
  }

  function keepSoon(attempt: string): void {
    unwritten.add(attempt);
    cancel ??= clock.after(writeAfterMs, writeDue);
  }

  function note(attempt: string, run: KeptRun): void {
    if (runHasEnded(run) || isAwaited(run)) put(attempt, run);
  }

  function writeDue(): void {
    cancel = null;
    write([...unwritten].filter(isDue));
    if (unwritten.size > 0) cancel = clock.after(writeAfterMs, writeDue);
  }

  function write(changed: readonly string[]): void {
    for (const attempt of changed) unwritten.delete(attempt);
    const surplus = [...entries.keys()].slice(0, Math.max(0, entries.size - keptMax));
    for (const attempt of surplus) entries.delete(attempt);
    group.write(() => {
      for (const attempt of surplus) work.remove('log', attempt);
      for (const attempt of changed) {
        const entry = entries.get(attempt);
        if (entry !== undefined) work.put('log', attempt, JSON.stringify(toWire(entry)));
      }
    });
  }

  function isDue(attempt: string): boolean {
    const isEarly = entries.get(attempt)?.outcome === 'answered' && !putOff.has(attempt);
    if (isEarly) putOff.add(attempt);
    else putOff.delete(attempt);
    return !isEarly;
  }

  for (const [attempt, run] of book.kept()) {
    const isKnown = entries.get(attempt)?.endedAtMs === run.atMs;
    if (!isKnown) note(attempt, run);
  }

  return {
    book: {
      ...book,
      put(attempt, run, result, then) {
        book.put(attempt, run, result, then);
        note(attempt, run);
      },
      putSoon(attempt, run) {
        book.putSoon(attempt, run);
        note(attempt, run);
      },
    },
    takenBack(attempt, why) {
      const entry = entries.get(attempt);
      const detail = why.slice(0, limits.detailLength);
      if (entry?.outcome !== 'given' || entry.detail === detail) return;
      entries.set(attempt, { ...entry, detail });
      keepSoon(attempt);
    },
    answer({ person, outcome, before, limit }) {
      const matching = [...entries]
        .filter(
          ([, entry]) =>
            (person === null || memberOf(entry.peer) === person) &&
            (outcome === null || entry.outcome === outcome),
        )
        .reverse();
      const at = before === null ? 0 : matching.findIndex(([attempt]) => attempt === before) + 1;
      if (before !== null && at === 0) return refuse('unknown_run', 'That run is not in the log.');
      return ok({
        runs: matching.slice(at, at + limit).map(([id, entry]) => viewOf(id, entry, names)),
        total: matching.length,
        isMore: at + limit < matching.length,
      });
    },
    stop() {
      cancel?.();
      if (unwritten.size > 0) write([...unwritten]);
    },
  };
}

/** In the order in which they ended. */
function readEntries(work: WorkStore): Map<string, Entry> {
  const read = [...work.states('log')].flatMap(({ key, state }) => {
    const entry = v.safeParse(EntryJson, state);
    return entry.success ? [[key, entry.output] as const] : [];
  });
  return new Map(read.sort(([, a], [, b]) => a.number - b.number));
}

function factsOf(run: LiveRun): Pick<Entry, 'startedAtMs' | 'module'> {
  const { moduleHash: hash, moduleBytes: bytes, memoryBytes, wallMs } = run.ask;
  return {
    startedAtMs: run.takenAtMs,
    module: { hash, bytes, memoryLimitBytes: memoryBytes, wallLimitMs: wallMs },
  };
}

function viewOf(id: string, { peer, number: _, ...entry }: Entry, names: Names): LoggedRunView {
  return { id, ...entry, for: names.person(peer) };
}
