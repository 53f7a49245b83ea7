/**
 * What pages and the command line may ask about tasks for people. As with the rest of the record, a page asks again
 * whenever the community's `revision` has changed; what was done shows in `waiting` until it is certified.
 */
import * as v from 'valibot';
import { count, hex32, text } from '../base/fields.ts';
import { pageSizeMax } from './community-shape.ts';
import { taskLimits } from '../work/work-state.ts';
import { call } from './schema.ts';
import {
  AnswerHours,
  Calibration,
  Task,
  TaskForMe,
  taskRefusalNames,
  taskSteps,
  taskTabs,
  TaskText,
} from './task-shape.ts';

const Community = v.strictObject({ community: hex32 });
const About = { community: hex32, task: hex32 };
const One = v.strictObject(About);
const pageSize = v.pipe(count, v.minValue(1), v.maxValue(pageSizeMax));
/** The record that says it, which waits for its certificate. */
const Submitted = v.strictObject({ record: hex32 });
const refusals = ['unknown_community', ...taskRefusalNames] as const;

export const taskContract = {
  tasks: {
    /**
     * Of one tab, those first that wait for this person, then the newest; after the one named. `to_estimate`: where
     * this person is on the panel. `to_take`: open to be taken by this person. `mine`: taken by this person.
     * `asked`: asked for by this person. `all`: of everybody.
     */
    list: call(
      v.strictObject({
        community: hex32,
        tab: v.picklist(taskTabs),
        after: v.nullable(hex32),
        limit: pageSize,
        /** Words that must stand in title, what is done, skills or the asker's name; empty for all. */
        search: text(120),
      }),
      v.strictObject({ tasks: v.array(Task), total: count }),
      'unknown_community',
    ),
    show: call(One, Task, 'unknown_community', 'unknown_task'),
    /** What waits for this person, what presses first; at most 50. And how many tasks each tab holds. */
    forMe: call(
      Community,
      v.strictObject({
        waiting: v.array(TaskForMe),
        counts: v.strictObject({
          to_estimate: count,
          to_take: count,
          mine: count,
          asked: count,
          all: count,
        }),
        isMember: v.boolean(),
      }),
      'unknown_community',
    ),
    ask: call(
      v.strictObject({ community: hex32, ...TaskText.entries }),
      v.strictObject({ task: hex32 }),
      'unknown_community',
      'not_a_member',
      'bad_task',
      'off_the_ladder',
      'too_many_tasks',
      'due_out_of_range',
      'refused',
    ),
    /** Keeps the answer on this computer and seals it; it can be changed until the sealing ends. */
    estimate: call(
      v.strictObject({
        ...About,
        hours: AnswerHours,
        /** What the answer depends on, revealed with it. */
        reason: text(taskLimits.reason),
        /** What one saw in the round before, for everybody to read at once; empty for nothing. */
        said: text(taskLimits.reason),
      }),
      Submitted,
      ...refusals,
    ),
    /** By hand, where this computer has not done it by itself. */
    reveal: call(One, Submitted, ...refusals),
    take: call(One, Submitted, ...refusals),
    step: call(v.strictObject({ ...About, step: v.picklist(taskSteps) }), Submitted, ...refusals),
    deliver: call(
      v.strictObject({
        ...About,
        link: text(taskLimits.link),
        note: text(taskLimits.reason),
        actualTenths: count,
      }),
      Submitted,
      ...refusals,
    ),
    /** What the asker says to what was delivered; `changes` null accepts it, which pays the agreed hours. */
    answer: call(
      v.strictObject({ ...About, changes: v.nullable(text(taskLimits.reason)) }),
      Submitted,
      ...refusals,
    ),
    withdraw: call(One, Submitted, ...refusals),
    calibration: call(Community, Calibration, 'unknown_community'),
  },
} as const;
