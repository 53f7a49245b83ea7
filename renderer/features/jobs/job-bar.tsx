import type { JobView } from '../../../shared/api/contract.ts';
import { formatBytes, formatCpuHours, formatCpuTime } from '../../../shared/api/words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { usePeople } from '../app/views.ts';
import { costSoFar, shareOf } from './job-progress.ts';

/** One bar: what is sent while the job is sent, and then what it has cost of its ceiling. */
export function JobBar({ job }: { readonly job: JobView }) {
  const rating = useRatingOf(job);
  if (job.state === 'sending') {
    const all = job.moduleBytes + job.inputBytes;
    return (
      <BulletBar
        label="Sent"
        tone="dark"
        share={all === 0 ? 1 : job.sentBytes / all}
        valueLabel={`${formatBytes(job.sentBytes)} of ${formatBytes(all)}`}
      />
    );
  }
  const cost = costSoFar(job, rating);
  return (
    <BulletBar
      label="Used of the ceiling"
      share={cost === null ? 0 : shareOf(cost, job.ceiling)}
      valueLabel={
        cost === null
          ? `${formatCpuTime(job.cpuMicroseconds)} of CPU time`
          : `${formatCpuHours(cost)} of at most ${formatCpuHours(job.ceiling)}`
      }
    />
  );
}

/** The rating of the machine that runs the job, as far as its owner is here and has said it. */
export function useRatingOf(job: JobView): number | null {
  const people = usePeople();
  const id = job.peer?.id;
  return people?.present.find((peer) => peer.person.id === id)?.ratingMilli ?? null;
}
