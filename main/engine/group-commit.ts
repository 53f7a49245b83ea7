/**
 * Many changes with one write to the disk: what is written in one turn of the event loop is committed together, and
 * what follows from it (a signature that is sent, an answer that is reported) happens after that. A sync of the
 * disk takes milliseconds, and a thousand slices a second need several writes each. Where changes follow each other,
 * as much time passes between two commits as one takes: a slow or busy disk gets larger groups instead of a queue.
 *
 * Receipts reach the disk before the states that name them (commit.ts), as each of the two stores has a transaction:
 * a program that falls over in between finds the receipt, and never a state without it.
 */
import type { Commit } from './commit.ts';
import type { Ports } from './ports.ts';

export interface GroupCommit {
  /** `change` writes to the record and the work store, soon; `then` is called once that is on the disk. */
  write(change: () => void, then?: () => void): void;
  /** Commits what waits, now. */
  flush(): void;
}

/** Nobody waits longer than this for a disk that was slow a moment ago. */
const gatherMsMax = 30;

interface Waiting {
  readonly change: () => void;
  readonly then: (() => void) | undefined;
}

type CommitPorts = Pick<Ports, 'clock' | 'work' | 'record' | 'commit'>;

/** Nothing waits at first. Whoever stops flushes. */
export function createGroupCommit({ clock, work, record, commit }: CommitPorts): GroupCommit {
  const { write, settle } = commit ?? waitingForTheDisk({ work, record });
  let waiting: Waiting[] = [];
  let cancel: (() => void) | null = null;
  let isUnderWay = false;
  let lastEndedAtMs = -gatherMsMax;
  let lastTookMs = 0;

  function begin(): void {
    cancel?.();
    cancel = null;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const beganAtMs = clock.elapsed();
    isUnderWay = true;
    write(
      () => {
        for (const { change } of group) change();
      },
      () => {
        isUnderWay = false;
        lastEndedAtMs = clock.elapsed();
        lastTookMs = lastEndedAtMs - beganAtMs;
        for (const { then } of group) then?.();
        if (waiting.length > 0) beginSoon();
      },
    );
  }

  /** Without a rest after a pause: whoever asks for one slice does not wait for others. */
  function beginSoon(): void {
    const sinceMs = clock.elapsed() - lastEndedAtMs;
    const restMs = Math.max(0, Math.min(lastTookMs, gatherMsMax) - sinceMs);
    cancel ??= clock.after(restMs, begin);
  }

  return {
    write(change, then) {
      waiting.push({ change, then });
      if (!isUnderWay) beginSoon();
    },
    flush() {
      settle();
      begin();
      settle();
    },
  };
}

/** What a change was is on the disk when it has been made. */
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
