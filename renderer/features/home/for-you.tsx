import type { ReactNode } from 'react';
import type { JobView, NodeStatusView } from '../../../shared/api/contract.ts';
import { jobSentence, shortKey } from '../../../shared/api/words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import { jobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { Invitation } from '../people/invitation.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import css from './in-progress.module.css';

const recentMs = 12 * 3_600_000;
const jobsMax = 2;

/** What only you can do, each with its one button. */
export function ForYou({
  status,
  jobs,
}: {
  readonly status: NodeStatusView;
  readonly jobs: readonly JobView[];
}) {
  const now = useNow();
  const ended = jobs
    .filter((job) => job.state === 'done' || job.state === 'failed')
    .filter((job) => job.endedAtMs !== null && now - job.endedAtMs < recentMs)
    .slice(0, jobsMax);
  const nameless = status.me.name === null;
  const alone = status.connection.state === 'alone';
  return (
    <Panel title="For you">
      {nameless && (
        <Row>
          <Hint
            title="Say who you are"
            action={
              <ButtonLink href="/settings" small>
                Add a name
              </ButtonLink>
            }
          >
            Others see you as {shortKey(status.me.id)}.
          </Hint>
        </Row>
      )}
      {alone && (
        <Row>
          <h3>Nobody else is here yet</h3>
          <Invitation community={status.community} />
        </Row>
      )}
      {ended.map((job) => (
        <Row key={job.id}>
          <Hint
            title={job.name}
            action={
              <ButtonLink href={jobPath(job.id)} small>
                {job.state === 'done' ? 'Open result' : 'See why'}
              </ButtonLink>
            }
          >
            {unbroken(jobSentence(job))}
          </Hint>
        </Row>
      ))}
      {!nameless && !alone && ended.length === 0 && <p className={css.words}>Nothing needs you.</p>}
    </Panel>
  );
}

function Hint({
  title,
  action,
  children,
}: {
  readonly title: string;
  readonly action: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={css.action}>
      <div>
        <h3 dir="auto">{title}</h3>
        <p className={css.words}>{children}</p>
      </div>
      {action}
    </div>
  );
}
