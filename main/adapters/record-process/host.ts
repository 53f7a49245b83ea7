/**
 * Where the process of the record comes from, and the texts that pass between it and its node: frames of the
 * boundary in shared/api, and below them two signals, which no frame looks like.
 */

export interface RecordProcessHost {
  /** A process that comes up, or ends at once and says why. */
  readonly start: (given: RecordProcessGiven) => RecordProcessHandle;
}

/** What the process is told at its start, as its only argument. */
export interface RecordProcessGiven {
  readonly dataFolder: string;
  /** Empty: the public DHT. */
  readonly bootstrap: readonly { readonly host: string; readonly port: number }[];
  /** Of the program, for its pages to compare. */
  readonly version: string;
}

/** Texts arrive in the order in which they were sent. What is sent to a process that has ended is lost. */
export interface RecordProcessHandle {
  readonly send: (text: string) => void;
  readonly onText: (listener: (text: string) => void) => void;
  /** Called once, with why it ended, also if it had ended before. */
  readonly onExit: (listener: (why: string) => void) => void;
  /** Ends it at once, whatever it does. */
  readonly kill: () => void;
  readonly pid: () => number | undefined;
}

/** The node to its process: close everything in order, and end. */
export const endSignal = '#end';
/** The process to its node, before it ends by itself; one sentence for people follows. */
export const failedSignal = '#failed ';
