/** Whether somebody is at the computer, and since when their own work has left it quiet. */
import type { LendingReadings } from './readings.ts';
import type { LendingTerms } from './terms.ts';

export interface Presence {
  /** `unknown`: nothing here says so. It counts as away, because a rule that cannot be read pauses nothing. */
  readonly is: 'here' | 'away' | 'unknown';
  /** When that began, as far as it was seen; null while nothing was read. */
  readonly sinceMs: number | null;
  /** When the person came back or their programs last needed the processor; null when that is long enough ago. */
  readonly disturbedAtMs: number | null;
}

export const nobodyYet: Presence = { is: 'unknown', sinceMs: null, disturbedAtMs: null };

/**
 * The presence after a reading. To come back is to be here after not being seen here: whoever was here when the
 * program first looked has not come back, and finds the limits that hold while they are here.
 */
export function nextPresence(
  before: Presence,
  readings: LendingReadings,
  terms: LendingTerms,
  nowMs: number,
): Presence {
  const is = presenceOf(readings, terms);
  const isBack = is === 'here' && before.is !== 'here' && before.sinceMs !== null;
  const isDisturbed = isBusy(readings, terms) || isBack;
  const disturbedAtMs = isDisturbed ? nowMs : before.disturbedAtMs;
  return {
    is,
    sinceMs: is === before.is && before.sinceMs !== null ? before.sinceMs : nowMs,
    disturbedAtMs:
      disturbedAtMs === null || nowMs >= disturbedAtMs + terms.quietSeconds * 1000
        ? null
        : // A clock that was set back must not make the wait longer than it is.
          Math.min(disturbedAtMs, nowMs),
  };
}

/** Whether other programs need more of the processor than the terms leave them. */
export function isBusy({ otherLoadPercent }: LendingReadings, terms: LendingTerms): boolean {
  const most = terms.otherLoadMaxPercent;
  return most !== null && otherLoadPercent !== null && otherLoadPercent > most;
}

function presenceOf({ idleMs }: LendingReadings, terms: LendingTerms): Presence['is'] {
  if (idleMs === null) return 'unknown';
  return idleMs < terms.awayAfterMinutes * 60_000 ? 'here' : 'away';
}
