/**
 * Many changes with one write to the disk: what is written in one turn of the event loop is committed together, and
 * what follows from it (a signature that is sent, an answer that is reported) happens after that. A sync of the
 * disk takes milliseconds, and a thousand slices a second need several writes each.
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

  function flush(): void {
    cancel?.();
    cancel = null;
    const group = waiting;
    waiting = [];
    if (group.length === 0) return;
    work.together(() => {
      record.together(() => {
        for (const { change } of group) change();
      });
    });
    for (const { then } of group) then?.();
  }

  return {
    write(change, then) {
      waiting.push({ change, then });
      cancel ??= clock.after(0, flush);
    },
    flush,
  };
}
