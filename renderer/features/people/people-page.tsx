import type { PeerView } from '../../../shared/api/contract.ts';
import {
  formatNumber,
  formatRating,
  formatWhen,
  personName,
  plural,
} from '../../../shared/api/words.ts';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Facts } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { useNow } from '../app/use-now.ts';
import { usePeople, useStatus } from '../app/views.ts';

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
      subline={`${plural(people.present.length, 'person', 'people')} of the community “${status.community.code}” ${people.present.length === 1 ? 'is' : 'are'} here.`}
    >
      <Panel title="Here now" flush={people.present.length > 0}>
        {people.present.length === 0 ? (
          <Empty>
            Nobody else is here. Whoever starts Common Hours with the same community code meets you,
            on this network and beyond.
          </Empty>
        ) : (
          <DataTable<PeerView>
            caption="People who are here"
            rows={people.present}
            rowKey={(peer) => peer.person.id}
            columns={columnsAt(now)}
          />
        )}
      </Panel>
      {refused.length > 0 && (
        <Panel title="Connections ended" aside="since the start, because of what was sent">
          <Facts
            facts={refused.map((each) => [
              each.reason.replaceAll('_', ' '),
              `${formatNumber(each.times)} ×`,
            ])}
          />
        </Panel>
      )}
      <Panel title="You">
        <Facts
          facts={[
            ['Name', personName(status.me)],
            ['Your key', <LongKey key="me" value={status.me.id} label="your key" />],
            ['Community', status.community.code],
          ]}
        />
      </Panel>
    </Page>
  );
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
