/** Where a process of jobs comes from: what is different between a desktop and a machine without a screen. */
import type { WallView } from '../../../shared/api/contract.ts';
import type { SetWeight } from './session-weight.ts';

export interface JobProcessHost {
  /** A process that comes up, or ends at once and says why. */
  readonly start: (kind: JobProcessKind) => Promise<JobProcessHandle>;
  /** What its processes are kept in by; `starting` before the first. */
  readonly wall: () => Omit<WallView, 'crashes'>;
}

/** Processes differ in what their engine does with a module that it is given; flags.ts says why. */
export interface JobProcessKind {
  readonly compiles: 'whole modules' | 'what is called';
}

/** Frames arrive in the order in which they were sent. What is sent to a process that has ended is lost. */
export interface JobProcessHandle {
  readonly post: (frame: Uint8Array) => void;
  readonly onFrame: (listener: (frame: Uint8Array) => void) => void;
  /** Called once, with why it ended, also if it had ended before. */
  readonly onExit: (listener: (why: string) => void) => void;
  /** Ends it at once, whatever it does. */
  readonly kill: () => void;
  readonly pid: () => number | undefined;
  /** How much all of it weighs against other programs, where that can be said; usual at first. */
  readonly setWeight: SetWeight;
}

/** What a process is started with, by either host. */
export interface JobProcessProgram {
  readonly entry: URL;
  /** The entry of its threads. */
  readonly workerUrl: URL;
  readonly maxThreads: number;
  /** All that it needs to read; folders end in a slash. */
  readonly files: readonly string[];
}

/** The arguments of the process, after its entry. */
export function argumentsOf({ workerUrl, maxThreads }: JobProcessProgram): readonly string[] {
  return [workerUrl.href, String(maxThreads)];
}
