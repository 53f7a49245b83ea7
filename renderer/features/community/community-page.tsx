import { MapPin } from 'lucide-react';
import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import { finalitySentence } from '../../../shared/api/account-words.ts';
import {
  canAct,
  healthAdvice,
  membershipSentence,
  needsALook,
} from '../../../shared/api/community-words.ts';
import { formatNumber, plural } from '../../../shared/api/words.ts';
import { Button, ButtonLink } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { NavTabs } from '../../ui/nav-tabs.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { communityPath, type CommunityPart } from '../app/pages.ts';
import { RecordNotice } from '../app/record-notice.tsx';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { useActiveCommunity, useCommunities, useStatus } from '../app/views.ts';
import { InvitationsPart } from './invitations-part.tsx';
import { MembersPart } from './members-part.tsx';
import { MovePlace } from './move-place.tsx';
import { OverviewPart } from './overview-part.tsx';
import { RecordPart } from './record-part.tsx';
import { RulesPart } from './rules-part.tsx';
import { WitnessesPart } from './witnesses-part.tsx';

const back = { href: '/community', label: 'Community' } as const;

/** One community: each of its parts has an address. */
export function CommunityPage({
  id,
  part,
}: {
  readonly id: string;
  readonly part: string | undefined;
}) {
  const list = useCommunities();
  const community = list?.communities.find((each) => each.id === id);
  if (community === undefined) {
    return (
      <Page title="Community" back={back}>
        <RecordNotice />
        <Panel label={list === undefined ? 'Loading' : 'No such community'}>
          {list === undefined ? (
            <Skeleton lines={4} />
          ) : (
            <Empty action={<ButtonLink href="/community">Your communities</ButtonLink>}>
              This computer is not in the community that the address names.
            </Empty>
          )}
        </Panel>
      </Page>
    );
  }
  return <Content community={community} part={part} />;
}

function Content({
  community,
  part,
}: {
  readonly community: CommunityView;
  readonly part: string | undefined;
}) {
  const now = useNow();
  return (
    <Page
      title={community.name}
      subline={`${plural(community.members, 'member')}. ${finalitySentence(community, now)}`}
      back={back}
      actions={<GoThere community={community} />}
    >
      <Notices community={community} />
      <NavTabs label={`Parts of ${community.name}`} tabs={tabsOf(community, part)} />
      <Part community={community} part={part} />
    </Page>
  );
}

function Notices({ community }: { readonly community: CommunityView }) {
  const { health, me } = community;
  const membership = membershipSentence(me);
  return (
    <>
      {membership !== null && <Notice>{membership}</Notice>}
      {needsALook(health) && (
        <Notice kind={health.state === 'disagrees' ? 'fault' : 'plain'} title={health.sentence}>
          {healthAdvice(health)}
        </Notice>
      )}
    </>
  );
}

function Part({
  community,
  part,
}: {
  readonly community: CommunityView;
  readonly part: string | undefined;
}) {
  switch (part) {
    case 'members':
      return <MembersPart community={community} />;
    case 'invitations':
      return <InvitationsPart community={community} />;
    case 'witnesses':
      return <WitnessesPart community={community} />;
    case 'record':
      return <RecordPart community={community} />;
    case 'rules':
      return <RulesPart community={community} />;
    default:
      return <OverviewPart community={community} />;
  }
}

function tabsOf({ id, members, witnesses, invitations }: CommunityView, part: string | undefined) {
  const open = invitations.filter(({ state }) => state === 'open').length;
  const tab = (name: string, to?: CommunityPart, count?: number) => ({
    href: communityPath(id, to),
    name,
    here: part === to,
    ...(count !== undefined && count > 0 && { count: formatNumber(count) }),
  });
  return [
    tab('Overview'),
    tab('Members', 'members', members),
    tab('Invitations', 'invitations', open),
    tab('Witnesses', 'witnesses', witnesses.length),
    tab('Record', 'record'),
    tab('Rules', 'rules'),
  ];
}

/** Goes there to lend and ask, or says that one is there. */
function GoThere({ community }: { readonly community: CommunityView }) {
  const [asked, setAsked] = useState(false);
  const [status, active, cannot] = [useStatus(), useActiveCommunity(), useCannotAct()];
  if (active?.id === community.id) {
    return (
      <span>
        <MapPin size="0.875rem" aria-hidden="true" /> You lend and ask here
      </span>
    );
  }
  if (!canAct(community.me) || status === undefined) return null;
  return (
    <>
      <Button
        kind="primary"
        reason={cannot}
        onPress={() => {
          setAsked(true);
        }}
      >
        Lend and ask here
      </Button>
      <MovePlace
        from={status.community.name}
        to={asked ? { community } : null}
        onClose={() => {
          setAsked(false);
        }}
      />
    </>
  );
}
