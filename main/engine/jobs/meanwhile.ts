/** What is known of a job while it is under way, and need not outlive a restart. */
export interface Meanwhile {
  readonly sentBytes: number;
  readonly cpuMicroseconds: number;
  readonly workCount: number;
  /** Whoever has it has paused it. */
  readonly suspended: boolean;
}

export const nothingYet: Meanwhile = {
  sentBytes: 0,
  cpuMicroseconds: 0,
  workCount: 0,
  suspended: false,
};
