/** People's work while the fold makes the next state: copies of what the records of members change in it. */
import type { Flow } from '../economy/settle.ts';
import type { DemandState } from '../work/demand-state.ts';
import type { Release } from '../work/release-state.ts';
import { comparedMax } from '../work/work-state.ts';
import type { Compared, Task, WorkState } from '../work/work-state.ts';

export interface WorkDraft {
  readonly tasks: Map<string, Task>;
  readonly compared: Map<string, readonly Compared[]>;
  readonly releases: Map<string, Release>;
  /** In the order of `currencies`. */
  readonly demand: [DemandState, DemandState];
  /** Man-hours of what was accepted in this height. */
  readonly flows: Flow[];
}

export function createWorkDraft({ tasks, compared, releases, demand }: WorkState): WorkDraft {
  return {
    tasks: new Map(tasks),
    compared: new Map(compared),
    releases: new Map(releases),
    demand: [...demand],
    flows: [],
  };
}

/** Whether something may still become of it. */
export function isLive({ ended }: Pick<Task, 'ended'>): boolean {
  return ended === null;
}

/** Keeps for everybody who named hours in the last round what the task took; or for its taker where nobody did. */
export function compare(
  { compared }: WorkDraft,
  id: string,
  { rounds, title, price, taker, delivery }: Task,
  ended: number,
): void {
  const named = [...(rounds.at(-1)?.answers ?? [])].flatMap(([member, { hours }]) =>
    typeof hours === 'number' ? [{ member, hours }] : [],
  );
  const own = taker === null || price === null ? [] : [{ member: taker, hours: price }];
  for (const { member, hours } of rounds.length === 0 ? own : named) {
    const pair = { task: id, title, hours, actual: delivery?.actual ?? 0, ended };
    compared.set(member, [...(compared.get(member) ?? []), pair].slice(-comparedMax));
  }
}
