import type { EndedRunView } from '../../../shared/api/contract.ts';
import { formatWhen, outcomeWord } from '../../../shared/api/words.ts';
import type { Column } from '../../ui/data-table.tsx';

/** When a run ended, how, and why: for each table of ended runs. */
export function endedColumns<Run extends Pick<EndedRunView, 'endedAtMs' | 'outcome' | 'detail'>>(
  now: number,
): readonly Column<Run>[] {
  return [
    {
      id: 'when',
      header: 'Ended',
      leaveOut: 'tiny',
      cell: (run) => formatWhen(run.endedAtMs, now),
    },
    { id: 'outcome', header: 'Outcome', cell: (run) => outcomeWord(run.outcome) },
    {
      id: 'why',
      header: 'Why',
      grow: true,
      leaveOut: 'narrow',
      cell: (run) => run.detail ?? '',
    },
  ];
}
