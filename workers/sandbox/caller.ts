/** How the steps of a slice are called: at once, or so that a slice can be left and come back to. */

/** A slice calls these exports of its module, in this order; a command has `entry` only, its `_start`. */
export const steps = ['start', 'alloc', 'entry'] as const;
export type Step = (typeof steps)[number];

export type ModuleFunction = (...values: number[]) => unknown;

export interface Caller {
  /** Whether a slice that was begun elsewhere has this step behind it. */
  readonly isPast: (step: Step) => boolean;
  readonly call: (step: Step, called: ModuleFunction, ...values: number[]) => unknown;
}

export const directCaller: Caller = {
  isPast: () => false,
  call: (_step, called, ...values) => called(...values),
};
