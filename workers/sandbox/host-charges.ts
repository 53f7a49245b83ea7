/**
 * What the host charges to a job's count, before it does something for it. A program that lets the host work
 * must not get that work for nothing, and the charge must be the same everywhere: so these are constants, near
 * what the work costs in instructions of a usual module (about half a nanosecond each). They are a part of the
 * count: who changes one changes `meterVersion` with it.
 */
export const hostCharges = {
  /** Any call of a function of the host. */
  call: 500,
  /** A byte that the host copies, makes or takes, as a bulk instruction's byte. */
  byte: 1,
  /** A byte of chance. */
  chance: 4,
  /** Looking a path up, for each call that names one; and an open, for what is kept of it. */
  path: 2_000,
  /** One entry of a folder that is read, for each entry that the folder has: it is found by counting. */
  entry: 10,
  /** Handing a function module its input and taking its result, bytes apart. */
  exchange: 1_000,
} as const;
