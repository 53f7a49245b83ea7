/**
 * Many changes with one write to the disk: what is written in one turn of the event loop is committed together, and
 * what follows from it (a signature that is sent, an answer that is reported) happens after that. A sync of the
 * disk takes milliseconds, and a thousand slices a second need several writes each. Where changes follow each other,
 * as much time passes between two commits as one takes: a slow or busy disk gets larger groups instead of a queue. And
 * where many changes follow each other they are gathered longer, as most of what a group costs does not depend on its
 * size: its transactions, its sync, and the frames in which everybody hears of what it brought.
 *
 * A change of both stores is one (commit.ts): a program that falls over finds a receipt and the states that name it, or
 * neither.
 */
import type { Commit } from './commit.ts';
import type { Ports } from './ports.ts';

export interface GroupCommit {
  /**
   * `change` writes to the record and the work store, soon; `then` is called once that is on the disk. What is written
   * within a change belongs to the same group.
   */
  write(change: () => void, then?: () => void): void;
  /** The same, behind all others of its group: of what changes several times in between only the last is written. */
  writeLast(change: () => void, then?: () => void): void;
  /** The same within half a second: of what has changed again by then nothing else is written. */
  writeSoon(change: () => void): void;
  /** Commits what waits, now. */
  flush(): void;
}

/** Nobody waits longer than this for a disk that was slow a moment ago. */
const gatherMsMax = 30;
/** Changes of a group that are many, and how long more of them are gathered for the next. */
const many = 8;
const gatherManyMs = 20;
const soonMs = 250;

interface Waiting {
  readonly change: () => void;
  readonly then: (() => void) | undefined;
}

/** In the order of coming: those behind all others are apart. */
interface Group {
  readonly first: Waiting[];
  readonly last: Waiting[];
}

type CommitPorts = Pick<Ports, 'clock' | 'work' | 'record' | 'commit'>;

/** Nothing waits at first. Whoever stops flushes. */
export function createGroupCommit({ clock, work, record, commit }: CommitPorts): GroupCommit {
  const { write, settle } = commit ?? waitingForTheDisk({ work, record });
  let waiting: Group = { first: [], last: [] };
  /** Whose changes are being made now: what these write belongs to it. */
  let open: Group | null = null;
  /** Those of the present quarter of a second, and of the one before. */
  let [soon, sooner]: [(() => void)[], (() => void)[]] = [[], []];
  let cancel: (() => void) | null = null;
  let cancelSoon: (() => void) | null = null;
  let isUnderWay = false;
  let lastEndedAtMs = -gatherMsMax;
  let lastTookMs = 0;
  let lastSize = 0;

  const isEmpty = ({ first, last }: Group) => first.length + last.length === 0;

  function begin(): void {
    cancel?.();
    cancel = null;
    if (isEmpty(waiting)) return;
    const beganAtMs = clock.elapsed();
    const group = waiting;
    let followUps: readonly Waiting[] = [];
    waiting = { first: [], last: [] };
    isUnderWay = true;
    write(
      () => {
        open = group;
        followUps = make(group);
        lastSize = followUps.length;
        open = null;
      },
      () => {
        isUnderWay = false;
        lastEndedAtMs = clock.elapsed();
        lastTookMs = lastEndedAtMs - beganAtMs;
        for (const { then } of followUps) then?.();
        if (!isEmpty(waiting)) beginSoon();
      },
    );
  }

  /** Without a rest after a pause: whoever asks for one slice does not wait for others. */
  function beginSoon(): void {
    const sinceMs = clock.elapsed() - lastEndedAtMs;
    const gatherMs = Math.max(lastTookMs, lastSize > many ? gatherManyMs : 0);
    const restMs = Math.max(0, Math.min(gatherMs, gatherMsMax) - sinceMs);
    cancel ??= clock.after(restMs, begin);
  }

  function add(to: 'first' | 'last', one: Waiting): void {
    (open ?? waiting)[to].push(one);
    if (!isUnderWay) beginSoon();
  }

  function late(): void {
    cancelSoon = null;
    for (const change of sooner) add('last', { change, then: undefined });
    [sooner, soon] = [soon, []];
    if (sooner.length > 0) cancelSoon = clock.after(soonMs, late);
  }

  return {
    write(change, then) {
      add('first', { change, then });
    },
    writeLast(change, then) {
      add('last', { change, then });
    },
    writeSoon(change) {
      soon.push(change);
      cancelSoon ??= clock.after(soonMs, late);
    },
    flush() {
      cancelSoon?.();
      cancelSoon = null;
      for (const change of [...sooner, ...soon]) add('last', { change, then: undefined });
      [sooner, soon] = [[], []];
      settle();
      begin();
      settle();
    },
  };
}

/** Makes the changes, and those that come up meanwhile; answers them in the order in which they were made. */
function make({ first, last }: Group): readonly Waiting[] {
  const made: Waiting[] = [];
  let [nextFirst, nextLast] = [0, 0];
  for (;;) {
    const one = first[nextFirst] ?? last[nextLast];
    if (one === undefined) return made;
    if (nextFirst < first.length) nextFirst += 1;
    else nextLast += 1;
    one.change();
    made.push(one);
  }
}

/** What a change was is on the disk when it has been made: for stores that are written together in any case. */
function waitingForTheDisk({ work, record }: Pick<Ports, 'work' | 'record'>): Commit {
  return {
    write(change, then) {
      work.together(() => {
        record.together(change);
      });
      then();
    },
    settle: () => undefined,
  };
}
