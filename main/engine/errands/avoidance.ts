/**
 * Whom an errand is not asked of for a while. A slice that came to nothing with a machine waits for that machine a
 * second, then two, then four; others may have it at once. A machine on which several slices of a job came to nothing
 * with no answer between them is tried with one of them at a time, ever more seldom, until it answers one.
 *
 * The process in which a lender's slices run may be ended by anything at any time, and takes all of them with it. So
 * what comes to nothing is held against one slice or one job for moments, and never against a person; and what fails
 * together with others counts no more than they do.
 */
import { dropOldest } from '../../../shared/base/drop-oldest.ts';
import type { Clock } from '../ports.ts';

interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

const afterFailure: Waits = { firstMs: 1_000, longestMs: 60_000 };
const afterDecline: Waits = { firstMs: 1_000, longestMs: 10_000 };
/** Of whoever says that there is room, and then that there is none. */
const afterFull: Waits = { firstMs: 100, longestMs: 1_000 };
/** So many failures of one job with no answer between them, and the machine is tried with one slice at a time. */
const inARowMax = 3;
/** So many declines with nothing taken between them, and nobody waits for that machine any more. */
const declinesMax = 5;
/** Pairs that are remembered; the oldest are forgotten first. */
const rememberedMax = 10_000;
/** Waits end at the same time as others that end about then. */
const grainMs = 250;

export interface Avoidance {
  /**
   * What they decline of a job now, they decline of all its slices; longer each time until they take one. Somebody
   * who always says to have room and always declines would have every errand otherwise, again and again.
   */
  declined(job: string, peer: string, because: string): void;
  /** What they declined it as the last time; null where they took something of the job since then. */
  declinedAs(job: string, peer: string): string | null;
  /** Whether they always decline it, so that they are nobody to wait for; they are still asked, now and then. */
  isUnwilling(job: string, peer: string): boolean;
  taken(job: string, peer: string): void;
  /** It is asked of them now. */
  asked(errand: Of, peer: string): void;
  /** Longer each time that it came to nothing with them. */
  failed(errand: Of, peer: string): void;
  /** They can do it. */
  answered(job: string, peer: string): void;
  isAvoided(errand: Of, peer: string): boolean;
  stop(): void;
}

interface Of {
  readonly id: string;
  readonly job: string;
}

interface BackOff {
  readonly untilMs: number;
  readonly failures: number;
  /** With nothing taken between them. */
  readonly declines: number;
  /** The name of the last of them. */
  readonly declinedAs: string | null;
  /** The errand by which the machine is tried; null where none is. */
  readonly trial: string | null;
}

const none: BackOff = { untilMs: 0, failures: 0, declines: 0, declinedAs: null, trial: null };

/** Nobody is avoided at first. `onOver` is told whenever somebody is not avoided any more. */
export function createAvoidance(clock: Clock, onOver: () => void): Avoidance {
  const known = new Map<string, BackOff>();
  const calls = new Map<number, () => void>();
  const find = (pair: string) => known.get(pair) ?? none;

  function set(pair: string, backOff: BackOff): void {
    known.delete(pair);
    known.set(pair, backOff);
    dropOldest(known, rememberedMax);
    if (backOff.untilMs > clock.elapsed()) callAt(backOff.untilMs);
  }

  function callAt(untilMs: number): void {
    const atMs = Math.ceil(untilMs / grainMs) * grainMs;
    if (calls.has(atMs)) return;
    calls.set(
      atMs,
      clock.after(atMs - clock.elapsed(), () => {
        calls.delete(atMs);
        onOver();
      }),
    );
  }

  /** Counts one more failure; the first `free` of them cost no time. */
  function worse(pair: string, free: number): void {
    const before = find(pair);
    const failures = before.failures + 1;
    if (failures > free) set(pair, until({ ...before, failures, trial: null }, failures - free));
    else set(pair, { ...before, failures });
  }

  function until(backOff: BackOff, times: number, waits = afterFailure): BackOff {
    const ms = Math.min(waits.firstMs * 2 ** (times - 1), waits.longestMs);
    return { ...backOff, untilMs: Math.max(backOff.untilMs, clock.elapsed() + ms) };
  }

  const isKept = (pair: string) => find(pair).untilMs > clock.elapsed();

  return {
    declined(job, peer, because) {
      const pair = `${job} ${peer}`;
      const before = find(pair);
      // Those that were asked of them in one go are declined in one go.
      if (before.declines > 0 && before.untilMs > clock.elapsed()) return;
      const declines = before.declines + 1;
      const waits = because === 'no_free_core' ? afterFull : afterDecline;
      set(pair, until({ ...before, declines, declinedAs: because }, declines, waits));
    },
    declinedAs: (job, peer) => find(`${job} ${peer}`).declinedAs,
    isUnwilling: (job, peer) => find(`${job} ${peer}`).declines >= declinesMax,
    taken(job, peer) {
      const pair = `${job} ${peer}`;
      const before = known.get(pair);
      if (before !== undefined && before.declines > 0)
        known.set(pair, { ...before, declines: 0, declinedAs: null });
    },
    asked({ id, job }, peer) {
      const pair = `${job} ${peer}`;
      const before = find(pair);
      const times = before.failures - inARowMax + 1;
      if (times > 0) set(pair, until({ ...before, trial: id }, times));
    },
    failed({ id, job }, peer) {
      const pair = `${job} ${peer}`;
      worse(`${id} ${peer}`, 0);
      const { failures, trial } = find(pair);
      // What was asked of them before they were tried with one at a time says nothing new.
      if (failures < inARowMax || trial === id) worse(pair, inARowMax - 1);
    },
    answered(job, peer) {
      known.delete(`${job} ${peer}`);
    },
    isAvoided: ({ id, job }, peer) =>
      known.size > 0 && (isKept(`${id} ${peer}`) || isKept(`${job} ${peer}`)),
    stop() {
      for (const cancel of calls.values()) cancel();
    },
  };
}
