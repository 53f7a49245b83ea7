/** Slices that have all they need and wait for a core: one member after the other, and each one's in their order. */
import type { LiveRun } from './live-run.ts';

export interface Queue {
  add(run: LiveRun): void;
  remove(run: LiveRun): void;
  has(run: LiveRun): boolean;
  /** Whether several members wait. */
  isShared(): boolean;
  /** Takes out the next one; of a member whose first does not fit the others have to wait too. */
  take(fits: (run: LiveRun) => boolean): LiveRun | null;
}

/** Empty at first. */
export function createQueue(): Queue {
  /** Whose turn it is stands first. */
  const lines = new Map<string, Set<LiveRun>>();

  function remove(run: LiveRun): void {
    const { member } = run;
    const line = lines.get(member);
    line?.delete(run);
    if (line?.size === 0) lines.delete(member);
  }

  return {
    remove,
    isShared: () => lines.size > 1,
    has: (run) => lines.get(run.member)?.has(run) ?? false,
    add(run) {
      const { member } = run;
      const line = lines.get(member) ?? new Set();
      lines.set(member, line.add(run));
    },
    take(fits) {
      for (const [member, line] of lines) {
        const [first] = line;
        if (first === undefined || !fits(first)) continue;
        lines.delete(member);
        line.delete(first);
        if (line.size > 0) lines.set(member, line);
        return first;
      }
      return null;
    },
  };
}
