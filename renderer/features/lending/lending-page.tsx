import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import { statusSentence } from '../../../shared/api/words.ts';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../app/use-now.ts';
import { useLending, useStatus } from '../app/views.ts';
import { EndedRuns } from './ended-runs.tsx';
import { HowMuch } from './how-much.tsx';
import { LendingActions } from './lending-actions.tsx';
import { RunningForOthers } from './running-for-others.tsx';
import { useLendingCalls } from './use-lending-calls.ts';
import { Wall } from './wall.tsx';
import { WhyIdle } from './why-idle.tsx';

/** What this computer gives: whether, how much, to whom, and why nothing runs. */
export function LendingPage() {
  const [status, lending] = [useStatus(), useLending()];
  if (!status || !lending) {
    return (
      <Page title="Lending">
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      </Page>
    );
  }
  return <LendingContent status={status} lending={lending} />;
}

function LendingContent({
  status,
  lending,
}: {
  readonly status: NodeStatusView;
  readonly lending: LendingView;
}) {
  const now = useNow();
  const calls = useLendingCalls();
  const { title, subline } = statusSentence(status, lending, now);
  return (
    <Page
      name="Lending"
      title={title}
      subline={subline}
      actions={<LendingActions lending={lending} />}
    >
      {calls.problem !== null && (
        <Notice kind="fault" live>
          {calls.problem}
        </Notice>
      )}
      <HowMuch
        machine={status.machine}
        lending={lending}
        onSwitch={(on) => {
          if (on) calls.start();
          else calls.stop();
        }}
        onCores={calls.setCores}
        onShare={calls.setShare}
      />
      <RunningForOthers lending={lending} onStop={calls.stopRun} />
      {lending.running.length === 0 && <WhyIdle checks={lending.checks} />}
      <Wall wall={lending.wall} />
      <EndedRuns ended={lending.ended} />
    </Page>
  );
}
