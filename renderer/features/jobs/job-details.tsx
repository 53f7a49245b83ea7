import type { JobView } from '../../../shared/api/contract.ts';
import { formatBytes, formatCpuHours, formatWhen, plural } from '../../../shared/api/words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';

const kinds: Readonly<Record<JobView['kind'], string>> = {
  function: 'Function',
  command: 'Command',
  javascript: 'JavaScript',
};

const certainties: Readonly<Record<JobView['certainty'], string>> = {
  one: 'One answer',
  two: 'Two that agree',
  three: 'Three, the majority decides',
  spot: 'Spot checks',
};

/** What was sent, to whom it may go, and when. */
export function JobDetails({ job }: { readonly job: JobView }) {
  const now = useNow();
  const moments: readonly (readonly [string, number | null])[] = [
    ['Sent', job.createdAtMs],
    ['Not before', job.notBeforeMs],
    ['Started', job.startedAtMs],
    ['Ended', job.endedAtMs],
  ];
  const facts: readonly Fact[] = [
    ...moments.flatMap(([label, at]): readonly Fact[] =>
      at === null ? [] : [[label, formatWhen(at, now)]],
    ),
    ...(job.deadline === null ? [] : [['Deadline', deadlineWords(job.deadline, now)] as const]),
    ['Ceiling', formatCpuHours(job.ceiling)],
    ['Certainty', certainties[job.certainty]],
    [
      'May run it',
      job.audience === null
        ? 'Anyone'
        : plural(job.audience.length, 'chosen person', 'chosen people'),
    ],
    ['Kind', kinds[job.kind]],
    ['Starts at', <code key="entry">{job.entry}</code>],
    ...(job.args.length > 0
      ? [['Arguments', <code key="args">{job.args.join(' ')}</code>] as const]
      : []),
    [
      'Input',
      job.inputBytes === 0
        ? 'none'
        : `${formatBytes(job.inputBytes)} in ${plural(job.slices.total, 'slice')}`,
    ],
    ['Memory', `at most ${formatBytes(job.memoryBytes)} a slice`],
    ['Code', formatBytes(job.moduleBytes)],
    ['Hash of the code', <LongKey key="code" value={job.moduleHash} label="hash of the code" />],
    ['Job', <LongKey key="job" value={job.id} label="job id" />],
  ];
  return (
    <Panel title="Details">
      <Facts facts={facts} />
    </Panel>
  );
}

function deadlineWords({ atMs, then }: NonNullable<JobView['deadline']>, now: number): string {
  return `${formatWhen(atMs, now)}, then ${then === 'stop' ? 'stops' : 'keeps going'}`;
}
