import type { CommunityView, JoiningView } from '../../../shared/api/community-contract.ts';
import type { JobView, NodeStatusView } from '../../../shared/api/contract.ts';
import { joiningTitle, needsALook } from '../../../shared/api/community-words.ts';
import { shortKey } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Panel, Row } from '../../ui/panel.tsx';
import { communityPath, jobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useActiveCommunity, useCommunities, usePlaceTrouble } from '../app/views.ts';
import { useRecoveryReminder } from '../identity/recovery-reminder.ts';
import { SaveRecovery } from '../identity/save-recovery.tsx';
import { needsDecision } from '../jobs/job-progress.ts';
import { useTasksForMe } from '../tasks/use-tasks.ts';
import { ClaimedBack, useClaimedBack } from './claimed-back.tsx';
import { DiskForYou, useFullDisk } from './disk-for-you.tsx';
import { Hint } from './hint.tsx';
import { TasksForYou } from './tasks-for-you.tsx';
import { Invitation } from '../people/invitation.tsx';
import { unbroken } from '../../ui/unbroken.ts';
import css from './in-progress.module.css';

const recentMs = 12 * 3_600_000;
const jobsMax = 2;
const tasksMax = 3;

/** What only you can do, each with its one button. */
export function ForYou({
  status,
  jobs,
}: {
  readonly status: NodeStatusView;
  readonly jobs: readonly JobView[];
}) {
  const now = useNow();
  const [active, list] = [useActiveCommunity(), useCommunities()];
  const isAsked = active !== null && needsALook(active.health);
  const refused = list?.joining.filter(({ state }) => state === 'refused') ?? [];
  const stopped = jobs.filter(({ state }) => needsDecision(state)).slice(0, jobsMax);
  const ended = jobs
    .filter((job) => job.state === 'done' || job.state === 'failed')
    .filter((job) => job.endedAtMs !== null && now - job.endedAtMs < recentMs)
    .slice(0, jobsMax);
  const nameless = status.me.name === null;
  // Who has left cannot bring others in: the notice above says what to do.
  const hasTrouble = usePlaceTrouble() !== null;
  const alone = status.connection.state === 'alone' && !hasTrouble;
  const reminder = useRecoveryReminder();
  const claimed = useClaimedBack(now);
  const fullDisk = useFullDisk();
  const tasks = useTasksForMe(active)?.waiting.slice(0, tasksMax) ?? [];
  const told = refused.length + stopped.length + ended.length + claimed.length + tasks.length;
  const isCalm = !alone && !hasTrouble && !isAsked && !reminder.isDue && fullDisk === null;
  const isQuiet = isCalm && !nameless && told === 0;
  return (
    <Panel title="For you">
      {nameless && <Nameless person={status.me.id} />}
      <OfCommunities active={isAsked ? active : null} refused={refused} />
      {alone && (
        <Row>
          <h3>Nobody else is here yet</h3>
          <Invitation community={status.community} />
        </Row>
      )}
      <TasksForYou waiting={tasks} />
      {[...stopped, ...ended].map((job) => (
        <Row key={job.id}>
          <Hint
            title={job.name}
            action={
              <ButtonLink href={jobPath(job.id)} small>
                {jobWords(job)}
              </ButtonLink>
            }
          >
            {unbroken(job.sentence)}
          </Hint>
        </Row>
      ))}
      <ClaimedBack claimed={claimed} />
      {fullDisk !== null && <DiskForYou sentence={fullDisk} />}
      {reminder.isDue && <WayBack {...reminder} />}
      {isQuiet && <p className={css.words}>Nothing needs you.</p>}
    </Panel>
  );
}

function Nameless({ person }: { readonly person: string }) {
  return (
    <Row>
      <Hint
        title="Say who you are"
        action={
          <ButtonLink href="/settings" small>
            Add a name
          </ButtonLink>
        }
      >
        Others see you as {shortKey(person)}.
      </Hint>
    </Row>
  );
}

/** A recovery file that was never saved. */
function WayBack({ later, never }: ReturnType<typeof useRecoveryReminder>) {
  return (
    <Row>
      <Hint title="Keep a way back to your hours" action={<SaveRecovery small />}>
        They are lost with this computer, unless you keep a recovery file.
      </Hint>
      <div className={css.putOff}>
        <Button small kind="quiet" onPress={later}>
          Remind me in a week
        </Button>
        <Button small kind="quiet" onPress={never}>
          Never
        </Button>
      </div>
    </Row>
  );
}

function jobWords({ state, slices }: JobView): string {
  if (needsDecision(state)) return 'Decide';
  if (state === 'failed') return 'See why';
  return slices.total === 1 ? 'Open result' : 'Open results';
}

/** A record that needs a look, and attempts to come in that were refused. */
function OfCommunities({
  active,
  refused,
}: {
  readonly active: CommunityView | null;
  readonly refused: readonly JoiningView[];
}) {
  return (
    <>
      {active && (
        <Row>
          <Hint
            title="The record needs a look"
            action={
              <ButtonLink href={communityPath(active.id, 'record')} small>
                Look
              </ButtonLink>
            }
          >
            {active.health.sentence}
          </Hint>
        </Row>
      )}
      {refused.map((attempt) => (
        <Row key={attempt.id}>
          <Hint
            title={joiningTitle(attempt)}
            action={
              <ButtonLink href="/community" small>
                See why
              </ButtonLink>
            }
          >
            {attempt.sentence}
          </Hint>
        </Row>
      ))}
    </>
  );
}
