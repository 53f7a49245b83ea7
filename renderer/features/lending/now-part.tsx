import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { handBackSentence, presenceSentence } from '../../../shared/api/lending-words.ts';
import { Notice } from '../../ui/notice.tsx';
import { useNow } from '../app/use-now.ts';
import { useActiveCommunity } from '../app/views.ts';
import { ForeseenNotice } from '../orchestrator/foreseen-notice.tsx';
import { EndedRuns } from './ended-runs.tsx';
import { HowMuch } from './how-much.tsx';
import css from './now-part.module.css';
import { RunningForOthers } from './running-for-others.tsx';
import { SelfTest } from './self-test.tsx';
import { useLendingCalls } from './use-lending-calls.ts';
import { useLendingNow } from './use-terms.ts';
import { Wall } from './wall.tsx';
import { WhyIdle } from './why-idle.tsx';

interface NowPartProps {
  readonly status: NodeStatusView;
  readonly lending: LendingView;
  readonly terms: TermsView;
}

/** What is lent at this moment, to whom, and why nothing is. */
export function NowPart({ status, lending, terms }: NowPartProps) {
  const calls = useLendingCalls();
  const state = useLendingNow();
  const community = useActiveCommunity();
  return (
    <>
      {calls.problem !== null && (
        <Notice kind="fault" live>
          {calls.problem}
        </Notice>
      )}
      <HowMuch
        machine={status.machine}
        lending={lending}
        terms={terms.terms}
        onSwitch={(on) => {
          if (on) calls.start();
          else calls.stop();
        }}
        onShare={calls.setShare}
      >
        <Presence />
      </HowMuch>
      <ForeseenNotice community={community} currency="cpu" />
      <RunningForOthers lending={lending} onStop={calls.stopRun} />
      {lending.running.length === 0 && state !== undefined && <WhyIdle causes={state.causes} />}
      <SelfTest />
      <Wall wall={lending.wall} />
      <EndedRuns ended={lending.ended} />
    </>
  );
}

/** Who is at the computer, what that makes of the limits, and which rules cannot be read. */
function Presence() {
  const state = useLendingNow();
  const now = useNow();
  if (state === undefined) return null;
  const { presence, handBack, unreadable } = state;
  return (
    <div className={css.presence}>
      <p>
        {presenceSentence(presence, now)}
        {handBack !== null && ` ${handBackSentence(handBack, now)}`}
      </p>
      {unreadable.map(({ rule, sentence }) => (
        <p key={rule}>{sentence}</p>
      ))}
    </div>
  );
}
