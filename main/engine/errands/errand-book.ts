/**
 * Errands in memory and on the disk. What must be on the disk before something else happens is kept with a group
 * commit; what only saves work after a restart is kept within half a second, and not at all when it has changed again by
 * then: of a short slice nobody ever writes down that it was asked for, or that it ran.
 */
import { attemptOf, errandHasEnded, next } from '../../../shared/jobs/errand.ts';
import type { ErrandProgress } from '../../../shared/jobs/errand.ts';
import type { GroupCommit } from '../group-commit.ts';
import { createLateWrites } from '../late-writes.ts';
import type { Ports } from '../ports.ts';
import type { ErrandWish } from './contract.ts';
import { createErrand } from './errand.ts';
import type { Errand } from './errand.ts';
import { keptErrandText, parseKeptErrand } from './kept-errand.ts';

/** A larger result stands beside the state, as a blob. */
const smallResultBytes = 1024;

export interface ErrandBook {
  find(id: string): Errand | null;
  all(): Iterable<Errand>;
  /** One that is kept soon; or, where `isNew`, as soon as somebody has it. */
  add(id: string, wish: ErrandWish, isNew?: boolean): Errand;
  /** Is on the disk before `then`, as it stands at the end of its group. */
  keep(errand: Errand, then?: () => void): void;
  /** Is on the disk after a while, as it stands then. */
  keepSoon(errand: Errand): void;
  remove(id: string): void;
  result(id: string): Uint8Array | null;
}

interface ErrandBookParts {
  readonly ports: Pick<Ports, 'work' | 'clock' | 'log'>;
  readonly group: GroupCommit;
}

/** Reads the errands of earlier starts. */
export function createErrandBook({ ports, group }: ErrandBookParts): ErrandBook {
  const { work, clock, log } = ports;
  const errands = new Map<string, Errand>();
  const late = createLateWrites(group);
  /** Those that are on the disk, or about to be. */
  const rows = new Set<string>();
  /** Small results of answers that are not forgotten. */
  const small = new Map<string, Uint8Array>();
  let lastOrder = 0;

  const found = [...work.states('errands')].flatMap(({ key, state }) => {
    const kept = parseKeptErrand(state);
    if (kept === null) log.warn(`What was kept about errand ${key} cannot be read; it is let go.`);
    return kept === null ? [] : [{ key, kept }];
  });
  found.sort((a, b) => a.kept.order - b.kept.order);
  for (const { key, kept } of found) {
    const progress = afterRestart(kept.progress, clock.now());
    errands.set(key, createErrand(key, kept.wish, kept.order, progress));
    rows.add(key);
    if (kept.result !== null) small.set(key, kept.result);
    lastOrder = kept.order;
  }

  /** Unless it was let go since then. */
  function put(errand: Errand): void {
    const { id, wish, order, progress, result } = errand;
    if (errands.get(id) !== errand) return;
    const isSmall = result !== null && result.byteLength <= smallResultBytes;
    if (isSmall) small.set(id, result);
    const text = keptErrandText({ wish, order, progress, result: small.get(id) ?? null });
    rows.add(id);
    work.put('errands', id, text, result === null || isSmall ? {} : { result });
    errand.result = null;
  }

  function keepSoon(errand: Errand): void {
    late.keepSoon(errand.id, () => {
      put(errand);
    });
  }

  return {
    find: (id) => errands.get(id) ?? null,
    all: () => errands.values(),
    add(id, wish, isNew = false) {
      lastOrder += 1;
      const errand = createErrand(id, wish, lastOrder);
      errands.set(id, errand);
      if (!isNew) keepSoon(errand);
      return errand;
    },
    keep(errand, then) {
      const write = () => {
        put(errand);
      };
      late.keep(errand.id, write, then);
    },
    keepSoon,
    remove(id) {
      const errand = errands.get(id);
      if (errand === undefined) return;
      small.delete(id);
      errands.delete(id);
      // Most were answered before anybody wrote them down.
      if (!rows.delete(id)) return;
      group.write(() => {
        work.remove('errands', id);
      });
    },
    result: (id) => errands.get(id)?.result ?? small.get(id) ?? work.blob('errands', id, 'result'),
  };
}

/** Whoever had it may still have it: it is looked for there first. */
function afterRestart(progress: ErrandProgress, nowMs: number): ErrandProgress {
  const { state } = progress;
  if (errandHasEnded(state) || attemptOf(state) === null) return progress;
  if (state.at === 'offered') return { ...progress, state: { at: 'waiting', reason: null } };
  if (state.at !== 'sending') return next(progress, { type: 'peer_left', nowMs }).progress;
  const { attempt, ratingMilli } = state;
  const begun = { attempt, ratingMilli, startedAtMs: attempt.askedAtMs, absentSinceMs: nowMs };
  return { ...progress, state: { at: 'running', ...begun } };
}
