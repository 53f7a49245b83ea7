/** Why something cannot be done with a task, as whoever wants to do it reads it. */
import type { TaskRefusal } from '../../../../shared/api/task-shape.ts';
import { refuse } from '../../../../shared/base/result.ts';
import type { Refusal, Result } from '../../../../shared/base/result.ts';
import { workRefusals } from '../../../../shared/work/work-refusals.ts';

export const taskRefusals: Readonly<Record<TaskRefusal, string>> = {
  ...workRefusals,
  unknown_task: 'There is no such task in this community.',
  not_a_member: 'Only a computer of a member can do that in this community.',
  not_certified_yet: 'The task is on its way to the record: wait for the next certificate.',
  not_estimating: 'Nobody estimates it any more, or nobody has to.',
  bad_reason: 'Write it in one line of at most 300 characters that can be shown.',
  bad_delivery:
    'Say where it is or what to know about it, in one line each, and how many hours it took, up to 10,000.',
  refused: 'The record does not take it.',
};

/** A refusal by its name, with its sentence. */
export function refuseTask<Name extends TaskRefusal>(name: Name): Result<never, Refusal<Name>> {
  return refuse(name, taskRefusals[name]);
}
