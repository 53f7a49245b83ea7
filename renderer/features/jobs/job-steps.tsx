import type { JobView } from '../../../shared/api/contract.ts';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  personName,
} from '../../../shared/api/words.ts';
import { classes } from '../../ui/classes.ts';
import { JobBar, useRatingOf } from './job-bar.tsx';
import { costSoFar } from './job-progress.ts';
import { JobState } from './job-state.tsx';
import css from './job-steps.module.css';

const order = ['waiting', 'sending', 'running', 'checking', 'done'] as const;
const names = {
  waiting: 'Find someone',
  sending: 'Send',
  running: 'Run',
  checking: 'Check and sign',
  done: 'Done',
} as const;

/** Where the job is on its way, and what it has used of its ceiling. */
export function JobSteps({ job }: { readonly job: JobView }) {
  const cost = costSoFar(job, useRatingOf(job));
  const at = order.indexOf(job.state as (typeof order)[number]);
  return (
    <div className={css.steps}>
      {at >= 0 ? (
        <ol className={css.way} aria-label="Steps of the job">
          {order.map((step, index) => (
            <li
              key={step}
              className={classes(index < at && css.past, index === at && css.here)}
              {...(index === at && { 'aria-current': 'step' as const })}
            >
              <span>{names[step]}</span>
            </li>
          ))}
        </ol>
      ) : (
        <JobState state={job.state} />
      )}
      <div>
        {at >= 0 && <JobBar job={job} />}
        <div className={css.readings}>
          <span>
            {at < 0
              ? 'Not charged'
              : cost === null || (cost === 0n && job.state === 'sending')
                ? sending(job)
                : `Used ${formatCpuHours(cost)} of at most ${formatCpuHours(job.ceiling)}`}
          </span>
          <span>{formatCpuTime(job.cpuMicroseconds)} of CPU time</span>
          <span className={css.end}>
            {job.peer === null ? 'Nobody has it yet' : `With ${personName(job.peer)}`}
            {job.attempt > 1 ? `, attempt ${job.attempt}` : ''}
          </span>
        </div>
      </div>
    </div>
  );
}

function sending(job: JobView): string {
  if (job.state !== 'sending') return `At most ${formatCpuHours(job.ceiling)}`;
  return `Sent ${formatBytes(job.sentBytes)} of ${formatBytes(job.moduleBytes + job.inputBytes)}`;
}
