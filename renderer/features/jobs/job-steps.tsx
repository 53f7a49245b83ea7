import type { JobView } from '../../../shared/api/contract.ts';
import {
  formatBytes,
  formatCpuHours,
  formatCpuTime,
  personName,
  plural,
} from '../../../shared/api/words.ts';
import { classes } from '../../ui/classes.ts';
import { JobBar } from './job-bar.tsx';
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
  const at = order.indexOf(job.state as (typeof order)[number]);
  if (at < 0) {
    return (
      <div className={css.steps}>
        <JobState {...job} />
        <div className={css.readings}>
          <span>Not charged</span>
        </div>
      </div>
    );
  }
  return (
    <div className={css.steps}>
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
      <div>
        <JobBar job={job} />
        <div className={css.readings}>
          <span>{used(job)}</span>
          {job.cpuMicroseconds > 0 && <span>{formatCpuTime(job.cpuMicroseconds)} of CPU time</span>}
          {job.held !== null && <span>Held for now</span>}
          <span className={css.end}>{who(job)}</span>
        </div>
      </div>
    </div>
  );
}

function used(job: JobView): string {
  const most = `at most ${formatCpuHours(job.ceiling)}`;
  if (job.state === 'sending') {
    return `Sent ${formatBytes(job.sentBytes)} of ${formatBytes(job.moduleBytes + job.inputBytes)}`;
  }
  const cost = costSoFar(job);
  return cost === null ? `It costs ${most}` : `Used ${formatCpuHours(cost)} of ${most}`;
}

/** Who has it, and how often it was begun in vain before. */
function who({ state, peer, attempt }: JobView): string {
  if (peer !== null && state === 'waiting') return `Asking ${personName(peer)}`;
  if (peer !== null) {
    return `With ${personName(peer)}${attempt > 1 ? `, attempt ${attempt}` : ''}`;
  }
  if (attempt <= 1) return 'Nobody has it yet';
  return `Nobody has it now, ${plural(attempt - 1, 'attempt')} came to nothing`;
}
