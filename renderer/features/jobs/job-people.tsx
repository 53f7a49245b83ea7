import type { JobDetailView } from '../../../shared/api/jobs-shape.ts';
import { formatCpuHours, formatNumber, personName } from '../../../shared/api/words.ts';
import { DataTable } from '../../ui/data-table.tsx';
import { Panel } from '../../ui/panel.tsx';

/** Who has worked on a job, and how their answers compared with those of others. */
export function JobPeople({ people }: Pick<JobDetailView, 'people'>) {
  if (people.length === 0) return null;
  return (
    <Panel title="Who worked on it" flush>
      <DataTable<JobDetailView['people'][number]>
        caption="Who worked on the job"
        rows={people}
        rowKey={({ person }) => person.id}
        columns={[
          {
            id: 'who',
            header: 'Who',
            grow: true,
            cell: ({ person }) => <bdi>{personName(person)}</bdi>,
          },
          {
            id: 'answers',
            header: 'Answers',
            end: true,
            cell: ({ answers }) => formatNumber(answers),
          },
          {
            id: 'agreed',
            header: 'Agreed',
            end: true,
            leaveOut: 'tiny',
            cell: ({ agreed }) => formatNumber(agreed),
          },
          {
            id: 'wrong',
            header: 'Others',
            end: true,
            leaveOut: 'small',
            cell: ({ wrong }) => (wrong === 0 ? '–' : formatNumber(wrong)),
          },
          { id: 'paid', header: 'Paid', end: true, cell: ({ paid }) => formatCpuHours(paid) },
        ]}
      />
    </Panel>
  );
}
