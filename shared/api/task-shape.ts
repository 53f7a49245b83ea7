/** Tasks for people (rules R5) as the page and the command line see them. Prices are whole man-hours. */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { tagText } from './cause-shape.ts';
import { Person, sentence } from './lending-shape.ts';
import { moment } from './schema.ts';
import { workRefusals } from '../work/work-refusals.ts';
import { taskLimits, taskStates, workSteps } from '../work/work-state.ts';

/** The largest step of the ladder: what takes longer is asked for in parts. */
export const taskHoursMax = 80;

export const taskTabs = ['to_estimate', 'to_take', 'mine', 'asked', 'all'] as const;
/** How it goes; `given_back`: whoever took it leaves it to others again. */
export const taskSteps = [...workSteps, 'given_back'] as const;

/** What one can do with a task. */
export const taskActions = [
  'estimate',
  'reveal',
  'take',
  'step',
  'deliver',
  'accept',
  'changes',
  'withdraw',
] as const;

/** Why something cannot be done with a task now, by name; each comes with a sentence. */
export const taskRefusalNames = [
  ...(Object.keys(workRefusals) as [WorkRefusal, ...WorkRefusal[]]),
  'unknown_task',
  'not_a_member',
  'not_certified_yet',
  'not_estimating',
  'bad_reason',
  'bad_delivery',
  'refused',
] as const;

type WorkRefusal = keyof typeof workRefusals;

const skills = v.pipe(v.array(tagText), v.maxLength(taskLimits.skills));
const hours = v.pipe(count, v.minValue(1), v.maxValue(taskHoursMax));

/** What is asked for. */
export const TaskText = v.strictObject({
  title: text(taskLimits.title),
  /** What done looks like: one line or several, of no more than 2,800 bytes. */
  done: text(taskLimits.done),
  skills,
  dueAtMs: moment,
  /** The most that the asker would give, on the ladder; and the price itself where nobody estimates. */
  mostHours: count,
  /** Whether a panel says what it is worth, or the asker does. */
  isEstimated: v.boolean(),
  /** Members who may take it; empty: whoever has no part in its price. */
  takers: v.pipe(v.array(hex32), v.maxLength(taskLimits.takers)),
});

/**
 * What one may say of a task, in man-hours, or why there is none: in the first round a step of the ladder, in the later
 * ones any whole number up to its last.
 */
export const AnswerHours = v.union([count, v.picklist(['cannot_tell', 'split_first'])]);

export const TaskAnswer = v.strictObject({
  hours: AnswerHours,
  /** What it depends on, in one line; empty where nothing is said. */
  reason: text(taskLimits.reason),
});

/** With what they said about it afterwards, where that was asked. */
const NamedAnswer = v.strictObject({ person: Person, isMe: v.boolean(), ...TaskAnswer.entries });

/** A round of estimates that is over. */
const Round = v.strictObject({
  /** From 1. */
  round: count,
  answers: v.array(NamedAnswer),
  /** Of those that are hours; null where nobody named any. */
  median: v.nullable(hours),
  lowest: v.nullable(hours),
  highest: v.nullable(hours),
  /** How many are near the middle, and how many of the panel have to be. */
  near: count,
  needed: count,
  isAgreed: v.boolean(),
});

/** Null where it can be done now, else why not. */
const may = v.nullable(v.strictObject({ name: v.picklist(taskRefusalNames), sentence }));

export const Task = v.strictObject({
  id: hex32,
  asker: Person,
  isMine: v.boolean(),
  ...TaskText.entries,
  takers: v.array(Person),
  sinceMs: moment,
  /** `waiting`: on its way to the record. `rejected`: no price came of three rounds, or one above `mostHours`. */
  state: v.picklist(['waiting', ...taskStates]),
  /** Where it stands and what comes next for whoever looks at it, in words. */
  sentence,
  /** Null outside of an estimate. Answers are hidden until `closesAtMs` or until everybody has sealed one. */
  estimating: v.nullable(
    v.strictObject({
      /** From 1. */
      round: count,
      phase: v.picklist(['sealing', 'revealing']),
      /** When this phase ends at the latest. */
      closesAtMs: moment,
    }),
  ),
  /** The people who estimate it, drawn by rule; in the order of their keys. */
  panel: v.array(
    v.strictObject({
      person: Person,
      isMe: v.boolean(),
      hasSealed: v.boolean(),
      /** What they answered in this round; null until it is revealed. */
      answer: v.nullable(TaskAnswer),
    }),
  ),
  /** One's own answer of this round, as only this computer knows it until it is revealed. */
  mine: v.nullable(
    v.strictObject({
      ...TaskAnswer.entries,
      /** `sealing` and `revealing`: on its way to the record. `refused`: the record did not take it. */
      state: v.picklist(['sealing', 'sealed', 'revealing', 'revealed', 'lost', 'refused']),
      sentence,
    }),
  ),
  /**
   * Whether this person is the lowest or highest of the round before and gave no reason: what they saw goes with their
   * next answer, as `said`, and everybody reads it at once.
   */
  isAskedWhy: v.boolean(),
  /** The rounds that are over, the first one first. */
  rounds: v.array(Round),
  /** Agreed man-hours; null until then. */
  price: v.nullable(hours),
  taker: v.nullable(Person),
  isTakenByMe: v.boolean(),
  step: v.nullable(v.picklist(workSteps)),
  delivery: v.nullable(
    v.strictObject({
      link: text(taskLimits.link),
      note: text(taskLimits.reason),
      /** What it really took, in tenths of an hour: it is compared, and never paid. */
      actualTenths: count,
    }),
  ),
  /** What the asker wants changed; null where nothing is. */
  changes: v.nullable(text(taskLimits.reason)),
  endedAtMs: v.nullable(moment),
  isOverdue: v.boolean(),
  /** What this person does to it is on its way to the record; null where nothing is. */
  waiting: v.nullable(v.picklist(taskActions)),
  /** What this person may do with it now. */
  may: v.strictObject({
    estimate: may,
    reveal: may,
    take: may,
    step: may,
    deliver: may,
    accept: may,
    changes: may,
    withdraw: may,
  }),
});

/** What only this person can do, in a line. */
export const TaskForMe = v.strictObject({
  task: hex32,
  title: text(taskLimits.title),
  action: v.picklist(taskActions),
  sentence,
  /** Until when; null where nothing presses. */
  untilMs: v.nullable(moment),
});

/** How one's own estimates compare with what tasks really took. */
export const Calibration = v.strictObject({
  /** The oldest first, at most 20. */
  pairs: v.array(
    v.strictObject({
      task: hex32,
      title: text(taskLimits.title),
      /** One's last answer to it, or the price that one took it for. */
      hours,
      actualTenths: count,
      endedAtMs: moment,
    }),
  ),
  /** The one in the middle of actual by estimate, in millionths; null without a pair. */
  ratioPpm: v.nullable(count),
  sentence,
});

export type TaskView = v.InferOutput<typeof Task>;
export type TaskTextInput = v.InferOutput<typeof TaskText>;
export type TaskAnswerInput = v.InferOutput<typeof TaskAnswer>;
export type TaskForMeView = v.InferOutput<typeof TaskForMe>;
export type CalibrationView = v.InferOutput<typeof Calibration>;
export type TaskTab = (typeof taskTabs)[number];
export type TaskAction = (typeof taskActions)[number];
export type TaskStep = (typeof taskSteps)[number];
export type TaskRefusal = (typeof taskRefusalNames)[number];
