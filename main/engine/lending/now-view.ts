/** What holds for lending at this moment, with the reason, and why nothing runs, as people see it. */
import type { LendingNowView } from '../../../shared/api/lending-contract.ts';
import type { WallView } from '../../../shared/api/contract.ts';
import { whyNothingRuns } from '../../../shared/lending/why.ts';
import type { Declined } from '../../../shared/lending/why.ts';
import type { Rating } from '../metering/rating.ts';
import type { Peers } from '../peers/peers.ts';
import type { AwaitedSum } from './awaited.ts';
import type { LiveRun } from './live-run.ts';
import type { Willingness } from './willingness.ts';

interface NowSource {
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly willingness: Willingness;
  readonly rating: Rating;
  readonly peers: Peers;
  readonly wall: WallView;
  readonly lastAskedAtMs: number | null;
  readonly handBack: LendingNowView['handBack'];
  readonly declined: readonly Declined[];
  readonly testPassed: boolean | null;
  readonly kept: AwaitedSum;
}

/** The decision as of now, and the facts around it. */
export function nowView(source: NowSource): LendingNowView {
  const { live, willingness, handBack } = source;
  const decision = willingness.decision();
  const { may, reason, unreadable, ...limits } = decision;
  const { is, sinceMs } = willingness.presence();
  const causes = whyNothingRuns({
    decision,
    isRated: source.rating.milli() !== null,
    testPassed: source.testPassed,
    crashes: source.wall.crashes,
    isReachable: source.peers.isReachable(),
    people: source.peers.present().length,
    wasAsked: source.lastAskedAtMs !== null,
    declined: source.declined,
    memoryBytes: limits.memoryBytes,
  });
  return {
    may,
    presence: { is, sinceMs },
    limits,
    memoryInUseBytes: [...live.values()]
      .filter(({ isRunning }) => isRunning)
      .reduce((sum, { ask }) => sum + ask.memoryBytes, 0),
    kept: source.kept,
    reason: reason === null ? null : { ...reason, next: { ...reason.next } },
    unreadable: unreadable.map((each) => ({ ...each })),
    handBack,
    causes: causes.map((cause) => ({ ...cause })),
  };
}
