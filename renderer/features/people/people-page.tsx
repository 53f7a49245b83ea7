import type { NodeStatusView, PeerView } from '../../../shared/api/contract.ts';
import { turnedAwaySentence } from '../../../shared/api/turned-away.ts';
import {
  formatNumber,
  formatRating,
  formatWhen,
  otherPeople,
  personName,
  plural,
} from '../../../shared/api/words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../app/use-now.ts';
import { usePeople, useStatus } from '../app/views.ts';
import { Invitation } from './invitation.tsx';

/** Who of the community is here now. */
export function PeoplePage() {
  const [people, status] = [usePeople(), useStatus()];
  const now = useNow();
  if (!people || !status) {
    return (
      <Page title="People">
        <Panel label="Loading">
          <Skeleton />
        </Panel>
      </Page>
    );
  }
  const refused = people.refused.filter((each) => each.times > 0);
  return (
    <Page
      title="People"
      subline={whoIsHere(people.present.length, status.community)}
      back={{ href: '/community', label: 'Community' }}
    >
      <Panel title="Here now" flush={people.present.length > 0}>
        {people.present.length === 0 ? (
          <Invitation community={status.community} />
        ) : (
          <DataTable<PeerView>
            caption="People who are here"
            rows={people.present}
            rowKey={(peer) => peer.person.id}
            columns={columnsAt(now)}
          />
        )}
      </Panel>
      {people.turnedAway.length > 0 && (
        <Notice kind="fault">
          {people.turnedAway.map((each) => (
            <p key={`${each.person.id} ${String(each.atMs)}`}>{turnedAwaySentence(each, now)}</p>
          ))}
        </Notice>
      )}
      {refused.length > 0 && (
        <Panel title="Connections ended" aside="since the start">
          <Facts
            facts={refused.map((each) => [
              each.reason.replaceAll('_', ' '),
              `${formatNumber(each.times)} ×`,
            ])}
          />
        </Panel>
      )}
      {people.present.length > 0 && (
        <Panel title="Invite others">
          <Invitation community={status.community} />
        </Panel>
      )}
      <Panel title="You">
        <Facts
          facts={[
            ['Name', personName(status.me)],
            ['Your key', <LongKey key="me" value={status.me.id} label="your key" />],
          ]}
        />
      </Panel>
    </Page>
  );
}

function whoIsHere(others: number, { kind, name }: NodeStatusView['community']): string {
  const place = `${kind === 'community' ? 'community' : 'open group'} “${name}”`;
  if (others === 0) return `Nobody else of the ${place} is here.`;
  return `${otherPeople(others)} of the ${place} ${others === 1 ? 'is' : 'are'} here.`;
}

function columnsAt(now: number): readonly Column<PeerView>[] {
  return [
    {
      id: 'who',
      header: 'Person',
      grow: true,
      cell: (peer) => <bdi title={peer.person.id}>{personName(peer.person)}</bdi>,
    },
    {
      id: 'since',
      header: 'Here since',
      leaveOut: 'small',
      cell: (peer) => formatWhen(peer.sinceMs, now),
    },
    { id: 'lending', header: 'Lending', cell: lendingCell },
    {
      id: 'rating',
      header: 'Speed of a core',
      end: true,
      leaveOut: 'narrow',
      cell: (peer) => (peer.ratingMilli === null ? '–' : formatRating(peer.ratingMilli)),
    },
  ];
}

function lendingCell(peer: PeerView): string {
  if (!peer.lending) return 'Not lending';
  return peer.freeSlots > 0 ? `${plural(peer.freeSlots, 'core')} free` : 'All lent';
}
