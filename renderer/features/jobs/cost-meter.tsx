import type { JobView } from '../../../shared/api/contract.ts';
import { formatCpuHours } from '../../../shared/api/words.ts';
import { BulletBar } from '../../ui/bullet-bar.tsx';
import { KeyList } from '../../ui/key-list.tsx';
import { shareOf } from './job-progress.ts';

/** What a job has used, what is set aside for the rest of it, and the ceiling that it never passes. */
export function CostMeter({ job }: { readonly job: JobView }) {
  const { used, setAside, ceiling } = job;
  return (
    <>
      <CostBar job={job} />
      <KeyList
        entries={[
          { swatch: 'solid', label: 'Used', value: formatCpuHours(used) },
          ...(setAside > 0n
            ? [{ swatch: 'hatched' as const, label: 'Set aside', value: formatCpuHours(setAside) }]
            : []),
          { swatch: 'free', label: 'Ceiling', value: formatCpuHours(ceiling) },
        ]}
      />
    </>
  );
}

/** The same as a bar alone. */
export function CostBar({ job: { used, setAside, ceiling } }: { readonly job: JobView }) {
  const aside = setAside > 0n ? `, ${formatCpuHours(setAside)} set aside` : '';
  return (
    <BulletBar
      label="Used of the ceiling"
      share={shareOf(used, ceiling)}
      aside={shareOf(setAside, ceiling)}
      valueLabel={`${formatCpuHours(used)} used${aside}, of at most ${formatCpuHours(ceiling)}`}
    />
  );
}
