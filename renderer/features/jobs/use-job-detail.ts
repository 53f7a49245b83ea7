import { useEffect, useRef, useState } from 'react';
import type { JobListView, JobView } from '../../../shared/api/contract.ts';
import type { JobDetailView } from '../../../shared/api/jobs-shape.ts';
import { useAnswer, type Answer } from '../../node/use-answer.ts';
import { useJobs } from '../app/views.ts';

/** The detail of a job is asked for at most twice in a second, however often the list speaks. */
const detailEveryMs = 500;
const listEveryMs = 2_000;

export interface LiveJob extends Answer<JobDetailView> {
  readonly list: JobListView | undefined;
  /** As the newest that came says it. */
  readonly job: JobView | undefined;
  /** Changes when what belongs to single slices may have changed: every two seconds at most. */
  readonly sliceRevision: unknown;
}

/** A job with all that its page shows, asked for again whenever the list of jobs speaks. */
export function useJobDetail(id: string): LiveJob {
  const list = useJobs();
  const answer = useAnswer((node) => node.jobs.show, { job: id }, useSeldom(list, detailEveryMs));
  const listed = list?.jobs.find((job) => job.id === id);
  const job = listed ?? answer.value?.job;
  return { ...answer, list, job, sliceRevision: useSeldom(answer.value, listEveryMs) };
}

/** The newest value, but no more often than once in so many milliseconds; the last one always comes. */
export function useSeldom<Value>(value: Value, everyMs: number): Value {
  const [shown, setShown] = useState(value);
  const shownAt = useRef(-Infinity);
  useEffect(() => {
    const show = () => {
      shownAt.current = performance.now();
      setShown(value);
    };
    const waitMs = Math.max(0, shownAt.current + everyMs - performance.now());
    const timer = setTimeout(show, waitMs);
    return () => {
      clearTimeout(timer);
    };
  }, [value, everyMs]);
  return shown;
}
