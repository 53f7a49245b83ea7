import { Plus } from 'lucide-react';
import { lendingWords } from '../../../shared/api/lending-words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Columns, Panel, Stack } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { newJobPath } from '../app/pages.ts';
import { useNow } from '../app/use-now.ts';
import { useJobs, useLending, useStatement, useStatus } from '../app/views.ts';
import { CoreStrip } from '../lending/core-strip.tsx';
import { RecordNotice } from '../app/record-notice.tsx';
import { LendingActions } from '../lending/lending-actions.tsx';
import { useLendingNow } from '../lending/use-terms.ts';
import { StakeCard } from '../stakes/stake-card.tsx';
import { CpuHoursCard } from './cpu-hours-card.tsx';
import { ForYou } from './for-you.tsx';
import { InProgress } from './in-progress.tsx';
import { ManHoursCard } from './man-hours-card.tsx';
import { Today } from './today.tsx';

/** Answers in five seconds: is it working, am I even, does something need me. */
export function HomePage() {
  const [status, lending, statement, jobs] = [useStatus(), useLending(), useStatement(), useJobs()];
  const now = useNow();
  const state = useLendingNow();
  if (!status || !lending || !statement || !jobs) {
    return (
      <Page title="Home">
        <Panel label="Loading">
          <Skeleton lines={4} />
        </Panel>
      </Page>
    );
  }
  const { title, subline } = lendingWords(status, lending, state, now);
  return (
    <Page
      name="Home"
      title={title}
      subline={subline}
      actions={
        <>
          <LendingActions lending={lending} />
          <ButtonLink href={newJobPath} kind="primary" icon={<Plus />}>
            New job
          </ButtonLink>
        </>
      }
    >
      <RecordNotice />
      <Panel label="This computer">
        <CoreStrip machine={status.machine} lending={lending} />
        <Today statement={statement} cores={lending.cores.of} />
      </Panel>
      <Columns>
        <Stack>
          <CpuHoursCard statement={statement} />
          <ManHoursCard />
          <ForYou status={status} jobs={jobs.jobs} />
        </Stack>
        <Stack>
          <InProgress
            jobs={jobs.jobs}
            running={lending.running}
            offerTest={statement.receipts > 0}
          />
          <StakeCard />
        </Stack>
      </Columns>
    </Page>
  );
}
