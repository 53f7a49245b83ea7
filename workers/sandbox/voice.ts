/**
 * What a program tells whoever wrote it while it runs. It is read from outside, so it costs the job nothing that is
 * counted; what the job does to speak is work like any other.
 */
export interface Voice {
  /** The end of what it wrote, at most `limits.consoleLength` UTF-16 units; empty where it wrote nothing. */
  readonly console: () => string;
  /** How far it says it is, in thousandths; null where it says nothing. */
  readonly progressMilli: () => number | null;
}

/** Of a program that has no way to say anything. */
export const mute: Voice = { console: () => '', progressMilli: () => null };
