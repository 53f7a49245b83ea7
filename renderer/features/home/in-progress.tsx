import { Lock, Pause } from 'lucide-react';
import { Link } from 'wouter';
import type { JobView, RunView } from '../../../shared/api/contract.ts';
import {
  formatCpuAmount,
  formatCpuHours,
  formatCpuTime,
  personName,
} from '../../../shared/api/words.ts';
import { heldWord } from '../../../shared/api/work-words.ts';
import { microCpuHoursByTime } from '../../../shared/domain/cpu-hours.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import { exampleJobPath, jobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { isOpen } from '../jobs/job-progress.ts';
import { JobStrip } from '../jobs/job-strip.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import css from './in-progress.module.css';

const rowsMax = 5;

/** My jobs that are not ended, and what runs here for others. */
export function InProgress({
  jobs,
  running,
  offerTest,
}: {
  readonly jobs: readonly JobView[];
  readonly running: readonly RunView[];
  /** Whether to offer a test job where nothing is in progress. */
  readonly offerTest: boolean;
}) {
  const now = useNow();
  const mine = jobs.filter((job) => isOpen(job.state));
  const shownMine = mine.slice(0, rowsMax);
  const shownRuns = running.slice(0, Math.max(0, rowsMax - shownMine.length));
  const more = mine.length + running.length - shownMine.length - shownRuns.length;
  return (
    <Panel title="In progress">
      {mine.length + running.length === 0 && (
        <Empty
          action={
            offerTest && (
              <ButtonLink href={exampleJobPath} small>
                Run a test job
              </ButtonLink>
            )
          }
        >
          Nothing is in progress.
        </Empty>
      )}
      {shownMine.map((job) => (
        <Row key={job.id}>
          <div className={css.title}>
            <h3 dir="auto">
              <Link href={jobPath(job.id)}>{job.name}</Link>
            </h3>
            <span>
              {formatCpuAmount(job.used)} of at most {formatCpuHours(job.ceiling)}
            </span>
          </div>
          <JobStrip job={job} />
          <p className={css.words}>{unbroken(job.sentence)}</p>
        </Row>
      ))}
      {shownRuns.map((run) => (
        <Row key={run.job}>
          <div className={css.title}>
            <h3 dir="auto">For {personName(run.for)}</h3>
            <span className={css.sealed}>
              {run.heldUntilMs === null ? <Lock size="0.875rem" /> : <Pause size="0.875rem" />}
              {heldWord(run, now) ?? 'sealed off from your files'}
            </span>
          </div>
          <p className={css.words}>
            {unbroken(
              `${formatCpuTime(run.cpuMicroseconds)} of CPU time so far: ${formatCpuAmount(microCpuHoursByTime(run.cpuMicroseconds, run.ratingMilli))} of at most ${formatCpuHours(run.ceiling)}. You receive it when the result is delivered.`,
            )}
          </p>
        </Row>
      ))}
      {more > 0 && (
        <Row>
          <Link href={mine.length > shownMine.length ? '/jobs' : '/lending'}>
            Show all, {more} more
          </Link>
        </Row>
      )}
    </Panel>
  );
}
