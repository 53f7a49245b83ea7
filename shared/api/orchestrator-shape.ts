/**
 * What a community foresees, as the page and the command line see it: how many hours tomorrow is likely to ask for, how
 * many are offered, and what follows. Quantities are millionths of an hour. Every node computes the same from the same
 * certified record; nothing in it is a price.
 */
import * as v from 'valibot';
import { count, hex32, integer } from '../base/fields.ts';
import { CurrencyWord } from './community-shape.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

/** Days of the past that are shown, and offers of hours. */
export const foreseenDaysMax = 30;
export const hoursOffersShownMax = 200;

/** Steps of reliability, by which offers are taken: 0 to 3, the most reliable last. */
const tier = v.pipe(count, v.maxValue(3));

/** Hours that somebody will give on a day. */
export const HoursOffer = v.strictObject({
  person: Person,
  isMe: v.boolean(),
  /** Days count from the community's beginning. */
  day: count,
  dayStartsAtMs: moment,
  quantity: integer,
  /** Of them, what is taken towards the request of that day: nothing where none is open. */
  taken: integer,
  /** `(fulfilled + 1) / (committed + 2)` in quarters, from what they gave on days for which theirs were taken. */
  tier,
  committed: count,
  fulfilled: count,
  offeredAtMs: moment,
});

/** A day that is over: what had been foreseen for it the day before, and what was asked for on it. */
export const ForeseenDay = v.strictObject({
  day: count,
  startsAtMs: moment,
  foreseen: integer,
  happened: integer,
});

/** What is asked of everybody. */
export const HoursRequest = v.strictObject({
  /** The same on every node. */
  id: hex32,
  sinceMs: moment,
  /** What is asked for in all, and what of it is not offered yet. */
  quantity: integer,
  missing: integer,
  /** Of the community's first days, in which nothing is known: the same of everybody. */
  isGeneral: v.boolean(),
});

/** One currency, for the days that hours are asked for. */
export const Foreseen = v.strictObject({
  currency: CurrencyWord,
  /** “The network expects to need 120 CPU-hours tomorrow; 40 are offered.” */
  sentence,
  /**
   * What the expectation rests on. `launch`: too few days are known, so it is not more than a beginning. `rare`: sizes
   * and chances, because on many days nothing is asked for. `steady`: the level and its trend.
   */
  basis: v.picklist(['launch', 'rare', 'steady']),
  /** The same in words. */
  basisSentence: sentence,
  /** Days of the record that it rests on. */
  daysKnown: count,
  /** The first of the days ahead, and how many they are; `endsAtMs` is the end of the last. */
  day: count,
  days: count,
  startsAtMs: moment,
  endsAtMs: moment,
  /** Of one day: in all, and of that for what downloads take (CPU-hours only). */
  expected: integer,
  expectedDownloads: integer,
  /** The usual error of a day; null before any day was foreseen. */
  usualError: v.nullable(integer),
  offered: integer,
  /** What would be left at the end of these days; below `low` hours are asked for, above `high` they are called off. */
  level: integer,
  low: integer,
  high: integer,
  request: v.nullable(HoursRequest),
  /** When the last request for these days was called off, because enough is offered; null while none was. */
  calledOffAtMs: v.nullable(moment),
  /** For the days ahead, in the order in which they are taken; at most `hoursOffersShownMax`. */
  offers: v.pipe(v.array(HoursOffer), v.maxLength(hoursOffersShownMax)),
  offerCount: count,
  /** This member's for the first of the days; null where there is none. */
  mine: v.nullable(HoursOffer),
  /** Written here and not certified yet: what it will stand at; 0 for one that is taken back. */
  mineWaiting: v.nullable(integer),
  /** This member's reliability so far. */
  tier,
  committed: count,
  fulfilled: count,
  /** The last days that are over and were foreseen, the oldest first. */
  history: v.pipe(v.array(ForeseenDay), v.maxLength(foreseenDaysMax)),
  /** Over these days: the mean size of the error, and its part of what was asked for in millionths; null without any. */
  meanError: v.nullable(integer),
  errorPpm: v.nullable(count),
});

export type ForeseenView = v.InferOutput<typeof Foreseen>;
export type HoursOfferView = v.InferOutput<typeof HoursOffer>;
export type ForeseenDayView = v.InferOutput<typeof ForeseenDay>;
export type HoursRequestView = v.InferOutput<typeof HoursRequest>;
