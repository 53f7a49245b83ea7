/** What a consumer is told of a run that came to nothing. */
import type { SliceFailure, SliceVoice } from '../../../shared/jobs/task.ts';
import type { Ending, LiveRun } from './live-run.ts';

export interface Ended extends SliceVoice {
  readonly name: SliceFailure['name'] | Ending['name'];
  readonly because: string;
}

/** Of a run that waited for a core for too long. */
export const longerThanThought: Ending = {
  name: 'no_free_core',
  because: 'The slices before it take longer there than was thought.',
};

/** What is said of a run that failed: its own fault, unless somebody here ended it or held it up. */
export function endingOf({ ending, wasSuspended }: LiveRun, failure: SliceFailure): Ended {
  const { name, detail, console } = failure;
  if (ending !== null && name === 'stopped') return ending;
  if (name === 'time_limit' && wasSuspended) {
    return { name: 'stopped', because: 'The lender had paused it, and then its time ran out.' };
  }
  const said = console === undefined ? {} : { console };
  return { name, because: ending?.because ?? detail, ...said };
}
