/** What the person's terms for lending are, and what follows from them now, as the page and the command line see it. */
import * as v from 'valibot';
import { count, hex32, integer, text } from '../base/fields.ts';
import { presetNames } from '../lending/presets.ts';
import { nextActions, reasonNames, ruleNames } from '../lending/reasons.ts';
import { causeNames } from '../lending/why.ts';
import { LendingTerms } from '../lending/terms.ts';
import { limits } from '../domain/limits.ts';
import { moment } from './schema.ts';

const sentence = text(limits.detailLength);
/** 16 bytes in lower-case hexadecimal. */
const attemptId = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));

export const TermsState = v.strictObject({
  terms: LendingTerms,
  /** False until the person has chosen any of them. */
  isChosen: v.boolean(),
  /** Which preset the terms are, if they are one. */
  preset: v.nullable(v.picklist(presetNames)),
  presets: v.array(
    v.strictObject({ name: v.picklist(presetNames), terms: LendingTerms, sentence }),
  ),
  machine: v.strictObject({
    cores: count,
    memoryBytes: count,
    diskFreeBytes: v.nullable(count),
  }),
});

/** Of the terms: each part that is named replaces the one that holds. */
export const TermsChange = v.partial(LendingTerms);

export const presetName = v.picklist(presetNames);

export const NextStep = v.strictObject({ action: v.picklist(nextActions), label: text(60) });

export const LendingNow = v.strictObject({
  /** Whether anything may run at this moment. */
  may: v.boolean(),
  /** `unknown`: nothing here says whether somebody is at the computer; it counts as away. */
  presence: v.strictObject({
    is: v.picklist(['here', 'away', 'unknown']),
    sinceMs: v.nullable(moment),
  }),
  /** What may be lent at most as of now; none of it where `may` is false. */
  limits: v.strictObject({
    cores: count,
    shareMilli: count,
    memoryBytes: count,
    upBytesPerSecond: v.nullable(count),
    downBytesPerSecond: v.nullable(count),
  }),
  memoryInUseBytes: count,
  /** Answers that are kept on the disk until those who asked have signed for them. */
  kept: v.strictObject({ answers: count, bytes: count, microCpuHours: integer }),
  reason: v.nullable(
    v.strictObject({
      name: v.picklist(reasonNames),
      sentence,
      endsAtMs: v.nullable(moment),
      /** What ends it, after the word "until". */
      until: text(120),
      next: NextStep,
    }),
  ),
  /** Rules that are switched on and of which this machine cannot say whether they hold: they pause nothing. */
  unreadable: v.array(v.strictObject({ rule: v.picklist(ruleNames), sentence })),
  /** From the input that brought somebody back until all jobs were off the processor, the last time. */
  handBack: v.nullable(v.strictObject({ ms: count, atMs: moment })),
  /** Answers "Why is nothing running?", in the order in which things must hold. */
  causes: v.array(
    v.strictObject({
      name: v.picklist(causeNames),
      holds: v.boolean(),
      sentence,
      /** Null where nothing is to be done. */
      next: v.nullable(NextStep),
    }),
  ),
});

export const outcomes = ['given', 'answered', 'failed', 'stopped', 'lost'] as const;

/** One run of all that ever ran here. */
export const LoggedRun = v.strictObject({
  /** The attempt, by which it is found again. */
  id: attemptId,
  job: hex32,
  for: v.strictObject({ id: hex32, name: v.nullable(text(limits.memberNameLength)) }),
  startedAtMs: v.nullable(moment),
  endedAtMs: moment,
  outcome: v.picklist(outcomes),
  /** What it brought; null where it brought nothing. */
  microCpuHours: v.nullable(integer),
  detail: v.nullable(sentence),
  /** Facts of the permission card; null for a run from before they were kept. */
  module: v.nullable(
    v.strictObject({
      hash: hex32,
      bytes: count,
      memoryLimitBytes: count,
      wallLimitMs: count,
    }),
  ),
});

/** Runs that one answer holds at most. */
export const logPageMax = 200;

export const LogQuestion = v.strictObject({
  /** A member key. */
  person: v.nullable(hex32),
  outcome: v.nullable(v.picklist(outcomes)),
  /** Only what ended before the run of this id. */
  before: v.nullable(attemptId),
  limit: v.pipe(count, v.minValue(1), v.maxValue(logPageMax)),
});

export const LogAnswer = v.strictObject({
  runs: v.array(LoggedRun),
  /** Of all that match, wherever the answer began. */
  total: count,
  isMore: v.boolean(),
});

export const HistoryAnswer = v.strictObject({
  /** Oldest first, without gaps; the last one is today by this computer's clock. */
  days: v.array(
    v.strictObject({ startsAtMs: moment, microCpuHours: integer, cpuMicroseconds: count }),
  ),
  /** Of the same days, by what was lent, most first. */
  people: v.array(
    v.strictObject({
      person: v.strictObject({ id: hex32, name: v.nullable(text(limits.memberNameLength)) }),
      runs: count,
      microCpuHours: integer,
    }),
  ),
  energy: v.strictObject({
    todayWattHours: count,
    wattHours: count,
    wattsPerCore: count,
    /** The person has not corrected the watts. */
    isAssumed: v.boolean(),
    /** What the figures rest on. */
    sentence,
  }),
});

export const SelfTestAnswer = v.strictObject({
  passed: v.boolean(),
  /** What happened, and what it means. */
  sentence,
  /** By the clock on the wall. */
  tookMs: count,
  cpuMicroseconds: count,
  workCount: count,
});
