/** Whether the first run was left behind in this window, by its end or by *Not now*. */

const key = 'common-hours.first-run';

export function isFirstRunOver(): boolean {
  return localStorage.getItem(key) === 'over';
}

/** It is not shown by itself again; Settings leads back to it. */
export function endFirstRun(): void {
  localStorage.setItem(key, 'over');
}

/** The pages of the first run, in their order. */
export const welcomeSteps = ['hello', 'name', 'limits', 'login', 'people', 'ready'] as const;
export type WelcomeStep = (typeof welcomeSteps)[number];

export function welcomePath(step: WelcomeStep): string {
  return step === 'hello' ? '/welcome' : `/welcome/${step}`;
}
