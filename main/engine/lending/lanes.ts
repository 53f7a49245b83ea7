/**
 * Cores and what they are given: each works on one run, and short ones of the same kind are given to it behind that,
 * so that it need not wait for a word from here between two that take less time than the word. Those count as waiting
 * until their turn comes.
 */
import type { LiveRun } from './live-run.ts';
import type { Queue } from './queue.ts';

export interface Lanes {
  /** Gives it a core that has none. */
  take(run: LiveRun): void;
  /**
   * Takes runs out of the queue and puts them behind this one, which usually takes so long. Where several members
   * wait, those behind it have had their turn before any more follow.
   */
  fillUp(head: LiveRun, usualMs: number | null, queue: Queue): readonly LiveRun[];
  of(run: LiveRun): number | undefined;
  /** How many are done when something is heard of this one, with it. */
  together(head: LiveRun): number;
  /** The next one in a lane that works on nothing. */
  next(): LiveRun | null;
  /** It is its turn, whoever was before it. */
  promote(run: LiveRun): void;
  /** Has nothing to do with it any more. */
  remove(run: LiveRun): void;
  /** Takes back what is behind it, in order, and ends it there. */
  withdraw(head: LiveRun): readonly LiveRun[];
}

interface Lane {
  head: LiveRun | null;
  readonly followers: Set<LiveRun>;
}

/**
 * So much is given to a core ahead, of slices that take no longer than that each: the program has more to do than to
 * give out slices, and is busy with something else for a few hundredths of a second at a time.
 */
const aheadMs = 50;
const shortMs = 5;
const followersMax = 63;
/** Nothing is heard of the first of so many before the last is done (workers/process/lanes.ts). */
const togetherMax = 16;

/** How many that usually take so long may be behind another one; null where that is not known. */
function followersFor(usualMs: number | null): number {
  if (usualMs === null || usualMs > shortMs) return 0;
  return Math.min(followersMax, Math.floor(aheadMs / usualMs));
}

/** Whether one may follow the other: of the same job, and with no more memory. */
function mayFollow(head: LiveRun, run: LiveRun): boolean {
  return (
    run.ask.job === head.ask.job &&
    run.peer === head.peer &&
    run.from === null &&
    !head.isLeavable &&
    run.ask.memoryBytes <= head.ask.memoryBytes
  );
}

/** No core has anything at first. */
export function createLanes(): Lanes {
  const lanes: Lane[] = [];
  const laneOf = new Map<LiveRun, number>();

  function put(run: LiveRun, number: number): Lane {
    const lane = lanes[number] ?? { head: null, followers: new Set() };
    lanes[number] = lane;
    laneOf.set(run, number);
    return lane;
  }

  const find = (run: LiveRun) => lanes[laneOf.get(run) ?? -1];

  return {
    take(run) {
      const free = lanes.findIndex(({ head, followers }) => head === null && followers.size === 0);
      put(run, free < 0 ? lanes.length : free).head = run;
    },
    fillUp(head, usualMs, queue) {
      const followers = find(head)?.followers ?? new Set();
      const taken: LiveRun[] = [];
      if (followers.size > 0 && queue.isShared()) return taken;
      for (let left = followersFor(usualMs) - followers.size; left > 0; left -= 1) {
        const run = queue.take((each) => mayFollow(head, each));
        if (run === null) break;
        put(run, laneOf.get(head) ?? 0).followers.add(run);
        taken.push(run);
      }
      return taken;
    },
    of: (run) => laneOf.get(run),
    together: (head) => Math.min(1 + (find(head)?.followers.size ?? 0), togetherMax),
    next() {
      for (const { head, followers } of lanes) {
        const [first] = followers;
        if (head === null && first !== undefined) return first;
      }
      return null;
    },
    promote(run) {
      const lane = find(run);
      if (lane?.followers.delete(run) === true) lane.head ??= run;
    },
    remove(run) {
      const lane = find(run);
      laneOf.delete(run);
      lane?.followers.delete(run);
      if (lane?.head === run) lane.head = null;
    },
    withdraw(head) {
      const followers = [...(find(head)?.followers ?? [])];
      find(head)?.followers.clear();
      for (const run of followers) {
        laneOf.delete(run);
        run.abort.abort();
        run.abort = new AbortController();
      }
      return followers;
    },
  };
}
