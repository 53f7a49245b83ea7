/**
 * Keeps what runs for others to the cores that the person lends now. What is more than they lend is held, the
 * youngest first: it keeps its memory and goes on when there are cores again. It is ended after ten minutes, or
 * before its own time by the clock runs out, so that it can go to somebody else.
 */
import { limits } from '../../../shared/domain/limits.ts';
import type { Peers } from '../peers/peers.ts';
import type { Ports } from '../ports.ts';
import type { LiveRun } from './live-run.ts';
import type { Running } from './running.ts';

/** So long before the runner itself would end it and call that the job's fault. */
const beforeWallLimitMs = 10_000;

export interface Suspension {
  /** So many slices may work from now on; zero takes all off the processor at once. */
  keepTo(cores: number): void;
  /** Something has begun or ended. */
  changed(): void;
  /** So many may work now. */
  cores(): number;
  /** Whether nothing at all may work now. */
  isHolding(): boolean;
}

interface SuspensionParts {
  readonly ports: Pick<Ports, 'clock' | 'runner'>;
  readonly peers: Peers;
  readonly running: Pick<Running, 'live' | 'underWay' | 'halt' | 'letGo'>;
  readonly shareMilli: () => number;
}

/** Nothing is held before `keepTo`. */
export function createSuspension(parts: SuspensionParts): Suspension {
  const { ports, peers, shareMilli } = parts;
  const { live, underWay, halt, letGo } = parts.running;
  const { clock, runner } = ports;
  let cores = Infinity;
  let share = -1;

  function suspend(run: LiveRun): void {
    const lastsMs = run.beganAtMs + run.ask.wallMs - beforeWallLimitMs - clock.elapsed();
    const heldMs = Math.max(0, Math.min(limits.heldMsMax, lastsMs));
    run.heldUntilMs = clock.now() + heldMs;
    run.wasSuspended = true;
    run.cancelWait = clock.after(heldMs, () => {
      letGo(run, 'The lender paused lending, and did not resume in time.');
    });
    tell(run);
  }

  function goOn(run: LiveRun): void {
    run.heldUntilMs = null;
    run.cancelWait();
    tell(run);
  }

  function tell({ peer, ask: { attempt }, used, heldUntilMs }: LiveRun): void {
    peers.send(peer, { type: 'used', attempt, ...used, suspended: heldUntilMs !== null });
  }

  /** One word to the runner stops them all, so that comes before everything else. */
  function setShare(): void {
    const next = cores === 0 && live.size > 0 ? 0 : shareMilli();
    if (next !== share) runner.setShare(next);
    share = next;
  }

  function enforce(): void {
    setShare();
    let place = 0;
    // Those that were given a core first, which are few.
    for (const run of underWay.atWork) {
      const mayWork = place < cores;
      place += 1;
      run.hold.set(!mayWork && cores > 0);
      if (mayWork && run.heldUntilMs !== null) goOn(run);
      else if (!mayWork && run.heldUntilMs === null) suspend(run);
    }
    if (cores > 0) return;
    // What has not begun yet has nothing to lose.
    for (const run of [...live.values()]) {
      if (!run.isRunning) halt(run, 'The lender paused lending.');
    }
  }

  return {
    keepTo(next) {
      cores = next;
      enforce();
    },
    changed: enforce,
    cores: () => cores,
    isHolding: () => share === 0,
  };
}
