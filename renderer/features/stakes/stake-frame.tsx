import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { stakeDefinition } from '../../../shared/api/stake-words.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/empty.tsx';
import { NavTabs } from '../../ui/nav-tabs.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { causesPath, influencePath, memoryPath, offersPath, roundsPath } from '../app/pages.ts';
import { RecordNotice } from '../app/record-notice.tsx';
import css from './stakes.module.css';
import { useStakesCommunity } from './use-stakes-community.ts';

export type StakePart = 'mine' | 'causes' | 'offers' | 'rounds' | 'influence' | 'memory';

interface StakeFrameProps {
  readonly part: StakePart;
  /** For a page below its part: what it is called, and what leads back. */
  readonly title?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly subline?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: (community: CommunityView) => ReactNode;
}

const parts: readonly {
  readonly part: StakePart;
  readonly name: string;
  readonly href: string;
}[] = [
  { part: 'mine', name: 'Mine', href: '/stakes' },
  { part: 'causes', name: 'Causes', href: causesPath },
  { part: 'offers', name: 'Offers', href: offersPath },
  { part: 'rounds', name: 'Rounds', href: roundsPath },
  { part: 'influence', name: 'Influence', href: influencePath },
  { part: 'memory', name: 'Memory', href: memoryPath },
];

/** The frame of each stake screen: what a stake is, the parts, and the community whose stakes they are. */
export function StakeFrame({ part, title, back, subline, actions, children }: StakeFrameProps) {
  const { community, all, choose } = useStakesCommunity();
  const isTop = title === undefined;
  return (
    <Page
      title={title ?? 'Stakes'}
      {...(back && { back })}
      subline={subline ?? 'Everything you hold, you received by giving up part of yourself.'}
      {...(community && { actions })}
    >
      <div className={css.hue} data-hue="stake">
        <p className={css.definition}>{stakeDefinition}</p>
        <RecordNotice />
        {isTop && (
          <NavTabs
            label="Stakes"
            tabs={parts.map(({ part: each, name, href }) => ({ name, href, here: each === part }))}
          />
        )}
        {isTop && all.length > 1 && community && (
          <Choice
            label="Community"
            hideLabel
            value={community.id}
            options={all.map(({ id, name }) => ({ id, label: name }))}
            onChange={choose}
          />
        )}
        {community ? children(community) : <NoCommunity isKnown={community === null} />}
      </div>
    </Page>
  );
}

function NoCommunity({ isKnown }: { readonly isKnown: boolean }) {
  return (
    <Panel label="No community">
      {isKnown ? (
        <Empty action={<ButtonLink href="/community">Found or join a community</ButtonLink>}>
          Stakes are kept on the record of a community, and this computer is in none.
        </Empty>
      ) : (
        <Skeleton lines={4} />
      )}
    </Panel>
  );
}
