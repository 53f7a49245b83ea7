import type { LendingView, NodeStatusView } from '../../../shared/api/contract.ts';
import { lendingWords, ruleThatHolds } from '../../../shared/api/lending-words.ts';
import type { TermsView } from '../../../shared/api/lending-contract.ts';
import { NavTabs } from '../../ui/nav-tabs.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../app/use-now.ts';
import { useLending, useStatus } from '../app/views.ts';
import { HistoryPart } from './history-part.tsx';
import { LendingActions } from './lending-actions.tsx';
import { LimitsPart } from './limits-part.tsx';
import { LogPart } from './log-part.tsx';
import { NextButton } from './next-button.tsx';
import { NowPart } from './now-part.tsx';
import { lendingParts, type LendingPart } from './parts.ts';
import { PeoplePart } from './people-part.tsx';
import { SchedulePart } from './schedule-part.tsx';
import { useLendingNow, useTerms } from './use-terms.ts';

/** What this computer gives: whether, how much, when, to whom, why nothing runs, and what it came to. */
export function LendingPage({ part: asked }: { readonly part?: string | undefined }) {
  const [status, lending, terms] = [useStatus(), useLending(), useTerms()];
  const part = lendingParts.find(({ id }) => id === asked)?.id ?? 'now';
  if (!status || !lending || !terms) {
    return (
      <Page title="Lending">
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      </Page>
    );
  }
  return <LendingContent part={part} status={status} lending={lending} terms={terms} />;
}

interface ContentProps {
  readonly part: LendingPart;
  readonly status: NodeStatusView;
  readonly lending: LendingView;
  readonly terms: TermsView;
}

function LendingContent({ part, status, lending, terms }: ContentProps) {
  const now = useNow();
  const state = useLendingNow();
  const held = ruleThatHolds(lending, state);
  const { title, subline } = lendingWords(status, lending, state, now);
  return (
    <Page
      name="Lending"
      title={title}
      subline={subline}
      actions={
        <>
          {held !== null && <NextButton next={held.next} />}
          <LendingActions lending={lending} />
        </>
      }
    >
      <NavTabs
        label="Lending"
        tabs={lendingParts.map(({ id, name, path }) => ({ href: path, name, here: id === part }))}
      />
      {part === 'now' && <NowPart status={status} lending={lending} terms={terms} />}
      {part === 'limits' && <LimitsPart view={terms} />}
      {part === 'schedule' && <SchedulePart view={terms} />}
      {part === 'people' && <PeoplePart view={terms} />}
      {part === 'history' && <HistoryPart view={terms} receipts={lending.ended.length} />}
      {part === 'log' && <LogPart ended={lending.ended.length} />}
    </Page>
  );
}
