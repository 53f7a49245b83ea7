/** What may be asked of a node about lending: how it stands, on which terms, why, and what it came to. */
import * as v from 'valibot';
import { bytes, count, hex32, text } from '../base/fields.ts';
import { limits } from '../domain/limits.ts';
import { termRefusals } from '../lending/check-terms.ts';
import { termBounds } from '../lending/terms.ts';
import { LendingState } from './lending-shape.ts';
import {
  HistoryAnswer,
  LendingNow,
  LogAnswer,
  LogQuestion,
  presetName,
  SelfTestAnswer,
  TermsChange,
  TermsState,
} from './lending-terms-shape.ts';
import type { LoggedRun } from './lending-terms-shape.ts';
import { call, nothing, topic } from './schema.ts';

/** Null: until resumed. At most 30 days. */
const PauseLength = v.strictObject({
  minutes: v.nullable(v.pipe(count, v.minValue(1), v.maxValue(43_200))),
});

export const lendingContract = {
  state: topic(LendingState),
  /** Null leaves as it is. `cores` is meant for whoever is at the computer or is not. */
  set: call(
    v.strictObject({
      on: v.nullable(v.boolean()),
      cores: v.nullable(count),
      shareMilli: v.nullable(count),
    }),
    nothing,
    'cores_out_of_range',
    'share_out_of_range',
  ),
  /** Suspends what runs for others at once. After ten minutes it is ended and goes to somebody else. */
  pause: call(PauseLength, nothing),
  /** Takes nothing new on; what runs for others is finished. */
  pauseWhenFinished: call(PauseLength, nothing),
  resume: call(nothing, nothing),
  /** The program of a job that runs here now, as it came. */
  code: call(
    v.strictObject({ job: hex32 }),
    v.strictObject({ module: bytes(limits.moduleBytes) }),
    'unknown_job',
  ),
  /** Gives up the answers that are kept for people who are away; nothing is received for them. */
  clearKept: call(nothing, v.strictObject({ answers: count })),
  stopRun: call(v.strictObject({ job: hex32 }), nothing, 'unknown_job'),
  /** The terms on which this computer lends, and the presets in its own numbers. */
  terms: topic(TermsState),
  /** What follows from the terms now, with its reason; and why nothing runs. */
  now: topic(LendingNow),
  /** Takes effect at once; what runs is not begun again. */
  change: call(TermsChange, nothing, ...termRefusals),
  usePreset: call(v.strictObject({ preset: presetName }), nothing),
  /** Names of the programs that run now, sorted, for the rule about programs. */
  programs: call(
    nothing,
    v.strictObject({ names: v.array(text(termBounds.programLength)) }),
    'cannot_be_read',
  ),
  /** Of all that ever ran here, newest first. */
  log: call(LogQuestion, LogAnswer, 'unknown_run'),
  /** Twelve weeks of lending, from the receipts. */
  history: call(nothing, HistoryAnswer),
  /** Runs a small program of ours in the same sandbox as the jobs of others. Nothing is charged. */
  selfTest: call(nothing, SelfTestAnswer, 'busy', 'lending_held'),
} as const;

export type TermsView = v.InferOutput<typeof TermsState>;
export type TermsChangeView = v.InferOutput<typeof TermsChange>;
export type LendingNowView = v.InferOutput<typeof LendingNow>;
export type LoggedRunView = v.InferOutput<typeof LoggedRun>;
export type LogQuestionView = v.InferOutput<typeof LogQuestion>;
export type LogView = v.InferOutput<typeof LogAnswer>;
export type LendingHistoryView = v.InferOutput<typeof HistoryAnswer>;
export type SelfTestView = v.InferOutput<typeof SelfTestAnswer>;
