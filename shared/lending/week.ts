/** The hours of the week by the computer's own clock, of which the zone is an argument. */
import type { HourPlan } from './terms.ts';

const hourMs = 3_600_000;
const hoursOfWeek = 168;
/** 1 January 1970 was a Thursday: three days after the Monday with which our week begins. */
const hoursBefore1970 = 72;

export interface Moment {
  /** Milliseconds since 1970. */
  readonly nowMs: number;
  /** Minutes by which local time is ahead of UTC. */
  readonly zoneOffsetMinutes: number;
}

/** 0 to 167, from Monday 00:00. */
export function hourOfWeek({ nowMs, zoneOffsetMinutes }: Moment): number {
  const hours = Math.floor((nowMs + zoneOffsetMinutes * 60_000) / hourMs) + hoursBefore1970;
  return ((hours % hoursOfWeek) + hoursOfWeek) % hoursOfWeek;
}

/** When this local day began, in milliseconds since 1970; `daysAgo` days of 24 hours earlier where that is said. */
export function dayStartMs({ nowMs, zoneOffsetMinutes }: Moment, daysAgo = 0): number {
  const offsetMs = zoneOffsetMinutes * 60_000;
  const day = Math.floor((nowMs + offsetMs) / (24 * hourMs)) - daysAgo;
  return day * 24 * hourMs - offsetMs;
}

/** When the plan of this hour ends, in milliseconds since 1970; null when the whole week says the same. */
export function planEndsAtMs(week: readonly HourPlan[], moment: Moment): number | null {
  const now = hourOfWeek(moment);
  const offsetMs = moment.zoneOffsetMinutes * 60_000;
  const hourStart = Math.floor((moment.nowMs + offsetMs) / hourMs) * hourMs - offsetMs;
  for (let ahead = 1; ahead < hoursOfWeek; ahead += 1) {
    if (week[(now + ahead) % hoursOfWeek] !== week[now]) return hourStart + ahead * hourMs;
  }
  return null;
}
