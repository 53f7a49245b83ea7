/** Slices of a job as the page, the command line and programs see them, and how they were tried beforehand. */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

/** How a slice stands. */
export const sliceWords = [
  'waiting',
  'running',
  'checking',
  'done',
  'differs',
  'failed',
  'stopped',
] as const;

/** One character for each slice word, in the same order. */
export const sliceLetters = 'wrcdxfs';

/** The letter of a slice word. */
export function letterOf(word: SliceWord): string {
  return sliceLetters[sliceWords.indexOf(word)] ?? '';
}

const Preview = v.strictObject({
  hash: hex32,
  bytes: count,
  media: v.picklist(['text', 'json', 'png', 'bytes']),
  /** The first characters of a text; null where the result is none. */
  text: v.nullable(text(2_000)),
});

/** What went wrong in a slice, in one sentence, and where in its source, as far as that is known. */
const Fault = v.strictObject({
  name: text(60),
  sentence,
  line: v.nullable(count),
  column: v.nullable(count),
});

/** One slice run on this computer, in the same sandbox and under the same meters, before anything is sent. */
const Trial = v.strictObject({
  slice: count,
  state: v.picklist(['waiting', 'running', 'done', 'failed', 'stopped']),
  cpuMicroseconds: count,
  workCount: count,
  /** How far it says it is, in thousandths; null where it says nothing. */
  progressMilli: v.nullable(count),
  result: v.nullable(Preview),
  fault: v.nullable(Fault),
  /** What it wrote to its console or standard error. */
  console: text(limits.consoleLength),
});

/** What a job is expected to use, in micro-CPU-hours, from its trials. */
export const Estimate = v.strictObject({
  likely: integer,
  low: integer,
  high: integer,
  /** A ceiling that leaves room for the unexpected. */
  ceiling: integer,
  slices: count,
  /** CPU time of a slice on the reference core, in milliseconds. */
  sliceMs: count,
  /** How often each slice runs, in thousandths. */
  copiesMilli: count,
  /** When it is likely done if as many people stay; null while nobody suitable is here. */
  doneAtMs: v.nullable(moment),
  /** People here who could run it now. */
  people: count,
  /** Why nobody could, and what would help; null where somebody can. */
  lacks: v.nullable(sentence),
  sentence,
});

export const TrialState = v.strictObject({
  request: hex32,
  state: v.picklist(['running', 'done', 'failed', 'stopped']),
  trials: v.array(Trial),
  /** Null until the first trial is done. */
  estimate: v.nullable(Estimate),
});

/** One person's answer to a slice, or its beginning. */
const SliceAnswer = v.strictObject({
  /** Null while somebody is looked for, and for an answer of this computer. */
  person: v.nullable(Person),
  here: v.boolean(),
  /** Why it was asked for. */
  purpose: v.picklist(['answer', 'copy', 'audit', 'referee', 'again', 'hurry']),
  state: v.picklist([
    'looking',
    'asked',
    'running',
    'answered',
    'paid',
    'refused',
    'taken_back',
    'ended',
  ]),
  sinceMs: moment,
  heldUntilMs: v.nullable(moment),
  cpuMicroseconds: count,
  workCount: count,
  /** How far it says it is, in thousandths, while it runs; null where it says nothing. */
  progressMilli: v.nullable(count),
  /** The end of what it wrote to its console or standard error. */
  console: text(limits.consoleLength),
  resultHash: v.nullable(hex32),
  cost: v.nullable(integer),
  receipt: v.nullable(hex32),
  /** Why it ended, was refused or taken back. */
  reason: v.nullable(sentence),
});

export const Slice = v.strictObject({
  index: count,
  name: text(limits.sliceNameLength),
  state: v.picklist(sliceWords),
  sentence,
  inputBytes: count,
  answers: v.array(SliceAnswer),
  result: v.nullable(Preview),
  /** Whether more than one answer says so. */
  verified: v.boolean(),
  fault: v.nullable(Fault),
});

/** A result as it is downloaded. */
export const SliceResult = v.strictObject({
  index: count,
  name: text(limits.sliceNameLength),
  hash: hex32,
  media: v.picklist(['text', 'json', 'png', 'bytes']),
  workCount: count,
  verified: v.boolean(),
  bytes: bytes(limits.resultBytes),
});

export type SliceWord = (typeof sliceWords)[number];
export type TrialView = v.InferOutput<typeof Trial>;
export type TrialStateView = v.InferOutput<typeof TrialState>;
export type EstimateView = v.InferOutput<typeof Estimate>;
export type SliceView = v.InferOutput<typeof Slice>;
export type SliceAnswerView = v.InferOutput<typeof SliceAnswer>;
export type SliceResultView = v.InferOutput<typeof SliceResult>;
