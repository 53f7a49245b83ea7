/**
 * What is asked for in one currency, day by day, and what is offered for the days ahead (rules R8). Days count from the
 * community's beginning; quantities are micro-hours. Every node holds the same.
 */
import { noForecast } from '../economy/forecast.ts';
import type { Forecast } from '../economy/forecast.ts';

/** What was asked for on a day. */
export interface DaySums {
  /** For jobs or tasks. */
  readonly asked: bigint;
  /** For serving downloads. */
  readonly downloads: bigint;
}

/** What was foreseen for a day on the day before. */
export interface ForeseenFor {
  /** Of that day: in all, and of that for downloads. */
  readonly hours: bigint;
  readonly downloads: bigint;
  /** What shall be offered for it and the days that hours are asked for with it. */
  readonly wanted: bigint;
  /** Whether too few days were known, so that the same is asked of everybody. */
  readonly isGeneral: boolean;
}

/** Hours that a member will give on a day. */
export interface HoursPledge {
  readonly member: string;
  readonly day: number;
  readonly quantity: bigint;
  /** The epoch that it was certified in: those that came first are taken first. */
  readonly since: number;
  /** What the member has given on that day so far. */
  readonly given: bigint;
}

/** Of offers that were taken for days that are over: how many, and how many were kept. */
export interface Reliability {
  readonly committed: number;
  readonly fulfilled: number;
}

export interface OpenRequest {
  /** The first of the days that hours are asked for. */
  readonly day: number;
  /** The epoch that it was opened in. */
  readonly since: number;
}

export interface PastDay {
  readonly day: number;
  readonly foreseen: bigint;
  readonly happened: bigint;
}

export interface DemandState {
  /** The first day that is not over: all before it are in the forecast. */
  readonly firstOpen: number;
  /** Of what was asked for without downloads. */
  readonly forecast: Forecast;
  /** By day that is not over. */
  readonly sums: ReadonlyMap<number, DaySums>;
  /** By day that is not over, or tomorrow. */
  readonly foreseen: ReadonlyMap<number, ForeseenFor>;
  /** The mean of the squared errors of what was foreseen, smoothed; null before any day was. */
  readonly squaredError: bigint | null;
  readonly request: OpenRequest | null;
  /** The last request that was called off, while none was opened since; `since` is the epoch in which it was. */
  readonly calledOff: OpenRequest | null;
  /** By `pledgeKey`. */
  readonly offers: ReadonlyMap<string, HoursPledge>;
  /** By member; whoever was never taken at their word is not in it. */
  readonly reliability: ReadonlyMap<string, Reliability>;
  /** The last `pastDaysMax` days that had been foreseen, the oldest first. */
  readonly history: readonly PastDay[];
}

export const pastDaysMax = 30;

/** Before anything was asked for. */
export const noDemand: DemandState = {
  firstOpen: 0,
  forecast: noForecast,
  sums: new Map(),
  foreseen: new Map(),
  squaredError: null,
  request: null,
  calledOff: null,
  offers: new Map(),
  reliability: new Map(),
  history: [],
};

/** One offer of a member for each day: a later one takes its place. */
export function pledgeKey(day: number, member: string): string {
  return `${String(day).padStart(10, '0')}/${member}`;
}
