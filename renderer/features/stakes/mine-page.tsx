import { Plus } from 'lucide-react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { MarketNowView, MineView } from '../../../shared/api/stake-shape.ts';
import {
  alignmentSentence,
  boundSentence,
  formatPart,
  phaseSentence,
} from '../../../shared/api/stake-words.ts';
import { useAnswer } from '../../node/use-answer.ts';
import { Actions } from '../../ui/actions.tsx';
import { ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Explain } from '../../ui/explain.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Switch } from '../../ui/switch.tsx';
import text from '../../ui/text.module.css';
import { causesPath, offersPath } from '../app/pages.ts';
import { useHideAmounts, useVeil } from '../app/hide-amounts.ts';
import { useNow } from '../app/use-now.ts';
import { Asked } from '../app/asked.tsx';
import { HoldersTable } from './holders-table.tsx';
import { PortfolioChart } from './portfolio-chart.tsx';
import { PortfolioTable } from './portfolio-table.tsx';
import { SelfBar, selfSentence, SelfTitle } from './self-bar.tsx';
import { StakeFrame } from './stake-frame.tsx';
import { useMarketNow } from './use-market-now.ts';

/** What one holds, directly and through others, and who holds any of oneself. */
export function MinePage() {
  return (
    <StakeFrame
      part="mine"
      actions={
        <ButtonLink href={offersPath} kind="primary" icon={<Plus />}>
          Offer stake
        </ButtonLink>
      }
    >
      {(community) => <Content community={community} />}
    </StakeFrame>
  );
}

function Content({ community }: { readonly community: CommunityView }) {
  const question = { community: community.id };
  const mine = useAnswer((node) => node.stakes.mine, question, community.revision);
  const now = useMarketNow(community);
  return (
    <Asked answer={mine} label="Your stakes">
      {(value) => (
        <>
          {now.value?.isMember === false && (
            <Notice>
              You take part in stakes as soon as a certificate says that you are a member.
            </Notice>
          )}
          <Self mine={value} now={now.value ?? null} />
          {value.portfolio.length > 0 && <Holdings mine={value} community={community} />}
          {value.holders.length > 0 && (
            <Panel title="Who holds you" flush>
              <HoldersTable mine={value} community={community.id} />
            </Panel>
          )}
        </>
      )}
    </Asked>
  );
}

function Self({ mine, now }: { readonly mine: MineView; readonly now: MarketNowView | null }) {
  const veil = useVeil();
  const [isHidden, hide] = useHideAmounts();
  const nowMs = useNow();
  const isFirst = mine.held.length === 0 && mine.holders.length === 0;
  return (
    <Panel
      title={<SelfTitle />}
      aside={
        <Switch on={isHidden} onChange={hide}>
          Hide amounts
        </Switch>
      }
    >
      <div className={text.stack}>
        <SelfBar mine={mine} />
        {isFirst ? (
          <Empty action={<ButtonLink href={causesPath}>See what people propose</ButtonLink>}>
            {selfSentence(mine)}
          </Empty>
        ) : (
          <p className={text.words}>{veil(selfSentence(mine))}</p>
        )}
        {now !== null && (
          <p className={text.dense}>
            {veil(
              `You can offer up to ${formatPart(now.offerable, now.issued)} of yourself now. ${boundSentence(now)} ${phaseSentence(now, nowMs)}`,
            )}
          </p>
        )}
        {mine.portfolio.length > 0 && <Alignment mine={mine} />}
      </div>
    </Panel>
  );
}

function Alignment({ mine }: { readonly mine: MineView }) {
  const veil = useVeil();
  return (
    <Actions>
      <p className={text.dense}>{veil(alignmentSentence(mine))}</p>
      <Explain
        label="How this is worked out"
        title="How interests overlap"
        sentences={[
          'Through those whom you hold, and those whom they hold, part of what everybody here does comes to you.',
          'The same is worked out for all members together.',
          'The overlap says how far the two point in the same direction: 100% where they are alike.',
        ]}
      />
    </Actions>
  );
}

function Holdings({
  mine,
  community,
}: {
  readonly mine: MineView;
  readonly community: CommunityView;
}) {
  return (
    <>
      <Panel title="What you hold, directly and through others">
        <PortfolioChart portfolio={mine.portfolio} />
      </Panel>
      <Panel title="You hold" flush>
        <PortfolioTable mine={mine} community={community} />
      </Panel>
    </>
  );
}
