/**
 * Keeps a thread to its share of a core, in bursts too short to be felt.
 *
 * Time is cut into cycles of 50 ms. At the start of each the thread is given its share of the cycle in CPU time;
 * it runs until that is used up and sleeps until the next cycle. What it used is read from its CPU clock, so a
 * yield that comes late is taken off the next cycle and the share is met over time; what a busy machine did
 * not let it use is kept for a quarter of a cycle and then lost, so that it never catches up in one long
 * burst. The threads' cycles begin at different times, so that cores do not pulse together. A share that was
 * raised is reached over seconds, one that was lowered at once; zero suspends.
 *
 * It belongs to the thread and not to a slice: otherwise many short slices would have the core to themselves.
 */
import type { SharedPace } from './control.ts';

export interface Pacer {
  /**
   * Called at each look with the thread's CPU time so far, in microseconds: comes back when the thread may run
   * on. `mustWake` is asked each time the sleep is broken, 50 times a second at least.
   */
  readonly pace: (threadCpu: number, slice: PacedSlice) => void;
}

/** What the pacer must know of the slice that its thread is at. */
export interface PacedSlice {
  /** Its sleep is over, whatever the share. */
  readonly mustWake: () => boolean;
  /** Held by itself, whatever the share. */
  readonly isHeld: () => boolean;
  /** Is told when a sleep begins that only a command ends, and when it is over. */
  readonly rests: (isResting: boolean) => void;
}

const cycleMs = 50;
/** Of a cycle's share: what may be carried over when it could not be used. */
const carriedMax = 0.25;
/** A whole core's worth of rise; half of it takes half the time. */
const rampMs = 4_000;
/** Where a rise begins, in thousandths: enough to be seen going on. */
const rampFrom = 100;
/** A thread that had nothing to do has not risen meanwhile. */
const riseStepMsMax = 100;
/** Whoever gives a command and does not wake us is heard this soon. */
const sleepMsMax = 20;
const golden = 0.618_033_988_75;

/** `threadId` shifts the cycles against those of other threads. */
export function createPacer(pace: SharedPace, threadId: number): Pacer {
  const phaseMs = ((threadId * golden) % 1) * cycleMs;
  const cycleAt = (now: number) => Math.floor((now - phaseMs) / cycleMs);
  const now = () => performance.timeOrigin + performance.now();
  let cycle = cycleAt(now());
  let share = targetOf(pace);
  let shareAt = now();
  /** Microseconds of CPU time that may be used in this cycle. */
  let budget = share * cycleMs;
  let cpuAt: number | null = null;

  function moveOn(threadCpu: number, isHeld: boolean): void {
    const time = now();
    share = nextShare(share, isHeld ? 0 : targetOf(pace), Math.min(time - shareAt, riseStepMsMax));
    shareAt = time;
    const passed = cycleAt(time) - cycle;
    cycle += passed;
    const given = share * cycleMs; // thousandths of a core times milliseconds are microseconds
    budget = Math.min(budget - (threadCpu - (cpuAt ?? threadCpu)), given * (1 + carriedMax));
    budget = Math.min(budget + passed * given, given * (1 + carriedMax));
    cpuAt = threadCpu;
  }

  return {
    pace(threadCpu, { mustWake, isHeld, rests }) {
      // The word is read before the share: a change in between has changed it, and there is no sleep.
      let seen = Atomics.load(pace, 1);
      moveOn(threadCpu, isHeld());
      let isResting = false;
      while (share < 1000 && (share === 0 || budget <= 0) && !mustWake()) {
        if (isResting !== (share === 0)) rests((isResting = share === 0));
        const untilNextMs = share === 0 ? sleepMsMax : (cycle + 1) * cycleMs + phaseMs - now();
        Atomics.wait(pace, 1, seen, Math.min(sleepMsMax, Math.max(0, untilNextMs)));
        seen = Atomics.load(pace, 1);
        moveOn(threadCpu, isHeld());
      }
      if (isResting) rests(false);
    },
  };
}

function targetOf(pace: SharedPace): number {
  return Math.min(1000, Math.max(0, Atomics.load(pace, 0)));
}

function nextShare(share: number, target: number, passedMs: number): number {
  if (target <= share) return target;
  return Math.min(target, Math.max(share, rampFrom) + (passedMs * 1000) / rampMs);
}
