/**
 * Many changes with one write to the disk: what is written in one turn of the event loop is committed together, and
 * what follows from it (a signature that is sent, an answer that is reported) happens after that. A sync of the
 * disk takes milliseconds, and a thousand slices a second need several writes each. Where changes follow each other,
 * as much time passes between two commits as one takes: a slow or busy disk gets larger groups instead of a queue.
 *
 * Receipts reach the disk before the states that name them, as each of the two stores has a transaction of its own:
 * a program that falls over in between finds the receipt, and never a state without it.
 */
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

/** Nothing waits at first. Whoever stops flushes. */
export function createGroupCommit({
  clock,
  work,
  record,
}: Pick<Ports, 'clock' | 'work' | 'record'>): GroupCommit {
  let waiting: Waiting[] = [];
  let cancel: (() => void) | null = null;
  let lastEndedAtMs = -gatherMsMax;
  let lastTookMs = 0;

  function flush(): void {
    cancel?.();
    cancel = null;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    const beganAtMs = clock.elapsed();
    work.together(() => {
      record.together(() => {
        for (const { change } of group) change();
      });
    });
    lastEndedAtMs = clock.elapsed();
    lastTookMs = lastEndedAtMs - beganAtMs;
    for (const { then } of group) then?.();
  }

  /** None after a pause: whoever asks for one slice does not wait for others. */
  function restMs(): number {
    const sinceMs = clock.elapsed() - lastEndedAtMs;
    return Math.max(0, Math.min(lastTookMs, gatherMsMax) - sinceMs);
  }

  return {
    write(change, then) {
      waiting.push({ change, then });
      cancel ??= clock.after(restMs(), flush);
    },
    flush,
  };
}
