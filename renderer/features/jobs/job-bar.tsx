import type { JobView } from '../../../shared/api/contract.ts';
import { formatBytes, formatCpuHours } from '../../../shared/api/words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { costSoFar, shareOf } from './job-progress.ts';

/** One bar: what is sent while the job is sent, and then what it has cost of its ceiling. */
export function JobBar({ job }: { readonly job: JobView }) {
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
  const cost = costSoFar(job);
  return (
    <BulletBar
      label="Used of the ceiling"
      share={shareOf(cost ?? 0n, job.ceiling)}
      valueLabel={`${formatCpuHours(cost ?? 0n)} of at most ${formatCpuHours(job.ceiling)}`}
    />
  );
}
