/** Lending as people see it, with the answer to "Why is nothing running?". */
import type {
  EndedRunView,
  LendingView,
  PersonView,
  WallView,
} from '../../../shared/api/contract.ts';
import type { Rating } from '../metering/rating.ts';
import type { Peers } from '../peers/peers.ts';
import type { LiveRun } from './live-run.ts';
import type { Willingness } from './willingness.ts';

interface LendingSource {
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly willingness: Willingness;
  readonly rating: Rating;
  readonly peers: Peers;
  readonly ended: EndedRunView[];
  readonly personOf: (peer: string) => PersonView;
  readonly lastAskedAtMs: number | null;
  readonly wall: WallView;
}

/** The state of lending as of now. */
export function lendingView(source: LendingSource): LendingView {
  const { live, willingness, ended, personOf } = source;
  const atWork = [...live.values()].filter(({ isRunning }) => isRunning);
  return {
    on: willingness.isOn(),
    pausedUntilMs: willingness.pausedUntilMs(),
    cores: {
      limit: willingness.cores(),
      inUse: Math.max(atWork.length, Math.min(live.size, willingness.cores())),
      of: willingness.coresOf(),
    },
    shareMilli: willingness.shareMilli(),
    wall: source.wall,
    running: atWork.map((run) => ({
      job: run.ask.job,
      for: personOf(run.peer),
      startedAtMs: run.takenAtMs,
      cpuMicroseconds: run.used.cpuMicroseconds,
      workCount: run.used.workCount,
      heldUntilMs: run.heldUntilMs,
      ratingMilli: run.ratingMilli,
      ceiling: run.ask.ceiling,
      moduleHash: run.ask.moduleHash,
      moduleBytes: run.ask.moduleBytes,
      memoryLimitBytes: run.ask.memoryBytes,
      wallLimitMs: run.ask.wallMs,
    })),
    ended,
    checks: checksOf(source),
  };
}

function checksOf({
  willingness,
  rating,
  peers,
  lastAskedAtMs,
}: LendingSource): LendingView['checks'] {
  const here = peers.present().length;
  const isOn = willingness.isOn();
  const isPaused = willingness.pausedUntilMs() !== null;
  const isRated = rating.milli() !== null;
  return [
    {
      name: 'lending_on',
      holds: isOn,
      sentence: isOn ? 'Lending is on.' : 'Lending is off. Start lending to take on work.',
    },
    {
      name: 'not_paused',
      holds: !isPaused,
      sentence: isPaused
        ? 'Lending is paused. Resume it to take on work.'
        : 'Lending is not paused.',
    },
    {
      name: 'rated',
      holds: isRated,
      sentence: isRated
        ? 'The speed of this computer is known.'
        : isOn
          ? 'The speed of this computer is being measured. It takes a few seconds.'
          : 'The speed of this computer is measured when lending starts.',
    },
    {
      name: 'reachable',
      holds: peers.isReachable(),
      sentence: peers.isReachable()
        ? 'The network can be reached.'
        : 'The network cannot be reached. Check the connection of this computer.',
    },
    {
      name: 'people',
      holds: here > 0,
      sentence:
        here === 0
          ? 'Nobody else of your community is here. Invite somebody on the People page.'
          : here === 1
            ? 'One person is here.'
            : `${String(here)} people are here.`,
    },
    {
      name: 'requests',
      holds: lastAskedAtMs !== null,
      sentence:
        lastAskedAtMs === null
          ? 'Nobody has asked for anything since this program started. That is normal.'
          : 'Somebody has asked for work since this program started.',
    },
  ];
}
