/**
 * How fast the bytes of others' work may flow in one direction, over all connections together. In any second it lets
 * through no more than the limit and one piece: what is left over from a quiet moment is kept for a fortieth of a
 * second, which the rate makes up for, and one piece may go on credit, so that a timer that comes late costs nothing.
 */
import { pieceBytes } from '../../../shared/peers/protocol.ts';
import type { Clock } from '../ports.ts';

/** What is left over is kept for so long. */
const slackSeconds = 1 / 40;
/** Debts of what came unasked are remembered so far; more of them would try the patience of whoever waits. */
const debtSecondsMax = 5;
/** Whoever has to wait longer looks again before, because the limit may have been lifted. */
const waitMsMax = 1_000;
/** Pieces a second at least, so that whoever waits for the next of several hears of it soon. */
const piecesPerSecond = 4;
/** So many seconds' worth may wait to be sent before nothing new is taken on. */
const backlogSecondsMax = 10;

export interface Traffic {
  isLimited(): boolean;
  /** Bytes a second; null for no limit. */
  speed(): number | null;
  /** Bytes of the largest piece that may go at this speed. */
  pieceBytes(): number;
  /** False when it may not go now: `whenFree` says when to try again. */
  take(bytes: number): boolean;
  /** What came or went without leave is made up for by what follows. */
  owe(bytes: number): void;
  /** Calls once when something may go, in the order of asking. */
  whenFree(turn: () => void): void;
  /** So many bytes more wait; less, where it is negative. */
  queued(bytes: number): void;
  /** Whether so much waits that nothing should be added. */
  isBehind(): boolean;
  /** Is told when that changes; the answer ends it. */
  onBehind(listener: () => void): () => void;
}

/** Bytes a second; null for no limit. */
export interface Speeds {
  readonly up: number | null;
  readonly down: number | null;
}

/** How fast the work of others may flow, over all connections. */
export interface Traffics {
  readonly up: Traffic;
  readonly down: Traffic;
}

/** `speeds` are asked anew each time. */
export function createTraffics(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  speeds: () => Speeds,
): Traffics {
  return {
    up: createTraffic(clock, () => speeds().up),
    down: createTraffic(clock, () => speeds().down),
  };
}

/** Counts by the clock that never runs back. `limit` is asked anew each time. */
export function createTraffic(
  clock: Pick<Clock, 'elapsed' | 'after'>,
  limit: () => number | null,
): Traffic {
  let left = 0;
  let lookedAtMs = clock.elapsed();
  let line: (() => void)[] = [];
  let isServing = false;
  let isArmed = false;
  let queuedBytes = 0;
  let wasBehind = false;
  const listeners = new Set<() => void>();

  /** False where nothing limits. */
  function look(): boolean {
    const speed = limit();
    const nowMs = clock.elapsed();
    const gained = ((speed ?? 0) * (1 - slackSeconds) * (nowMs - lookedAtMs)) / 1_000;
    left = speed === null ? 0 : Math.min(left + gained, speed * slackSeconds);
    lookedAtMs = nowMs;
    return speed !== null;
  }

  function arm(): void {
    if (isArmed || line.length === 0) return;
    const isLimited = look();
    const perMs = ((limit() ?? 0) * (1 - slackSeconds)) / 1_000;
    const waitMs = isLimited && left < 0 ? Math.min(waitMsMax, Math.ceil(-left / perMs)) : 0;
    isArmed = true;
    clock.after(waitMs, serve);
  }

  function serve(): void {
    isArmed = false;
    const turns = line;
    line = [];
    isServing = true;
    while (turns.length > 0 && (!look() || left >= 0)) turns.shift()?.();
    isServing = false;
    // Whoever has had a turn stands behind those who have not.
    line = [...turns, ...line];
    arm();
  }

  function isBehind(): boolean {
    const speed = limit();
    return speed !== null && queuedBytes > speed * backlogSecondsMax;
  }

  return {
    isBehind,
    speed: limit,
    isLimited: () => limit() !== null,
    pieceBytes: () => Math.min(pieceBytes, Math.ceil((limit() ?? Infinity) / piecesPerSecond)),
    take(bytes) {
      if (!look()) return true;
      if (left < 0 || (line.length > 0 && !isServing)) return false;
      left -= bytes;
      return true;
    },
    owe(bytes) {
      const speed = limit();
      if (look() && speed !== null) left = Math.max(left - bytes, -debtSecondsMax * speed);
    },
    whenFree(turn) {
      line.push(turn);
      if (!isServing) arm();
    },
    queued(bytes) {
      queuedBytes += bytes;
      if (isBehind() === wasBehind) return;
      wasBehind = !wasBehind;
      for (const listener of listeners) listener();
    },
    onBehind(listener) {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  };
}
