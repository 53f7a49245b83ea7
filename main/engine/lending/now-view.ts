/** What holds for lending at this moment, with the reason, as people see it. */
import type { LendingNowView } from '../../../shared/api/lending-contract.ts';
import type { LiveRun } from './live-run.ts';
import type { Willingness } from './willingness.ts';

interface NowSource {
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly willingness: Willingness;
  readonly handBack: LendingNowView['handBack'];
}

/** The decision as of now. */
export function nowView({ live, willingness, handBack }: NowSource): LendingNowView {
  const { may, reason, unreadable, ...decision } = willingness.decision();
  const { is, sinceMs } = willingness.presence();
  return {
    may,
    presence: { is, sinceMs },
    limits: decision,
    memoryInUseBytes: [...live.values()].reduce((sum, { ask }) => sum + ask.memoryBytes, 0),
    reason: reason === null ? null : { ...reason, next: { ...reason.next } },
    unreadable: unreadable.map((each) => ({ ...each })),
    handBack,
    causes: [],
  };
}
