/** Days of a community: 24 hours each from its beginning, by the epochs that they are made of. */
import type { Parameters } from '../economy/parameters.ts';

export type DayTimes = Pick<Parameters, 'epochMs'>;

const dayMs = 86_400_000;
/** So long after its end a day still takes in counters: most of its last epochs come then. */
const graceMs = 7_200_000;

/** The day in which an epoch begins. */
export function dayOfEpoch(epoch: number, { epochMs }: DayTimes): number {
  return Math.floor((epoch * epochMs) / dayMs);
}

/** The first epoch that begins in a day. */
export function firstEpochOfDay(day: number, { epochMs }: DayTimes): number {
  return Math.ceil((day * dayMs) / epochMs);
}

/** The first day that is not over for the record once an epoch is closed. */
export function firstOpenDay(epoch: number, times: DayTimes): number {
  const grace = Math.floor(graceMs / times.epochMs);
  return Math.max(0, dayOfEpoch(Math.max(0, epoch + 1 - grace), times));
}

/** The day that goes on after an epoch is closed. */
export function dayAfter(epoch: number, times: DayTimes): number {
  return dayOfEpoch(epoch + 1, times);
}
