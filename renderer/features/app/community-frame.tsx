import type { ReactNode } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { ButtonLink } from '../../ui/button.tsx';
import { Choice } from '../../ui/choice.tsx';
import { Empty } from '../../ui/empty.tsx';
import { NavTabs, type NavTab } from '../../ui/nav-tabs.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import css from './community-frame.module.css';
import { RecordNotice } from './record-notice.tsx';
import { useShownCommunity } from './use-shown-community.ts';

interface CommunityFrameProps {
  /** What the pages are about, which is the title of those with an address of their own in the row of parts. */
  readonly about: string;
  readonly hue: string;
  readonly subline: ReactNode;
  /** Stands below the title of every page. */
  readonly definition?: string;
  /** Why there is nothing without a community: "Stakes are kept on the record of a community". */
  readonly kept: string;
  readonly parts: (community: CommunityView | null) => readonly NavTab[];
  /** For a page below its part: what it is called, and what leads back. */
  readonly title?: string;
  readonly back?: { readonly href: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly children: (community: CommunityView) => ReactNode;
}

/** The frame of pages about what a community keeps: their parts, and whose they are. */
export function CommunityFrame({ about, title, back, subline, ...props }: CommunityFrameProps) {
  const { community, all, choose } = useShownCommunity();
  const isTop = title === undefined;
  return (
    <Page
      title={title ?? about}
      {...(back && { back })}
      subline={subline}
      {...(community && { actions: props.actions })}
    >
      <div className={css.hue} data-hue={props.hue}>
        {props.definition !== undefined && <p className={css.definition}>{props.definition}</p>}
        <RecordNotice />
        {isTop && <NavTabs label={about} tabs={props.parts(community ?? null)} />}
        {isTop && all.length > 1 && community && (
          <Choice
            label="Community"
            hideLabel
            value={community.id}
            options={all.map(({ id, name }) => ({ id, label: name }))}
            onChange={choose}
          />
        )}
        {community ? (
          props.children(community)
        ) : (
          <NoCommunity isKnown={community === null} kept={props.kept} />
        )}
      </div>
    </Page>
  );
}

function NoCommunity({ isKnown, kept }: { readonly isKnown: boolean; readonly kept: string }) {
  return (
    <Panel label="No community">
      {isKnown ? (
        <Empty action={<ButtonLink href="/community">Found or join a community</ButtonLink>}>
          {`${kept}, and this computer is in none.`}
        </Empty>
      ) : (
        <Skeleton lines={4} />
      )}
    </Panel>
  );
}
