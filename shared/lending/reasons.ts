/** Why nothing is lent at a moment, in the order in which one is named when several hold; and what to do about it. */

export const reasonNames = [
  'off',
  'paused',
  'schedule',
  'battery_low',
  'on_battery',
  'program_running',
  'full_screen',
  'too_hot',
  'memory_short',
  'machine_busy',
  'stepped_back',
  'no_cores_here',
  'no_cores_away',
  'no_cores_scheduled',
] as const;
export type ReasonName = (typeof reasonNames)[number];

/** What a page offers beside a cause; what it does is the page's and the command line's to know. */
export const nextActions = [
  'start_lending',
  'resume',
  'change_limits',
  'change_rules',
  'change_schedule',
  'plug_in',
  'wait',
  'check_connection',
  'invite',
  'run_self_test',
] as const;
export type NextAction = (typeof nextActions)[number];

export interface NextStep {
  readonly action: NextAction;
  /** As a button says it: "Resume lending". */
  readonly label: string;
}

export interface Reason {
  readonly name: ReasonName;
  readonly sentence: string;
  /** Milliseconds since 1970, where the clock ends it; null where something else does. */
  readonly endsAtMs: number | null;
  /** What ends it, in words: "when the computer is plugged in". */
  readonly until: string;
  readonly next: NextStep;
}

/** Rules that may be switched on, of which a machine may be unable to say whether they hold. */
export const ruleNames = [
  'presence',
  'plugged_in',
  'battery',
  'programs',
  'full_screen',
  'temperature',
  'free_memory',
  'other_load',
] as const;
export type RuleName = (typeof ruleNames)[number];
