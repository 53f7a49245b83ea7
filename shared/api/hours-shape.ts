/** Hours as receipts say them: the statement and its entries. */
import * as v from 'valibot';
import { count, hex32, integer } from '../base/fields.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

/** How far a receipt has come on its way into the shared record. */
export const Finality = v.strictObject({
  /** `counted`: in a counter that both machines signed, which no certificate holds yet. */
  state: v.picklist(['provisional', 'counted', 'final']),
  /** When it may become final: the end of the hour. Null when it is, and when it never will be. */
  fromMs: v.nullable(moment),
  /** Why it has come no further; null where it takes its time and nothing is wrong. */
  reason: v.nullable(sentence),
  /** The key by which this machine signs the counter that holds it; null as long as none does. */
  mine: v.nullable(hex32),
});

/** That an answer was proved wrong after both had signed for it. */
const TakenBack = v.strictObject({
  /** `them`: they say so without a proof, which changes nothing here. */
  by: v.picklist(['me', 'them']),
  reason: sentence,
  /** When this computer heard of it; null where it found out itself. */
  atMs: v.nullable(moment),
});

/** A receipt as this node's statement shows it. */
export const Entry = v.strictObject({
  receipt: hex32,
  direction: v.picklist(['given', 'used']),
  with: Person,
  /** The key of their machine, which holds it too. */
  device: hex32,
  keptAtMs: moment,
  epoch: count,
  job: hex32,
  slice: hex32,
  resultHash: hex32,
  nonce: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  cpuMicroseconds: count,
  ratingMilli: count,
  workCount: count,
  /** What the reference core takes for one of them, in this module. */
  femtosecondsPerUnit: count,
  /** Whether the count explains less than the CPU time claims, so that less was credited. */
  cut: v.boolean(),
  microCpuHours: integer,
  supplierSignature: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)),
  consumerSignature: v.pipe(v.string(), v.regex(/^[0-9a-f]{128}$/)),
  /** Null in an open group, where nothing is certified. */
  finality: v.nullable(Finality),
  /** Whoever used them takes them back; left out where nobody does. */
  takenBack: v.exactOptional(TakenBack),
});

export const Balance = v.strictObject({
  given: integer,
  used: integer,
  /** given - used */
  difference: integer,
});

export const Statement = v.strictObject({
  total: Balance,
  people: v.array(v.strictObject({ with: Person, balance: Balance, receipts: count })),
  receipts: count,
  /** The newest first, at most 100; `hours.entries` reads on. */
  newest: v.array(Entry),
  /** Twelve weeks, the present one last. */
  weeks: v.array(v.strictObject({ startsAtMs: moment, given: integer, used: integer })),
  /** CPU-hours given in each hour of today, local time of the node. */
  today: v.array(integer),
  /** The ceilings of one's own open jobs. */
  setAside: integer,
  /** What may be set aside beyond that; null in an open group, where nothing is certified. */
  available: v.nullable(integer),
});
