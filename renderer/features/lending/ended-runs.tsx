import type { EndedRunView, LendingView } from '../../../shared/api/contract.ts';
import { formatCpuHours, personName } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';
import { endedColumns } from './ended-columns.tsx';
import css from './running-for-others.module.css';

/** The last runs for others and how each ended. */
export function EndedRuns({ ended }: { readonly ended: LendingView['ended'] }) {
  const now = useNow();
  return (
    <Panel title="Last runs" flush={ended.length > 0}>
      {ended.length === 0 ? (
        <p className={css.none}>Your first run for someone will show here.</p>
      ) : (
        <DataTable<EndedRunView>
          caption="Runs for others that ended"
          rows={ended}
          rowKey={(run) => `${run.job}${run.endedAtMs}`}
          columns={[
            { id: 'for', header: 'For', cell: (run) => personName(run.for) },
            ...endedColumns<EndedRunView>(now),
            {
              id: 'given',
              header: 'Given',
              end: true,
              cell: (run) => (run.microCpuHours === null ? '' : formatCpuHours(run.microCpuHours)),
            },
          ]}
        />
      )}
    </Panel>
  );
}
