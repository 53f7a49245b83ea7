import type { StatementView } from '../../../shared/api/contract.ts';
import { formatCpuAmount, formatNumber, personName } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';

type Row = StatementView['people'][number];

/** What went to each person and came from them. */
export function PeopleHours({ people }: { readonly people: StatementView['people'] }) {
  return (
    <Panel title="By person" flush>
      <DataTable<Row>
        caption="CPU-hours by person"
        rows={people}
        rowKey={(row) => row.with.id}
        columns={[
          {
            id: 'who',
            header: 'Person',
            grow: true,
            cell: (row) => <bdi>{personName(row.with)}</bdi>,
          },
          {
            id: 'receipts',
            header: 'Receipts',
            end: true,
            leaveOut: 'small',
            cell: (row) => formatNumber(row.receipts),
          },
          {
            id: 'given',
            header: 'Lent',
            end: true,
            cell: (row) => formatCpuAmount(row.balance.given),
          },
          {
            id: 'used',
            header: 'Used',
            end: true,
            cell: (row) => formatCpuAmount(row.balance.used),
          },
          {
            id: 'difference',
            header: 'Difference',
            end: true,
            cell: (row) => formatCpuAmount(row.balance.difference, { signed: true }),
          },
        ]}
      />
    </Panel>
  );
}
