/**
 * The Orchestrator (rules R8): what every node works out from the record, day by day. A day that is over is compared
 * with what had been foreseen for it, and joins what the next is foreseen from; then the days ahead are foreseen, and
 * hours are asked for where what is offered would not do. It keeps nothing to itself and sets no price.
 *
 * What is certified counts on the day of the epoch that it is about as long as that day is not over, and on the first
 * that is not over otherwise. So how epochs are grouped into heights changes nothing, but for what comes later than
 * that, and for a stretch of more than `stretchMax` days in one height, over which all that was known is forgotten.
 */
import { foreseenBetween, noForecast, withDay } from '../economy/forecast.ts';
import type { Forecast } from '../economy/forecast.ts';
import type { Parameters } from '../economy/parameters.ts';
import { adviceOn, levelsOf } from '../economy/replenishment.ts';
import type { Levels } from '../economy/replenishment.ts';
import { squareRoot } from '../economy/square-root.ts';
import { dayAfter, dayOfEpoch, firstOpenDay } from './days.ts';
import { pastDaysMax, pledgeKey } from './demand-state.ts';
import type { DemandState, ForeseenFor, OpenRequest } from './demand-state.ts';
import { offeredFor, withoutDay } from './hours-offers.ts';

export type ForesightTimes = Pick<Parameters, 'epochMs' | 'requestDays'>;

/** Days that are over, below which nobody knows enough: the same is asked of everybody (R8). */
export const launchDays = 4;
/** What is asked of each member for a day then, in micro-hours. */
export const launchShare = 1_000_000n;
/** Days that may end in one height. */
export const stretchMax = 400;
/** In errors, the weight of the newest day: a tenth, as in forecasts. */
const errorWeight = 10n;

/** Hours that were given, as they are certified. */
export interface HoursGiven {
  readonly supplier: string;
  /** The epoch in which they were. */
  readonly epoch: number;
  readonly quantity: bigint;
  readonly isDownload: boolean;
}

/** Takes in what a height certified. */
export function withGiven(
  before: DemandState,
  given: readonly HoursGiven[],
  times: ForesightTimes,
): DemandState {
  if (given.length === 0) return before;
  const sums = new Map<number, { asked: bigint; downloads: bigint }>();
  const byMember = new Map<string, bigint>();
  for (const { supplier, epoch, quantity, isDownload } of given) {
    const day = Math.max(before.firstOpen, dayOfEpoch(epoch, times));
    const sum = sums.get(day) ?? { ...(before.sums.get(day) ?? { asked: 0n, downloads: 0n }) };
    sum[isDownload ? 'downloads' : 'asked'] += quantity;
    sums.set(day, sum);
    // Nearly always nobody has offered anything, and it is not asked who gave it.
    if (before.offers.size === 0) continue;
    const key = pledgeKey(day, supplier);
    byMember.set(key, (byMember.get(key) ?? 0n) + quantity);
  }
  const offers = new Map(before.offers);
  for (const [key, offer] of before.offers) {
    const more = byMember.get(key);
    if (more !== undefined) offers.set(key, { ...offer, given: offer.given + more });
  }
  return { ...before, sums: new Map([...before.sums, ...sums]), offers };
}

/** What the community looks like at the end of a height. */
export interface Surroundings {
  readonly epoch: number;
  readonly members: number;
  /** Micro-hours that downloads are likely to take on a day. */
  readonly downloadsOn: (day: number) => bigint;
}

/** Ends the days that are over, foresees the next, and asks for hours or calls a request off. */
export function foresightAfter(
  before: DemandState,
  around: Surroundings,
  times: ForesightTimes,
): DemandState {
  const ended = endDays(before, around.epoch, times);
  const tomorrow = dayAfter(around.epoch, times) + 1;
  const isKnown = ended.foreseen.has(tomorrow) && ended.firstOpen === before.firstOpen;
  const foreseen = isKnown ? ended.foreseen : withForeseen(ended, tomorrow, around, times);
  return withRequest({ ...ended, foreseen }, tomorrow, around.epoch, times);
}

/** The days that are over once an epoch is closed, one after the other. */
function endDays(before: DemandState, epoch: number, times: ForesightTimes): DemandState {
  const until = firstOpenDay(epoch, times);
  let state = before;
  if (until - before.firstOpen > stretchMax) {
    const known = { forecast: noForecast, squaredError: null, history: [] };
    state = { ...before, ...known, firstOpen: until - stretchMax };
  }
  while (state.firstOpen < until) state = endDay(state, times);
  return state;
}

function endDay(before: DemandState, times: ForesightTimes): DemandState {
  const { firstOpen: day, sums, foreseen } = before;
  const { asked, downloads } = sums.get(day) ?? { asked: 0n, downloads: 0n };
  const said = foreseen.get(day);
  const happened = asked + downloads;
  // What was asked of everybody alike was no forecast, so it had no error.
  const isForecast = said !== undefined && !said.isGeneral;
  const judged = isForecast ? judgedBy(before, { day, said: said.hours, happened }) : {};
  const wanted = (said?.wanted ?? 0n) / BigInt(times.requestDays);
  return {
    ...before,
    ...withoutDay(before, day, { wanted, happened }),
    firstOpen: day + 1,
    forecast: withDay(before.forecast, asked),
    sums: without(sums, day),
    foreseen: without(foreseen, day),
    ...judged,
  };
}

/** What a day says of the forecasts: nothing where none was made for it. */
function judgedBy(
  { squaredError, history }: DemandState,
  {
    day,
    said,
    happened,
  }: { readonly day: number; readonly said: bigint; readonly happened: bigint },
): Pick<DemandState, 'squaredError' | 'history'> {
  const error = happened - said;
  const square = error * error;
  return {
    squaredError:
      squaredError === null ? square : squaredError + (square - squaredError) / errorWeight,
    history: [...history, { day, foreseen: said, happened }].slice(-pastDaysMax),
  };
}

function without<Value>(map: ReadonlyMap<number, Value>, until: number): Map<number, Value> {
  return new Map([...map].filter(([day]) => day > until));
}

function withForeseen(
  state: DemandState,
  tomorrow: number,
  around: Surroundings,
  times: ForesightTimes,
): ReadonlyMap<number, ForeseenFor> {
  const days = BigInt(times.requestDays);
  const isGeneral = state.forecast.days < launchDays;
  const ahead = tomorrow - state.firstOpen + 1;
  const downloads = around.downloadsOn(tomorrow);
  const hours = meanAhead(state.forecast, ahead, times.requestDays) + downloads;
  const { high } = levelsOf(outlookOf(state, { hours }, tomorrow, times));
  const wanted = isGeneral ? BigInt(around.members) * launchShare * days : high + days * hours;
  const next = { hours, downloads, wanted, isGeneral };
  return new Map([...state.foreseen, [tomorrow, next]]);
}

/** Of each of some days, the first of them so far ahead. */
function meanAhead(forecast: Forecast, ahead: number, days: number): bigint {
  return foreseenBetween(forecast, ahead, ahead + days - 1) / BigInt(days);
}

function outlookOf(
  state: DemandState,
  { hours }: Pick<ForeseenFor, 'hours'>,
  day: number,
  { requestDays }: ForesightTimes,
) {
  return {
    offered: offeredFor(state.offers, day, requestDays),
    foreseen: hours,
    usualError: squareRoot(state.squaredError ?? 0n),
    days: requestDays,
  };
}

/** The levels for the days ahead; null before any were foreseen. */
export function levelsFor(
  state: DemandState,
  day: number,
  times: ForesightTimes,
): (Levels & { readonly offered: bigint }) | null {
  const said = state.foreseen.get(day);
  if (said === undefined) return null;
  const outlook = outlookOf(state, said, day, times);
  return { ...levelsOf(outlook), offered: outlook.offered };
}

/** A request lapses when its day begins; one at a time can be open, for the days ahead. */
function withRequest(
  before: DemandState,
  day: number,
  epoch: number,
  times: ForesightTimes,
): DemandState {
  const isOf = (request: OpenRequest | null) => (request?.day === day ? request : null);
  const [request, calledOff] = [isOf(before.request), isOf(before.calledOff)];
  const [said, levels] = [before.foreseen.get(day), levelsFor(before, day, times)];
  const state = { ...before, request, calledOff };
  if (said === undefined || levels === null) return state;
  const advice = said.isGeneral ? generalAdvice(said, levels.offered) : adviceOn(levels).name;
  if (advice === 'replenish') {
    return { ...state, request: request ?? { day, since: epoch }, calledOff: null };
  }
  const isCalledOff = advice === 'cancel' && request !== null;
  return isCalledOff ? { ...state, request: null, calledOff: { day, since: epoch } } : state;
}

function generalAdvice({ wanted }: ForeseenFor, offered: bigint): 'replenish' | 'cancel' {
  return offered < wanted ? 'replenish' : 'cancel';
}
