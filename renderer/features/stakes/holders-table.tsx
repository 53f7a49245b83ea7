import { Link } from 'wouter';
import type { MineView } from '../../../shared/api/stake-shape.ts';
import { formatPart } from '../../../shared/api/stake-words.ts';
import { personName } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { memberPath } from '../app/pages.ts';
import { useVeil } from '../app/hide-amounts.ts';
import { CauseLink } from './cause-link.tsx';

type Holder = MineView['holders'][number];

/** Who holds any of oneself, and which of one's causes they chose. */
export function HoldersTable({
  mine: { holders, issued },
  community,
}: {
  readonly mine: MineView;
  readonly community: string;
}) {
  const veil = useVeil();
  return (
    <DataTable<Holder>
      caption="Who holds you"
      rows={holders}
      rowKey={({ person, cause }) => `${person.id} ${cause.id}`}
      columns={[
        {
          id: 'who',
          header: 'Person',
          cell: ({ person }) => (
            <Link href={memberPath(community, person.id)}>
              <bdi>{personName(person)}</bdi>
            </Link>
          ),
        },
        {
          id: 'cause',
          header: 'For',
          grow: true,
          leaveOut: 'tiny',
          cell: ({ cause }) => <CauseLink cause={cause} />,
        },
        {
          id: 'part',
          header: 'Holds of you',
          end: true,
          cell: ({ units }) => veil(formatPart(units, issued)),
        },
      ]}
    />
  );
}
