/**
 * How much the processes of jobs weigh against the person's own programs, where Linux divides a processor between
 * sessions before it looks at the priority of a thread (`kernel.sched_autogroup_enabled`, as most desktops have it).
 *
 * A process of jobs has a session of its own, so there the lowest priority of its threads would count among themselves
 * only, and all of them together weigh as much as everything that the person started in one terminal. So the session
 * as a whole gets the lowest priority, too. Measured with one busy loop of the person and one slice on the same core:
 * the slice had 50 % of it before, and 1 % since. Nothing of that is needed, and nothing happens, on other systems.
 */
import { writeFileSync } from 'node:fs';

/**
 * Tests and benchmarks set this variable to `usual`, and nothing else ever does: they start dozens of nodes on two cores,
 * whose jobs would wait for each other for minutes.
 */
const weightOfTests = 'COMMON_HOURS_JOB_WEIGHT';

export type SessionWeight = 'least' | 'usual';

/** The last word holds. */
export type SetWeight = (weight: SessionWeight) => void;

/** As the kernel counts: 19 is a hundredth of what 0 is. */
const niceness: Readonly<Record<SessionWeight, string>> = { least: '19', usual: '0' };
/** The kernel takes ten changes a second from all of a computer's users, and refuses the next one until then. */
const againMs = 110;
const attemptsMax = 50;

export interface WeightPorts {
  /** Throws where it cannot be said. */
  readonly write: (file: string, text: string) => void;
  readonly after: (ms: number, action: () => void) => void;
}

const system: WeightPorts = {
  write: writeFileSync,
  after: (ms, action) => void setTimeout(action, ms).unref(),
};

/** Whether jobs have the least weight while they work; only where tests run have they another one. */
export function isLightest(env: NodeJS.ProcessEnv = process.env): boolean {
  return env[weightOfTests] !== 'usual';
}

/** For the session of this process, which is usual until something else is said. */
export function createSessionWeight(id: number, { write, after }: WeightPorts = system): SetWeight {
  const file = `/proc/${id}/autogroup`;
  let said: SessionWeight = 'usual';
  let wanted: SessionWeight = 'usual';
  let isWaiting = false;

  function say(attemptsLeft: number): void {
    isWaiting = false;
    if (wanted === said) return;
    const weight = wanted;
    try {
      write(file, niceness[weight]);
      said = weight;
    } catch (cause) {
      // Else its kernel has no such groups, or it has ended: there is nothing to be said any more.
      if (!isTooSoon(cause) || attemptsLeft === 0) return;
      isWaiting = true;
      after(againMs, () => {
        say(attemptsLeft - 1);
      });
    }
  }

  return (weight) => {
    wanted = weight;
    if (!isWaiting) say(attemptsMax);
  };
}

function isTooSoon(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'EAGAIN';
}
