/**
 * Looks at a slice from inside its thread, whenever the module yields: reads what it has used, obeys what it
 * is told, ends it when its time is used up, and lets it sleep.
 *
 * Modules yield some thousand times a second, and reading a thread's clock takes two calls of the system; so a
 * yield only looks whether there is a command, and all the rest is done every other millisecond.
 */
import type { SliceLimits } from '../../shared/jobs/task.ts';
import {
  commandIn,
  isHeldIn,
  sayCheckpointMade,
  sayResting,
  sayUsed,
  type SliceCommand,
  type SliceControl,
} from './control.ts';
import { endJob } from './job-end.ts';
import type { Pacer } from './pacer.ts';
import { readThreadCpu } from './thread-cpu.ts';

export interface Overseer {
  /** The module begins to work now. */
  readonly begin: () => void;
  /** Called at each yield. Throws the job's end. */
  readonly look: () => void;
  /** CPU time that the module has used, in microseconds. */
  readonly cpuMicroseconds: () => number;
  /** Whether a checkpoint should be made at this yield. */
  readonly isCheckpointDue: () => boolean;
  /** Does what is not the module's work, so that it is not counted as its CPU time. */
  readonly makeCheckpoint: (make: () => void) => void;
}

export interface Overseen {
  readonly limits: SliceLimits;
  readonly checkpointEvery: number | null;
  readonly control: SliceControl | undefined;
  readonly pacer: Pacer | undefined;
  readonly workCount: () => number;
  readonly progressMilli: () => number | null;
}

const lookMs = 2;
/** Checkpoints may take one part in so many of a slice's CPU time, however often they are asked for. */
const checkpointShare = 10;
/** The first comes early: functions that are called anew after it are those of the optimising tier. */
const firstCheckpointMicroseconds = 250_000;

export function createOverseer({ limits, control, pacer, ...job }: Overseen): Overseer {
  let begunCpu = 0;
  let begunAt = 0;
  let lookedAt = 0;
  let cpu = 0;
  /** CPU time of the host's own, which is nobody's work. */
  let unpaid = 0;
  const every = job.checkpointEvery ?? Infinity;
  let checkpointAt = every === Infinity ? every : Math.min(every, firstCheckpointMicroseconds);
  /** A slice that is held is let out once for the checkpoint that is asked of it; where it cannot, it is held again. */
  let isLetOut = false;

  function readCpu(): number {
    const now = readThreadCpu();
    cpu = now - begunCpu - unpaid;
    if (control !== undefined) {
      const used = { cpuMicroseconds: cpu, workCount: job.workCount() };
      sayUsed(control, used, job.progressMilli());
    }
    return now;
  }

  const isOver = () => performance.now() - begunAt > limits.wallMs;
  const isTold = (command: SliceCommand) => control !== undefined && commandIn(control) === command;
  const isStopped = () => isTold('stop');

  const paced = {
    mustWake: () => isStopped() || isOver() || (isTold('checkpoint') && !isLetOut),
    isHeld: () => control !== undefined && isHeldIn(control),
    rests: (isResting: boolean) => {
      if (control !== undefined) sayResting(control, isResting);
    },
  };

  function end(): void {
    if (isStopped()) endJob('stopped', 'The slice was stopped.');
    if (isOver())
      endJob(
        'time_limit',
        `The slice was not done within its time, ${inSeconds(limits.wallMs / 1e3)} by the clock. ` +
          'Raise the limit, or give it less to do.',
      );
    if (cpu > limits.cpuMicroseconds) endJob('ceiling_reached', cpuSentence(limits));
  }

  return {
    begin() {
      begunCpu = readThreadCpu();
      begunAt = performance.now();
      const now = readCpu();
      pacer?.pace(now, paced);
      lookedAt = performance.now();
      end();
    },
    look() {
      if (isStopped()) end();
      const now = performance.now();
      if (now - lookedAt < lookMs) return;
      const threadCpu = readCpu();
      end();
      pacer?.pace(threadCpu, paced);
      isLetOut = isTold('checkpoint');
      lookedAt = performance.now();
      end();
    },
    cpuMicroseconds() {
      readCpu();
      return cpu;
    },
    isCheckpointDue: () => cpu >= checkpointAt || isTold('checkpoint'),
    makeCheckpoint(make) {
      const from = readThreadCpu();
      make();
      const taken = readThreadCpu() - from;
      unpaid += taken;
      checkpointAt = cpu + Math.max(every, taken * checkpointShare);
      isLetOut = false;
      if (control !== undefined) sayCheckpointMade(control);
    },
  };
}

/** What is said of a slice that used up its CPU time. */
export function cpuSentence(limits: SliceLimits): string {
  return (
    `The slice used all the CPU time that it may use, ${inSeconds(limits.cpuMicroseconds / 1e6)}. ` +
    'Raise the ceiling, or give it less to do.'
  );
}

function inSeconds(seconds: number): string {
  return `${Number(seconds.toPrecision(3))} s`;
}
