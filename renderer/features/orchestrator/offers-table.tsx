import { Link } from 'wouter';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { ForeseenView, HoursOfferView } from '../../../shared/api/orchestrator-shape.ts';
import { formatHours } from '../../../shared/api/orchestrator-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Panel } from '../../ui/panel.tsx';
import { memberPath } from '../app/pages.ts';
import { dayName } from './day-name.ts';

const tierWords = ['rarely', 'half the time', 'mostly', 'nearly always'];

/** Who gives how much on which day, in the order in which it is taken. */
export function OffersTable({
  community,
  foreseen: { currency, offers, offerCount },
}: {
  readonly community: CommunityView;
  readonly foreseen: ForeseenView;
}) {
  if (offers.length === 0) {
    return (
      <Panel title="What is offered">
        <Empty>Nobody has offered hours for these days yet.</Empty>
      </Panel>
    );
  }
  return (
    <Panel
      title="What is offered"
      aside={
        offerCount > offers.length
          ? `${offers.length} of ${plural(offerCount, 'offer')}`
          : plural(offerCount, 'offer')
      }
      flush
    >
      <DataTable<HoursOfferView>
        caption="What is offered, in the order in which it is taken"
        rows={offers}
        rowKey={({ person, day }) => `${person.id} ${day}`}
        columns={[
          {
            id: 'who',
            header: 'By',
            cell: ({ person, isMe }) => (
              <Link href={memberPath(community.id, person.id)}>
                <bdi>{isMe ? 'you' : personName(person)}</bdi>
              </Link>
            ),
          },
          { id: 'day', header: 'Day', cell: ({ dayStartsAtMs }) => dayName(dayStartsAtMs) },
          {
            id: 'offered',
            header: 'Offered',
            end: true,
            cell: ({ quantity }) => formatHours(quantity, currency),
          },
          {
            id: 'taken',
            header: 'Counted on',
            end: true,
            leaveOut: 'tiny',
            cell: ({ taken }) => (taken === 0n ? '–' : formatHours(taken, currency)),
          },
          {
            id: 'kept',
            header: 'Kept before',
            leaveOut: 'small',
            cell: ({ committed, tier }) => (committed === 0 ? 'new' : (tierWords[tier] ?? '')),
          },
        ]}
      />
    </Panel>
  );
}
