import { useState } from 'react';
import type { AccountEpochView, CommunityView } from '../../../shared/api/community-contract.ts';
import { formatCpuAmount } from '../../../shared/api/amounts.ts';
import {
  directionWords,
  untilWords,
  type CurrencyWord,
} from '../../../shared/api/account-words.ts';
import { capital, formatNumber, formatWhen, plural } from '../../../shared/api/words.ts';
import { Button } from '../../ui/button.tsx';
import { DataTable, type Column } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import text from '../../ui/text.module.css';
import { useCannotAct } from '../app/use-cannot-act.ts';
import { useNow } from '../app/use-now.ts';
import { AccountWhy } from './account-why.tsx';
import css from './community-hours.module.css';
import { useLineFilters } from './use-line-filters.tsx';

interface AccountTableProps {
  readonly community: CommunityView;
  readonly currency: CurrencyWord;
  readonly rows: readonly AccountEpochView[];
  /** Reads older ones; null where there are none. */
  readonly more: (() => void) | null;
  readonly isReading: boolean;
}

/** A row for each certificate that moved the account, opened to how and why. */
export function AccountTable({ community, currency, rows, more, isReading }: AccountTableProps) {
  const { found, bar } = useLineFilters(community, currency, rows);
  const [open, setOpen] = useState<string | null>(null);
  const [now, cannot] = [useNow(), useCannotAct()];
  const counted =
    found.length === rows.length
      ? plural(rows.length, 'line')
      : `${formatNumber(found.length)} of ${plural(rows.length, 'line')}`;
  return (
    <Panel title="Statement" aside={<span role="status">{counted}</span>} flush>
      {bar}
      {found.length === 0 ? (
        <p className={text.dense}>Nothing of that kind is among these lines.</p>
      ) : (
        <DataTable<AccountEpochView>
          caption="Statement, the newest first"
          rows={found}
          rowKey={keyOf}
          open={open}
          onOpen={setOpen}
          detail={(row) => <AccountWhy community={community} currency={currency} row={row} />}
          columns={columnsOf(currency, now)}
        />
      )}
      {more !== null && (
        <div className={text.more}>
          <Button small reason={cannot} onPress={more}>
            {isReading ? 'Reading…' : 'Show older'}
          </Button>
        </div>
      )}
    </Panel>
  );
}

function keyOf({ height }: AccountEpochView): string {
  return height === null ? 'provisional' : String(height);
}

function columnsOf(currency: CurrencyWord, now: number): readonly Column<AccountEpochView>[] {
  const words = directionWords(currency);
  return [
    {
      id: 'until',
      header: 'When',
      grow: true,
      cell: ({ height, startsAtMs, endsAtMs }) =>
        height === null ? `since ${formatWhen(startsAtMs, now)}` : untilWords(endsAtMs, now),
    },
    {
      id: 'final',
      header: 'Is',
      leaveOut: 'small',
      cell: ({ height }) => (
        <span className={css.mark}>
          <i className={height === null ? undefined : css.final} aria-hidden="true" />
          {height === null ? 'Provisional' : 'Final'}
        </span>
      ),
    },
    { id: 'given', header: capital(words.in), end: true, cell: ({ given }) => amount(given, '+') },
    { id: 'used', header: capital(words.out), end: true, cell: ({ used }) => amount(used, '−') },
    {
      id: 'closing',
      header: 'You had',
      end: true,
      cell: ({ closing }) => formatCpuAmount(closing, { signed: true }),
    },
  ];
}

function amount(value: bigint, sign: string): string {
  return value === 0n ? '–' : `${sign}${formatCpuAmount(value)}`;
}
