/**
 * A pause suspends what runs for others: it keeps its memory and goes on when the person resumes. It is ended
 * after ten minutes, or before its own time by the clock runs out, so that it can go to somebody else.
 */
import { limits } from '../../../shared/domain/limits.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { LiveRun } from './live-run.ts';

/** So long before the runner itself would end it and call that the job's fault. */
const beforeWallLimitMs = 10_000;

export interface Suspension {
  begin(): void;
  /** Lets all go on; also after the share of a core was chosen anew. */
  end(): void;
  /** Something has ended: what is left of the share belongs to nobody if nothing is suspended any more. */
  changed(): void;
}

interface SuspensionParts {
  readonly ports: Pick<Ports, 'clock' | 'runner'>;
  readonly peers: Peers;
  readonly live: ReadonlyMap<string, LiveRun>;
  readonly halt: (run: LiveRun, because: string) => void;
  readonly shareMilli: () => number;
}

/** Holds and lets go all runs at once. */
export function createSuspension(parts: SuspensionParts): Suspension {
  const { ports, peers, live, halt, shareMilli } = parts;
  const { clock, runner } = ports;
  let isOn = false;

  function suspend(run: LiveRun): void {
    const lastsMs = run.beganAtMs + run.ask.wallMs - beforeWallLimitMs - clock.elapsed();
    const heldMs = Math.max(0, Math.min(limits.heldMsMax, lastsMs));
    run.heldUntilMs = clock.now() + heldMs;
    run.wasSuspended = true;
    run.cancelWait = clock.after(heldMs, () => {
      halt(run, 'The lender paused lending, and did not resume in time.');
    });
    tell(run);
  }

  function tell({ peer, ask: { attempt }, used, heldUntilMs }: LiveRun): void {
    peers.send(peer, { type: 'used', attempt, ...used, suspended: heldUntilMs !== null });
  }

  function end(): void {
    isOn = false;
    runner.setShare(shareMilli());
    for (const run of live.values()) {
      if (run.heldUntilMs === null) continue;
      run.heldUntilMs = null;
      run.cancelWait();
      tell(run);
    }
  }

  return {
    begin() {
      const runs = [...live.values()];
      // What has not begun yet has nothing to lose.
      for (const run of runs) if (!run.isRunning) halt(run, 'The lender paused lending.');
      if (isOn || live.size === 0) return;
      isOn = true;
      runner.setShare(0);
      for (const run of live.values()) suspend(run);
    },
    end,
    changed() {
      if (isOn && live.size === 0) end();
    },
  };
}
