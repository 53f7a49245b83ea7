/**
 * What is written down under a key, as it stands when its group is written and not as it was when somebody asked for it:
 * of several changes in between, one is written. Whatever is said of a key must lead to the same writing.
 */
import type { GroupCommit } from './group-commit.ts';

export interface LateWrites {
  /** Is on the disk before `then`, as it stands at the end of its group. */
  keep(key: string, write: () => void, then?: () => void): void;
  /** Is on the disk within half a second, as it stands then, unless it was kept before. */
  keepSoon(key: string, write: () => void): void;
}

/** Nothing waits at first. */
export function createLateWrites(group: Pick<GroupCommit, 'writeLast' | 'writeSoon'>): LateWrites {
  const due = new Set<string>();
  const soon = new Set<string>();

  function make(key: string, write: () => void): void {
    due.delete(key);
    soon.delete(key);
    write();
  }

  return {
    keep(key, write, then) {
      if (due.has(key) && then === undefined) return;
      due.add(key);
      group.writeLast(() => {
        if (due.has(key)) make(key, write);
      }, then);
    },
    keepSoon(key, write) {
      if (due.has(key) || soon.has(key)) return;
      soon.add(key);
      group.writeSoon(() => {
        if (soon.has(key)) make(key, write);
      });
    },
  };
}
