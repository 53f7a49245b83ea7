/**
 * Jobs as the page, the command line and programs see them: what is asked for, and how it stands.
 */
import * as v from 'valibot';
import { bytes, count, hex32, integer, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { moduleKinds } from '../jobs/task.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';

/**
 * How sure the answers must be: the word of one person, two that agree, the majority of three, or spot checks that
 * become rarer as people prove themselves.
 */
export const certaintyWords = ['one', 'two', 'three', 'spot'] as const;

/**
 * How a job stands. `waiting`: nobody has any of it. `ceiling`, `deadline`: no more slices go out, because one of these
 * was reached; what is done is there, and the job goes on when it is raised. The last three are ends.
 */
export const jobWords = [
  'scheduled',
  'waiting',
  'running',
  'paused',
  'ceiling',
  'deadline',
  'done',
  'failed',
  'cancelled',
] as const;

const whole = v.pipe(v.number(), v.safeInteger());

/**
 * What is computed. `once`: one slice with these bytes. `range`: the numbers from `from` up to but not including `to`,
 * so many to a slice, each slice given `{"from":…,"to":…,"step":…}` in canonical JSON. `slices`: inputs one behind the
 * other, with the length of each, and names where they have some (of files).
 */
export const JobInput = v.variant('kind', [
  v.strictObject({ kind: v.literal('once'), bytes: bytes(limits.inputBytes) }),
  v.strictObject({
    kind: v.literal('range'),
    from: whole,
    to: whole,
    step: v.pipe(count, v.minValue(1)),
    perSlice: v.pipe(count, v.minValue(1)),
  }),
  v.strictObject({
    kind: v.literal('slices'),
    lengths: v.pipe(v.array(count), v.minLength(1), v.maxLength(limits.slices)),
    bytes: bytes(limits.inputBytes),
    names: v.nullable(v.pipe(v.array(text(limits.sliceNameLength)), v.maxLength(limits.slices))),
  }),
]);

export const Deadline = v.strictObject({
  atMs: moment,
  /** Whether the job goes on when it is late, or stops and delivers what is there. */
  then: v.picklist(['keep_going', 'stop']),
});

/** All that makes a job but its ceiling. */
export const JobDraft = v.strictObject({
  name: text(limits.jobNameLength),
  module: bytes(limits.moduleBytes),
  /** Null: `run` for a function or JavaScript, `_start` for a command. */
  entry: v.nullable(text(limits.entryBytes)),
  args: v.pipe(v.array(text(limits.argumentBytes)), v.maxLength(limits.argumentCount)),
  input: JobInput,
  certainty: v.picklist(certaintyWords),
  /** Of one slice. */
  limits: v.strictObject({
    memoryBytes: v.pipe(count, v.minValue(65_536), v.maxValue(limits.memoryBytesMax)),
    wallMs: v.pipe(count, v.minValue(1_000), v.maxValue(limits.wallMsMax)),
  }),
  /** Members who may run it; null: anyone. */
  audience: v.nullable(v.pipe(v.array(hex32), v.minLength(1), v.maxLength(limits.peers))),
  /** Nothing goes out before; null: at once. */
  notBeforeMs: v.nullable(moment),
  deadline: v.nullable(Deadline),
});

export const JobRequest = v.strictObject({
  /** Made by the asking side, 32 random bytes: sending the same request twice makes one job. */
  request: hex32,
  draft: JobDraft,
  ceiling: integer,
});

/** Something to know about source text; an error keeps it from being sent. Lines and columns count from 1. */
export const SourceNote = v.strictObject({
  kind: v.picklist(['error', 'warning']),
  line: count,
  column: count,
  sentence,
});

const sliceCounts = v.strictObject({
  total: count,
  waiting: count,
  running: count,
  checking: count,
  done: count,
  differs: count,
  failed: count,
  stopped: count,
  /** Done, and checked by more than one answer. */
  verified: count,
});

/** A job in the list. */
export const Job = v.strictObject({
  id: hex32,
  name: text(limits.jobNameLength),
  state: v.picklist(jobWords),
  /** How it stands, in one sentence, with what to do if something must be done. */
  sentence,
  createdAtMs: moment,
  startedAtMs: v.nullable(moment),
  endedAtMs: v.nullable(moment),
  kind: v.picklist(moduleKinds),
  entry: text(limits.entryBytes),
  args: v.array(text(limits.argumentBytes)),
  moduleHash: hex32,
  moduleBytes: count,
  inputBytes: count,
  certainty: v.picklist(certaintyWords),
  audience: v.nullable(v.array(hex32)),
  memoryBytes: count,
  wallMs: count,
  deadline: v.nullable(Deadline),
  notBeforeMs: v.nullable(moment),
  slices: sliceCounts,
  /** At most 60 cells, each the letter of the slice word that most of its slices have: see `sliceLetters` in slices-shape.ts. */
  strip: v.pipe(v.string(), v.maxLength(60)),
  ceiling: integer,
  /** Paid with signed receipts. */
  used: integer,
  /** Answered and not paid yet, and what runs may still use. With `used` never above the ceiling. */
  setAside: integer,
  /** When it is likely done: the middle and a range; null until two slices are done. */
  finish: v.nullable(v.strictObject({ atMs: moment, fromMs: moment, toMs: moment })),
  /** Delivered answers that were replaced after somebody was proved wrong. */
  changed: count,
});

/** A job with all that its page shows, but for the single slices. */
export const JobDetail = v.strictObject({
  job: Job,
  /** One letter for each slice, in order. */
  map: v.pipe(v.string(), v.maxLength(limits.slices)),
  /** Moments at which so many slices were done: at most 200 steps. */
  done: v.array(v.strictObject({ atMs: moment, slices: count })),
  /** CPU time of slices that are done: at most 300. */
  times: v.array(v.strictObject({ slice: count, cpuMicroseconds: count })),
  /** Who has worked on it. */
  people: v.array(
    v.strictObject({
      person: Person,
      answers: count,
      agreed: count,
      wrong: count,
      paid: integer,
    }),
  ),
});

export type JobInputValue = v.InferOutput<typeof JobInput>;
export type JobDraftValue = v.InferOutput<typeof JobDraft>;
export type DeadlineValue = v.InferOutput<typeof Deadline>;
export type Certainty = (typeof certaintyWords)[number];
export type JobWord = (typeof jobWords)[number];
export type SourceNoteView = v.InferOutput<typeof SourceNote>;
export type JobDetailView = v.InferOutput<typeof JobDetail>;
