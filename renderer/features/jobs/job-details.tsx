import type { JobView } from '../../../shared/api/contract.ts';
import { formatBytes, formatCpuHours, formatWhen } from '../../../shared/api/words.ts';
import { formatCount } from '../../../shared/api/work-words.ts';
import { Facts, type Fact } from '../../ui/facts.tsx';
import { LongKey } from '../../ui/long-key.tsx';
import { Panel } from '../../ui/panel.tsx';
import { useNow } from '../app/use-now.ts';

const kinds: Readonly<Record<JobView['kind'], string>> = {
  function: 'Function',
  command: 'Command',
  javascript: 'JavaScript',
};

/** What was sent, and when. */
export function JobDetails({ job }: { readonly job: JobView }) {
  const now = useNow();
  const moments: readonly (readonly [string, number | null])[] = [
    ['Sent', job.createdAtMs],
    ['Started', job.startedAtMs],
    ['Ended', job.endedAtMs],
  ];
  const facts: readonly Fact[] = [
    ...moments.flatMap(([label, at]): readonly Fact[] =>
      at === null ? [] : [[label, formatWhen(at, now)]],
    ),
    ['Ceiling', formatCpuHours(job.ceiling)],
    ...(job.workCount > 0
      ? [['Counted', `${formatCount(job.workCount)} instructions`] as const]
      : []),
    ['Kind', kinds[job.kind]],
    ['Starts at', <code key="entry">{job.entry}</code>],
    ...(job.args.length > 0
      ? [['Arguments', <code key="args">{job.args.join(' ')}</code>] as const]
      : []),
    ['Input', job.inputBytes === 0 ? 'none' : formatBytes(job.inputBytes)],
    ['Code', formatBytes(job.moduleBytes)],
    ['Hash of the code', <LongKey key="code" value={job.moduleHash} label="hash of the code" />],
    ...(job.result
      ? [
          [
            'Hash of the result',
            <LongKey key="result" value={job.result.hash} label="hash of the result" />,
          ] as const,
        ]
      : []),
    ['Job', <LongKey key="job" value={job.id} label="job id" />],
  ];
  return (
    <Panel title="Details">
      <Facts facts={facts} />
    </Panel>
  );
}
