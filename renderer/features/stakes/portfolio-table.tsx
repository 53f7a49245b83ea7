import { useState } from 'react';
import type { CommunityView } from '../../../shared/api/community-contract.ts';
import type { HoldingView, MineView, PortionView } from '../../../shared/api/stake-shape.ts';
import { formatPpm } from '../../../shared/api/stake-words.ts';
import { personName, plural } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import text from '../../ui/text.module.css';
import { useVeil } from '../app/hide-amounts.ts';
import { CauseLink } from './cause-link.tsx';
import { Moves } from './direction.tsx';
import { MemberWays } from './member-ways.tsx';
import css from './stakes.module.css';

interface Row extends PortionView {
  readonly holdings: readonly HoldingView[];
}

const shownFirst = 15;

/** Everybody of whom one holds anything; a row opens to the causes and to the ways that lead there. */
export function PortfolioTable({
  mine,
  community,
}: {
  readonly mine: MineView;
  readonly community: CommunityView;
}) {
  const veil = useVeil();
  const [open, setOpen] = useState<string | null>(null);
  const [most, setMost] = useState(shownFirst);
  const rows = mine.portfolio.map((portion) => ({
    ...portion,
    holdings: mine.held.filter(({ person }) => person.id === portion.person.id),
  }));
  const left = rows.length - most;
  return (
    <>
      <DataTable<Row>
        caption="Whom you hold"
        rows={rows.slice(0, most)}
        rowKey={({ person }) => person.id}
        columns={columnsOf(veil)}
        open={open}
        onOpen={setOpen}
        detail={(row) => <MemberWays community={community} row={row} issued={mine.issued} />}
      />
      {left > 0 && (
        <div className={text.more}>
          <Button
            small
            onPress={() => {
              setMost(most + 50);
            }}
          >
            Show {plural(Math.min(left, 50), 'more', 'more')}
          </Button>
        </div>
      )}
    </>
  );
}

function columnsOf(veil: (words: string) => string): readonly Column<Row>[] {
  const part = (ppm: number) => (ppm === 0 ? '–' : veil(formatPpm(ppm)));
  return [
    {
      id: 'who',
      header: 'Person',
      cell: ({ person }) => <bdi className={css.breaks}>{personName(person)}</bdi>,
    },
    {
      id: 'cause',
      header: 'For',
      grow: true,
      leaveOut: 'narrow',
      cell: ({ holdings: [first, ...rest] }) =>
        first === undefined ? (
          'only through others'
        ) : (
          <>
            <CauseLink cause={first.cause} most={60} />
            {rest.length > 0 && <span className={text.mark}>and {rest.length} more</span>}
          </>
        ),
    },
    {
      id: 'direct',
      header: 'Directly',
      end: true,
      leaveOut: 'small',
      cell: ({ directPpm }) => part(directPpm),
    },
    {
      id: 'through',
      header: 'Through others',
      end: true,
      leaveOut: 'small',
      cell: ({ throughPpm }) => part(throughPpm),
    },
    {
      id: 'total',
      header: 'Together',
      end: true,
      cell: ({ directPpm, throughPpm }) => part(directPpm + throughPpm),
    },
    {
      id: 'moves',
      header: 'Direction',
      leaveOut: 'narrow',
      // of several causes, each has its own: the open row shows them
      cell: ({ holdings: [first, ...rest] }) =>
        first !== undefined && rest.length === 0 ? <Moves {...first} /> : '',
    },
    {
      id: 'since',
      header: 'Since round',
      end: true,
      leaveOut: 'narrow',
      cell: ({ holdings }) =>
        holdings.length === 0 ? '–' : Math.min(...holdings.map(({ since }) => since)),
    },
  ];
}
